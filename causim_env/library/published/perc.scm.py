"""A patient at low suspicion of pulmonary embolism in an emergency department."""

age: Uniform(40, 60)
"""Age [years]."""
heart_rate: Uniform(90, 110)
"""Heart rate [beats/min]."""
saturation: Uniform(90, 99)
"""Oxygen saturation on room air [%]."""
haemoptysis: Bernoulli(1, 12)
"""Haemoptysis [present / absent]."""
oestrogen: Bernoulli(1, 6)
"""Oestrogen use [present / absent]."""
previous_clot: Bernoulli(1, 8)
"""Previous thrombosis or embolism [present / absent]."""
leg_swelling: Bernoulli(1, 8)
"""Unilateral leg swelling [present / absent]."""
recent_surgery: Bernoulli(1, 8)
"""Recent surgery or trauma with hospital stay [present / absent]."""

def vital_criteria(age, heart_rate, saturation) -> Integer(0, 3):
    """Number of criteria failed by age or vital signs [criteria]."""
    return (1 if age >= 50 else 0) + (1 if heart_rate >= 100 else 0) + (1 if saturation < 95 else 0)

def history_criteria(haemoptysis, oestrogen, previous_clot, leg_swelling, recent_surgery) -> Integer(0, 5):
    """Number of criteria failed by history or examination [criteria]."""
    return (1 if haemoptysis else 0) + (1 if oestrogen else 0) + (1 if previous_clot else 0) + (1 if leg_swelling else 0) + (1 if recent_surgery else 0)

def failed(vital_criteria, history_criteria) -> Integer(0, 8):
    """Number of criteria failed [criteria]."""
    return vital_criteria + history_criteria

def excluded(failed) -> Boolean():
    """Pulmonary embolism without further tests [excluded / possible]."""
    return failed == 0
