"""A patient with atrial fibrillation, whose risk of stroke is scored from age, sex and history."""

age: Uniform(60, 80)
"""Age [years]."""
female: Bernoulli(1, 2)
"""Female sex [present / absent]."""
heart_failure: Bernoulli(1, 5)
"""Congestive heart failure [present / absent]."""
hypertension: Bernoulli(1, 2)
"""Hypertension [present / absent]."""
diabetes: Bernoulli(1, 5)
"""Diabetes mellitus [present / absent]."""
prior_stroke: Bernoulli(1, 8)
"""History of stroke or TIA or thromboembolism [present / absent]."""
vascular_disease: Bernoulli(1, 6)
"""Vascular disease [present / absent]."""

def age_points(age) -> Integer(0, 2):
    """Age points [points]."""
    if age < 65:
        return 0
    if age < 75:
        return 1
    return 2

def score(heart_failure, hypertension, age_points, diabetes, prior_stroke, vascular_disease, female) -> Integer(0, 9):
    """Stroke risk score [points]."""
    return (1 if heart_failure else 0) + (1 if hypertension else 0) + age_points + (1 if diabetes else 0) + (2 if prior_stroke else 0) + (1 if vascular_disease else 0) + (1 if female else 0)

def anticoagulation(score, female) -> Category("none", "consider", "recommended"):
    """Oral anticoagulation."""
    beyond_sex = score - (1 if female else 0)
    if beyond_sex < 1:
        return "none"
    if beyond_sex < 2:
        return "consider"
    return "recommended"
