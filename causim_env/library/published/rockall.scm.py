"""A patient with bleeding from the upper gut after endoscopy."""

age: Categorical({40: 2, 59: 2, 60: 2, 70: 3, 79: 2, 80: 2, 88: 1})
"""Age [years]."""
shock: Categorical(none=5, tachycardia=2, hypotension=1)
"""Shock."""
comorbidity: Categorical(none=4, major=2, organ_failure_or_cancer=1)
"""Comorbidity."""
diagnosis: Categorical(tear_or_none=2, other=5, gut_cancer=1)
"""Endoscopic diagnosis."""
stigmata: Bernoulli(1, 3)
"""Major stigmata of recent bleeding [present / absent]."""

def age_points(age) -> Integer(0, 2):
    """Age points [points]."""
    if age < 60:
        return 0
    if age < 80:
        return 1
    return 2

def clinical_score(age_points, shock, comorbidity) -> Integer(0, 7):
    """Score before endoscopy [points]."""
    return age_points + {"none": 0, "tachycardia": 1, "hypotension": 2}[shock] + {"none": 0, "major": 2, "organ_failure_or_cancer": 3}[comorbidity]

def score(clinical_score, diagnosis, stigmata) -> Integer(0, 11):
    """Full score [points]."""
    return clinical_score + {"tear_or_none": 0, "other": 1, "gut_cancer": 2}[diagnosis] + (2 if stigmata else 0)
