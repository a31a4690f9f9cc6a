"""A hospital patient, whose risk of pressure sores is rated by a nurse."""

perception: Uniform(1, 4)
"""Sensory perception [points]."""
moisture: Uniform(1, 4)
"""Skin moisture [points]."""
activity: Uniform(1, 4)
"""Activity [points]."""
mobility: Uniform(1, 4)
"""Mobility [points]."""
nutrition: Uniform(1, 4)
"""Nutrition [points]."""
friction: Uniform(1, 3)
"""Friction and shear [points]."""

def score(perception, moisture, activity, mobility, nutrition, friction) -> Integer(6, 23):
    """Pressure sore scale [points]."""
    return perception + moisture + activity + mobility + nutrition + friction

def risk(score) -> Category("very_high", "high", "moderate", "mild", "none"):
    """Risk of pressure sores."""
    if score < 10:
        return "very_high"
    if score < 13:
        return "high"
    if score < 15:
        return "moderate"
    if score < 19:
        return "mild"
    return "none"
