"""A pleural effusion, whose fluid is compared with the blood."""

pleural_protein: Categorical({15: 2, 25: 2, 35: 3, 36: 2, 50: 2})
"""Protein in the pleural fluid [g/L]."""
serum_protein: Categorical({60: 1, 70: 4, 80: 1})
"""Protein in the serum [g/L]."""
pleural_ldh: Categorical({60: 2, 100: 2, 120: 2, 121: 2, 133: 1, 134: 1, 300: 2})
"""Lactate dehydrogenase in the pleural fluid [U/L]."""
serum_ldh: Categorical({150: 1, 200: 3, 300: 1})
"""Lactate dehydrogenase in the serum [U/L]."""
upper_limit: Categorical({200: 3, 250: 1})
"""Upper limit of normal of serum lactate dehydrogenase [U/L]."""

def protein_ratio_high(pleural_protein, serum_protein) -> Boolean():
    """Protein ratio over one half [present / absent]."""
    return 2 * pleural_protein > serum_protein

def ldh_ratio_high(pleural_ldh, serum_ldh) -> Boolean():
    """Dehydrogenase ratio over six tenths [present / absent]."""
    return 10 * pleural_ldh > 6 * serum_ldh

def ldh_high(pleural_ldh, upper_limit) -> Boolean():
    """Pleural dehydrogenase over two thirds of the limit [present / absent]."""
    return 3 * pleural_ldh > 2 * upper_limit

def exudate(protein_ratio_high, ldh_ratio_high, ldh_high) -> Boolean():
    """Effusion [an exudate / a transudate]."""
    return protein_ratio_high or ldh_ratio_high or ldh_high
