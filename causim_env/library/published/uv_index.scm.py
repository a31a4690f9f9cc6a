"""Sunlight at noon and who stands in it."""

irradiance: Categorical({0: 1, 25: 2, 62: 1, 63: 1, 100: 2, 137: 1, 138: 1, 187: 1, 188: 1, 262: 1, 263: 1, 300: 1})
"""Erythemal irradiance [mW/m2]."""

def uv(irradiance) -> Integer(0, 12):
    """UV index [points]."""
    return (2 * irradiance + 25) // 50

def exposure(uv) -> Category("low", "moderate", "high", "very_high", "extreme"):
    """Exposure category."""
    if uv < 3:
        return "low"
    if uv < 6:
        return "moderate"
    if uv < 8:
        return "high"
    if uv < 11:
        return "very_high"
    return "extreme"

def protection(exposure) -> Category("none", "needed", "extra"):
    """Sun protection."""
    if exposure == "low":
        return "none"
    if exposure in ("moderate", "high"):
        return "needed"
    return "extra"
