"""A patient screened for sleep apnoea before an operation."""

snoring: Bernoulli(1, 2)
"""Loud snoring [present / absent]."""
tired: Bernoulli(1, 2)
"""Daytime tiredness [present / absent]."""
observed_apnoea: Bernoulli(1, 4)
"""Observed apnoea [present / absent]."""
hypertension: Bernoulli(1, 3)
"""High blood pressure [present / absent]."""
body_mass_index: Uniform(26, 40)
"""Body mass index [kg/m2]."""
age: Uniform(40, 60)
"""Age [years]."""
neck: Uniform(34, 46)
"""Neck circumference [cm]."""
male: Bernoulli(1, 2)
"""Male sex [present / absent]."""

def measured(body_mass_index, age, neck) -> Integer(0, 3):
    """Points for body mass index and age and neck [points]."""
    return (1 if body_mass_index > 35 else 0) + (1 if age > 50 else 0) + (1 if neck > 40 else 0)

def score(snoring, tired, observed_apnoea, hypertension, measured, male) -> Integer(0, 8):
    """Sleep apnoea score [points]."""
    return (1 if snoring else 0) + (1 if tired else 0) + (1 if observed_apnoea else 0) + (1 if hypertension else 0) + measured + (1 if male else 0)

def risk(score) -> Category("low", "intermediate", "high"):
    """Risk of sleep apnoea."""
    if score < 3:
        return "low"
    if score < 5:
        return "intermediate"
    return "high"
