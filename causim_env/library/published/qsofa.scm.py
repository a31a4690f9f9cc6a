"""A patient with a suspected infection outside intensive care."""

respiration: Uniform(14, 28)
"""Respiratory rate [breaths/min]."""
systolic: Uniform(90, 110)
"""Systolic blood pressure [mmHg]."""
coma_scale: Categorical({12: 1, 13: 1, 14: 2, 15: 8})
"""Glasgow Coma Scale [points]."""

def fast_breathing(respiration) -> Boolean():
    """Fast breathing [present / absent]."""
    return respiration >= 22

def low_pressure(systolic) -> Boolean():
    """Low blood pressure [present / absent]."""
    return systolic <= 100

def altered_mentation(coma_scale) -> Boolean():
    """Altered mentation [present / absent]."""
    return coma_scale < 15

def score(fast_breathing, low_pressure, altered_mentation) -> Integer(0, 3):
    """Quick organ failure score [points]."""
    return (1 if fast_breathing else 0) + (1 if low_pressure else 0) + (1 if altered_mentation else 0)

def positive(score) -> Boolean():
    """Screen for sepsis [positive / negative]."""
    return score >= 2
