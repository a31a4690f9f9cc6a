"""A blood sample from a patient who may have drunk a toxic alcohol."""

sodium: Categorical({130: 1, 135: 2, 140: 4, 150: 1})
"""Serum sodium [mmol/L]."""
glucose: Categorical({4: 2, 6: 4, 10: 2, 30: 1})
"""Serum glucose [mmol/L]."""
urea: Categorical({3: 2, 5: 4, 15: 1, 30: 1})
"""Serum urea [mmol/L]."""
measured: Categorical({280: 1, 290: 3, 300: 3, 320: 2, 350: 1})
"""Measured osmolality [mOsm/kg]."""

def calculated(sodium, glucose, urea) -> Integer(267, 360):
    """Osmolarity by the formula [mOsm/L]."""
    return 2 * sodium + glucose + urea

def gap(measured, calculated) -> Integer(-80, 83):
    """Osmolal gap [mOsm]."""
    return measured - calculated

def raised(gap) -> Boolean():
    """Osmolal gap over 10 [present / absent]."""
    return gap > 10
