"""A patient with a minor head injury, who may need computed tomography."""

coma_scale_later: Uniform(13, 15)
"""Glasgow Coma Scale two hours after the injury [points]."""
open_fracture: Bernoulli(1, 12)
"""Suspected open or depressed skull fracture [present / absent]."""
basal_sign: Bernoulli(1, 12)
"""Sign of basal skull fracture [present / absent]."""
vomiting: Uniform(0, 3)
"""Number of episodes of vomiting [episodes]."""
age: Uniform(55, 75)
"""Age [years]."""
amnesia: Categorical({0: 4, 10: 2, 29: 1, 30: 1, 60: 1})
"""Amnesia for the time before impact [minutes]."""
dangerous_mechanism: Bernoulli(1, 4)
"""Dangerous mechanism of injury [present / absent]."""

def high_risk(coma_scale_later, open_fracture, basal_sign, vomiting, age) -> Boolean():
    """High risk of neurosurgery [present / absent]."""
    return coma_scale_later < 15 or open_fracture or basal_sign or (vomiting >= 2) or (age >= 65)

def medium_risk(amnesia, dangerous_mechanism) -> Boolean():
    """Medium risk of brain injury [present / absent]."""
    return amnesia >= 30 or dangerous_mechanism

def tomography(high_risk, medium_risk) -> Boolean():
    """Tomography of the head [needed / unnecessary]."""
    return high_risk or medium_risk
