"""An adult, whose kidney function is estimated to dose a drug."""

age: Categorical({20: 1, 40: 2, 60: 2, 80: 2})
"""Age [years]."""
weight: Categorical({50: 1, 60: 2, 72: 2, 90: 1})
"""Body weight [kg]."""
female: Bernoulli(1, 2)
"""Female sex [present / absent]."""
creatinine: Categorical({5: 1, 10: 4, 20: 2, 40: 1})
"""Serum creatinine [tenths of mg/dL]."""

def clearance(age, weight, female, creatinine) -> Integer(8, 300):
    """Creatinine clearance [mL/min]."""
    return (140 - age) * weight * (85 if female else 100) // (720 * creatinine)
