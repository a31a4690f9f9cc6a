"""An injured patient, coded at the scene."""

coma_scale: Uniform(3, 15)
"""Glasgow Coma Scale [points]."""
systolic: Categorical({0: 1, 40: 1, 49: 1, 50: 1, 75: 1, 76: 1, 89: 1, 90: 2, 120: 6})
"""Systolic blood pressure [mmHg]."""
respiration: Categorical({0: 1, 5: 1, 6: 1, 9: 1, 10: 2, 18: 6, 29: 2, 30: 1})
"""Respiratory rate [breaths/min]."""

def coma_code(coma_scale) -> Integer(0, 4):
    """Code of the coma scale [points]."""
    if coma_scale < 4:
        return 0
    if coma_scale < 6:
        return 1
    if coma_scale < 9:
        return 2
    if coma_scale < 13:
        return 3
    return 4

def pressure_code(systolic) -> Integer(0, 4):
    """Code of the blood pressure [points]."""
    if systolic < 1:
        return 0
    if systolic < 50:
        return 1
    if systolic < 76:
        return 2
    if systolic < 90:
        return 3
    return 4

def breathing_code(respiration) -> Integer(0, 4):
    """Code of the respiratory rate [points]."""
    if respiration < 1:
        return 0
    if respiration < 6:
        return 1
    if respiration < 10:
        return 2
    if respiration < 30:
        return 4
    return 3

def triage_score(coma_code, pressure_code, breathing_code) -> Integer(0, 12):
    """Triage score [points]."""
    return coma_code + pressure_code + breathing_code

def trauma_centre(triage_score) -> Boolean():
    """Transport to a trauma centre [advised / not required]."""
    return triage_score <= 11

def weighted_score(coma_code, pressure_code, breathing_code) -> Integer(0, 78408):
    """Weighted score [ten-thousandths]."""
    return 9368 * coma_code + 7326 * pressure_code + 2908 * breathing_code
