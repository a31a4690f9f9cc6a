"""A newborn five minutes after birth."""

colour: Categorical(blue_or_pale=1, blue_limbs=4, pink=3)
"""Skin colour."""
heart_rate: Categorical({0: 1, 60: 1, 80: 2, 99: 2, 101: 4, 120: 6, 140: 6})
"""Heart rate [beats/min]."""
reflex: Categorical(none=1, grimace=3, cry=6)
"""Reflex response to stimulation."""
tone: Categorical(limp=1, some_flexion=3, active=6)
"""Muscle tone."""
breathing: Categorical(absent=1, weak=3, crying=6)
"""Respiration."""

def pulse_points(heart_rate) -> Integer(0, 2):
    """Heart rate points [points]."""
    if heart_rate < 1:
        return 0
    if heart_rate < 100:
        return 1
    return 2

def score(colour, pulse_points, reflex, tone, breathing) -> Integer(0, 10):
    """Newborn score [points]."""
    return pulse_points + {"blue_or_pale": 0, "blue_limbs": 1, "pink": 2}[colour] + {"none": 0, "grimace": 1, "cry": 2}[reflex] + {"limp": 0, "some_flexion": 1, "active": 2}[tone] + {"absent": 0, "weak": 1, "crying": 2}[breathing]

def condition(score) -> Category("low", "moderately_abnormal", "reassuring"):
    """Condition of the newborn."""
    if score < 4:
        return "low"
    if score < 7:
        return "moderately_abnormal"
    return "reassuring"
