"""A patient on anticoagulants, whose risk of bleeding is scored from history and treatment."""

systolic: Uniform(150, 170)
"""Systolic blood pressure [mmHg]."""
age: Uniform(55, 75)
"""Age [years]."""
renal_disease: Bernoulli(1, 8)
"""Abnormal renal function [present / absent]."""
liver_disease: Bernoulli(1, 12)
"""Abnormal liver function [present / absent]."""
stroke: Bernoulli(1, 8)
"""History of stroke [present / absent]."""
bleeding: Bernoulli(1, 10)
"""Bleeding history or predisposition [present / absent]."""
labile_inr: Bernoulli(1, 4)
"""Labile INR [present / absent]."""
drugs: Bernoulli(1, 4)
"""Antiplatelet drugs or NSAIDs [present / absent]."""
alcohol: Bernoulli(1, 8)
"""Alcohol excess [present / absent]."""

def hypertension(systolic) -> Boolean():
    """Uncontrolled hypertension [present / absent]."""
    return systolic > 160

def elderly(age) -> Boolean():
    """Elderly status [present / absent]."""
    return age > 65

def score(hypertension, renal_disease, liver_disease, stroke, bleeding, labile_inr, elderly, drugs, alcohol) -> Integer(0, 9):
    """Bleeding risk score [points]."""
    return (1 if hypertension else 0) + (1 if renal_disease else 0) + (1 if liver_disease else 0) + (1 if stroke else 0) + (1 if bleeding else 0) + (1 if labile_inr else 0) + (1 if elderly else 0) + (1 if drugs else 0) + (1 if alcohol else 0)

def high_risk(score) -> Boolean():
    """High risk of bleeding [present / absent]."""
    return score >= 3
