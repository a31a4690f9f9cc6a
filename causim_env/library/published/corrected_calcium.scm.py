"""A blood sample with little albumin."""

calcium: Uniform(70, 110)
"""Total serum calcium [tenths of mg/dL]."""
albumin: Categorical({20: 1, 25: 1, 30: 2, 35: 2, 40: 3})
"""Serum albumin [tenths of g/dL]."""

def corrected(calcium, albumin) -> Integer(70, 126):
    """Corrected calcium [tenths of mg/dL]."""
    return calcium + 4 * (40 - albumin) // 5
