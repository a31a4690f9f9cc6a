"""The wind over the open sea."""

wind: Categorical({0: 1, 1: 1, 3: 1, 4: 1, 6: 1, 7: 1, 10: 2, 11: 2, 16: 2, 17: 2, 21: 2, 22: 2, 27: 2, 28: 1, 33: 1, 34: 1, 40: 1, 41: 1, 47: 1, 48: 1, 55: 1, 56: 1, 63: 1, 64: 1})
"""Wind speed [knots]."""

def force(wind) -> Integer(0, 12):
    """Wind force [points]."""
    if wind < 1:
        return 0
    if wind < 4:
        return 1
    if wind < 7:
        return 2
    if wind < 11:
        return 3
    if wind < 17:
        return 4
    if wind < 22:
        return 5
    if wind < 28:
        return 6
    if wind < 34:
        return 7
    if wind < 41:
        return 8
    if wind < 48:
        return 9
    if wind < 56:
        return 10
    if wind < 64:
        return 11
    return 12

def warning(force) -> Category("none", "gale", "storm", "hurricane_force"):
    """Marine warning."""
    if force < 8:
        return "none"
    if force < 10:
        return "gale"
    if force < 12:
        return "storm"
    return "hurricane_force"
