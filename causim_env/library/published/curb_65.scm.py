"""A patient with pneumonia acquired outside hospital."""

confusion: Bernoulli(1, 6)
"""New confusion [present / absent]."""
urea: Uniform(3, 12)
"""Blood urea [mmol/L]."""
respiration: Uniform(18, 34)
"""Respiratory rate [breaths/min]."""
systolic: Uniform(82, 98)
"""Systolic blood pressure [mmHg]."""
diastolic: Uniform(54, 70)
"""Diastolic blood pressure [mmHg]."""
age: Uniform(55, 75)
"""Age [years]."""

def low_pressure(systolic, diastolic) -> Boolean():
    """Low blood pressure [present / absent]."""
    return systolic < 90 or diastolic <= 60

def lab_and_breathing(urea, respiration) -> Integer(0, 2):
    """Points for urea and breathing [points]."""
    return (1 if urea > 7 else 0) + (1 if respiration >= 30 else 0)

def older(age) -> Boolean():
    """Older age [present / absent]."""
    return age >= 65

def score(confusion, lab_and_breathing, low_pressure, older) -> Integer(0, 5):
    """Pneumonia severity score [points]."""
    return (1 if confusion else 0) + lab_and_breathing + (1 if low_pressure else 0) + (1 if older else 0)

def mortality(score) -> Category("low", "intermediate", "high"):
    """Risk of death."""
    if score < 2:
        return "low"
    if score < 3:
        return "intermediate"
    return "high"
