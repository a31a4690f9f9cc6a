"""A patient before major surgery outside the heart."""

major_surgery: Bernoulli(1, 3)
"""High-risk surgery [present / absent]."""
ischaemic_disease: Bernoulli(1, 4)
"""Ischaemic heart disease [present / absent]."""
heart_failure: Bernoulli(1, 8)
"""History of heart failure [present / absent]."""
cerebrovascular: Bernoulli(1, 8)
"""Cerebrovascular disease [present / absent]."""
insulin: Bernoulli(1, 8)
"""Insulin treatment [present / absent]."""
creatinine: Categorical({8: 3, 12: 3, 20: 1, 21: 1, 35: 1})
"""Serum creatinine [tenths of mg/dL]."""

def factors(major_surgery, ischaemic_disease, heart_failure, cerebrovascular, insulin, creatinine) -> Integer(0, 6):
    """Number of risk factors [factors]."""
    return (1 if major_surgery else 0) + (1 if ischaemic_disease else 0) + (1 if heart_failure else 0) + (1 if cerebrovascular else 0) + (1 if insulin else 0) + (1 if creatinine > 20 else 0)

def risk_class(factors) -> Category("I", "II", "III", "IV"):
    """Cardiac risk class."""
    if factors < 1:
        return "I"
    if factors < 2:
        return "II"
    if factors < 3:
        return "III"
    return "IV"
