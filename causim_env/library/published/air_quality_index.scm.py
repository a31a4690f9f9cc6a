"""A day of city air, measured for fine particles and ozone."""

particles: Categorical({0: 1, 50: 2, 90: 2, 91: 2, 200: 2, 354: 1, 355: 1, 359: 1, 554: 1, 555: 1, 1254: 1, 1255: 1, 2254: 1})
"""Fine particles over a day [tenths of ug/m3]."""
ozone: Categorical({0: 1, 30: 2, 54: 2, 55: 2, 70: 2, 71: 1, 78: 1, 85: 1, 86: 1, 105: 1, 106: 1, 200: 1})
"""Ozone over eight hours [ppb]."""

def particle_index(particles) -> Integer(0, 300):
    """Index of the particles [points]."""
    if particles < 91:
        return (2 * 50 * particles + 90) // 180
    if particles < 355:
        return 51 + (2 * 49 * (particles - 91) + 263) // 526
    if particles < 555:
        return 101 + (2 * 49 * (particles - 355) + 199) // 398
    if particles < 1255:
        return 151 + (2 * 49 * (particles - 555) + 699) // 1398
    return 201 + (2 * 99 * (particles - 1255) + 999) // 1998

def ozone_index(ozone) -> Integer(0, 300):
    """Index of the ozone [points]."""
    if ozone < 55:
        return (2 * 50 * ozone + 54) // 108
    if ozone < 71:
        return 51 + (2 * 49 * (ozone - 55) + 15) // 30
    if ozone < 86:
        return 101 + (2 * 49 * (ozone - 71) + 14) // 28
    if ozone < 106:
        return 151 + (2 * 49 * (ozone - 86) + 19) // 38
    return 201 + (2 * 99 * (ozone - 106) + 94) // 188

def quality_index(particle_index, ozone_index) -> Integer(0, 300):
    """Air quality index [points]."""
    return max(particle_index, ozone_index)

def category(quality_index) -> Category("good", "moderate", "unhealthy_for_sensitive", "unhealthy", "very_unhealthy"):
    """Air quality category."""
    if quality_index < 51:
        return "good"
    if quality_index < 101:
        return "moderate"
    if quality_index < 151:
        return "unhealthy_for_sensitive"
    if quality_index < 201:
        return "unhealthy"
    return "very_unhealthy"
