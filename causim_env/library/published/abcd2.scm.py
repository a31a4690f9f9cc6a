"""A patient seen after a transient ischaemic attack."""

age: Uniform(50, 70)
"""Age [years]."""
systolic: Uniform(130, 150)
"""Systolic blood pressure [mmHg]."""
diastolic: Uniform(80, 100)
"""Diastolic blood pressure [mmHg]."""
features: Categorical(other=2, speech_disturbance=1, unilateral_weakness=2)
"""Clinical features."""
duration: Categorical({5: 1, 9: 1, 10: 1, 30: 2, 59: 1, 60: 1, 120: 2})
"""Duration of symptoms [minutes]."""
diabetes: Bernoulli(1, 5)
"""Diabetes [present / absent]."""

def raised_pressure(systolic, diastolic) -> Boolean():
    """Raised blood pressure [present / absent]."""
    return systolic >= 140 or diastolic >= 90

def older(age) -> Boolean():
    """Older age [present / absent]."""
    return age >= 60

def duration_points(duration) -> Integer(0, 2):
    """Duration points [points]."""
    if duration < 10:
        return 0
    if duration < 60:
        return 1
    return 2

def score(older, raised_pressure, features, duration_points, diabetes) -> Integer(0, 7):
    """Early stroke score [points]."""
    return (1 if older else 0) + (1 if raised_pressure else 0) + {"other": 0, "speech_disturbance": 1, "unilateral_weakness": 2}[features] + duration_points + (1 if diabetes else 0)

def risk(score) -> Category("low", "moderate", "high"):
    """Two-day stroke risk."""
    if score < 4:
        return "low"
    if score < 6:
        return "moderate"
    return "high"
