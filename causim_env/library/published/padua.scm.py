"""A medical inpatient, whose risk of venous thrombosis is assessed."""

cancer: Bernoulli(1, 8)
"""Active cancer [present / absent]."""
previous_clot: Bernoulli(1, 10)
"""Previous venous thromboembolism [present / absent]."""
immobile: Bernoulli(1, 3)
"""Reduced mobility [present / absent]."""
thrombophilia: Bernoulli(1, 16)
"""Known thrombophilia [present / absent]."""
recent_surgery: Bernoulli(1, 8)
"""Trauma or surgery within a month [present / absent]."""
age: Uniform(60, 80)
"""Age [years]."""
organ_failure: Bernoulli(1, 6)
"""Heart or respiratory failure [present / absent]."""
infarction: Bernoulli(1, 10)
"""Acute myocardial infarction or ischaemic stroke [present / absent]."""
infection: Bernoulli(1, 4)
"""Acute infection or rheumatic disorder [present / absent]."""
body_mass_index: Uniform(24, 36)
"""Body mass index [kg/m2]."""
hormones: Bernoulli(1, 10)
"""Hormonal treatment [present / absent]."""

def age_and_weight(age, body_mass_index) -> Integer(0, 2):
    """Points for age and weight [points]."""
    return (1 if age >= 70 else 0) + (1 if body_mass_index >= 30 else 0)

def score(cancer, previous_clot, immobile, thrombophilia, recent_surgery, age_and_weight, organ_failure, infarction, infection, hormones) -> Integer(0, 20):
    """Thrombosis risk score [points]."""
    return (3 if cancer else 0) + (3 if previous_clot else 0) + (3 if immobile else 0) + (3 if thrombophilia else 0) + (2 if recent_surgery else 0) + age_and_weight + (1 if organ_failure else 0) + (1 if infarction else 0) + (1 if infection else 0) + (1 if hormones else 0)

def high_risk(score) -> Boolean():
    """Risk of venous thromboembolism [high / low]."""
    return score >= 4
