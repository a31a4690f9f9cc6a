"""An adult, whose kidneys are staged by filtration and albumin in the urine."""

filtration: Categorical({10: 1, 14: 1, 15: 1, 29: 1, 30: 2, 44: 2, 45: 2, 59: 2, 60: 3, 89: 3, 90: 3, 110: 2})
"""Glomerular filtration rate [mL/min per 1.73 m2]."""
albumin: Categorical({5: 4, 29: 2, 30: 2, 300: 2, 301: 1, 900: 1})
"""Albumin to creatinine ratio in the urine [mg/g]."""

def filtration_stage(filtration) -> Category("G1", "G2", "G3a", "G3b", "G4", "G5"):
    """Filtration stage."""
    if filtration < 15:
        return "G5"
    if filtration < 30:
        return "G4"
    if filtration < 45:
        return "G3b"
    if filtration < 60:
        return "G3a"
    if filtration < 90:
        return "G2"
    return "G1"

def albumin_stage(albumin) -> Category("A1", "A2", "A3"):
    """Albuminuria stage."""
    if albumin < 30:
        return "A1"
    if albumin <= 300:
        return "A2"
    return "A3"

def risk(filtration_stage, albumin_stage) -> Category("low", "moderate", "high", "very_high"):
    """Risk of progression."""
    steps = {"G1": 0, "G2": 0, "G3a": 1, "G3b": 2, "G4": 3, "G5": 3}[filtration_stage] + {"A1": 0, "A2": 1, "A3": 2}[albumin_stage]
    if steps < 1:
        return "low"
    if steps < 2:
        return "moderate"
    if steps < 3:
        return "high"
    return "very_high"
