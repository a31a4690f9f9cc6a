"""A blood sample with a disturbed acid-base balance."""

sodium: Categorical({132: 1, 136: 2, 140: 4, 144: 2, 148: 1})
"""Serum sodium [mmol/L]."""
chloride: Categorical({94: 1, 98: 2, 102: 4, 106: 2})
"""Serum chloride [mmol/L]."""
bicarbonate: Categorical({10: 1, 14: 1, 18: 2, 24: 4, 28: 2})
"""Serum bicarbonate [mmol/L]."""
albumin: Categorical({20: 1, 28: 1, 36: 2, 44: 3})
"""Serum albumin [g/L]."""

def gap(sodium, chloride, bicarbonate) -> Integer(-2, 44):
    """Anion gap [mmol/L]."""
    return sodium - chloride - bicarbonate

def corrected_quarters(gap, albumin) -> Integer(-8, 200):
    """Anion gap corrected for albumin [quarters of mmol/L]."""
    return 4 * gap + (44 - albumin)
