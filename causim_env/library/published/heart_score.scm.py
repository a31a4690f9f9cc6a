"""A patient with chest pain in an emergency department."""

history: Categorical(slightly_suspicious=3, moderately_suspicious=3, highly_suspicious=2)
"""History of the complaint."""
ecg: Categorical(normal=4, repolarization_disturbance=2, st_deviation=1)
"""Electrocardiogram."""
age: Categorical({30: 1, 40: 1, 44: 1, 46: 1, 55: 2, 64: 1, 66: 1, 75: 2})
"""Age [years]."""
risk_factors: Uniform(0, 4)
"""Number of risk factors [factors]."""
atherosclerosis: Bernoulli(1, 6)
"""Known atherosclerotic disease [present / absent]."""
troponin: Categorical(normal=6, one_to_three_times=2, three_times_or_more=1)
"""Troponin against its limit."""

def age_points(age) -> Integer(0, 2):
    """Age points [points]."""
    if age < 45:
        return 0
    if age < 65:
        return 1
    return 2

def risk_points(risk_factors, atherosclerosis) -> Integer(0, 2):
    """Risk factor points [points]."""
    if atherosclerosis or risk_factors >= 3:
        return 2
    if risk_factors >= 1:
        return 1
    return 0

def score(history, ecg, age_points, risk_points, troponin) -> Integer(0, 10):
    """Chest pain score [points]."""
    return {"slightly_suspicious": 0, "moderately_suspicious": 1, "highly_suspicious": 2}[history] + {"normal": 0, "repolarization_disturbance": 1, "st_deviation": 2}[ecg] + age_points + risk_points + {"normal": 0, "one_to_three_times": 1, "three_times_or_more": 2}[troponin]

def risk(score) -> Category("low", "moderate", "high"):
    """Risk of a major cardiac event."""
    if score < 4:
        return "low"
    if score < 7:
        return "moderate"
    return "high"
