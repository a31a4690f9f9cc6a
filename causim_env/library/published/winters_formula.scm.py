"""A patient with a metabolic acidosis, whose breathing should compensate it."""

bicarbonate: Uniform(8, 20)
"""Serum bicarbonate [mmol/L]."""
carbon_dioxide: Uniform(15, 45)
"""Measured arterial carbon dioxide pressure [mmHg]."""

def expected_halves(bicarbonate) -> Integer(40, 76):
    """Expected arterial carbon dioxide pressure [half mmHg]."""
    return 3 * bicarbonate + 16

def compensation(expected_halves, carbon_dioxide) -> Category("added_alkalosis", "adequate", "added_acidosis"):
    """Respiratory compensation."""
    excess = 2 * carbon_dioxide - expected_halves
    if excess < -4:
        return "added_alkalosis"
    if excess <= 4:
        return "adequate"
    return "added_acidosis"
