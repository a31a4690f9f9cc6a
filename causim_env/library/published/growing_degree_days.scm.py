"""A day in a maize field."""

maximum: Categorical({45: 1, 60: 2, 70: 2, 80: 3, 86: 2, 95: 1})
"""Maximum temperature [F]."""
minimum: Categorical({30: 1, 40: 1, 50: 2, 55: 2, 65: 2, 75: 1})
"""Minimum temperature [F]."""

def held_maximum(maximum) -> Integer(50, 86):
    """Maximum temperature within the limits [F]."""
    return max(50, min(86, maximum))

def held_minimum(minimum) -> Integer(50, 75):
    """Minimum temperature within the limits [F]."""
    return max(50, minimum)

def double_units(held_maximum, held_minimum) -> Integer(0, 61):
    """Growing degree units [half units]."""
    return held_maximum + held_minimum - 100
