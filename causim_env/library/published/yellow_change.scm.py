"""The yellow light of a signal on a slope."""

speed: Categorical({25: 1, 35: 3, 45: 2, 55: 1})
"""Approach speed [mph]."""
grade: Categorical({-6: 1, -3: 2, 0: 5, 3: 1})
"""Grade of the approach [%]."""

def computed(speed, grade) -> Integer(27, 61):
    """Yellow interval by the formula [tenths of a second]."""
    return 10 + (14700 * speed + 19999 + 644 * grade) // (20000 + 644 * grade)

def yellow(computed) -> Integer(30, 60):
    """Yellow interval [tenths of a second]."""
    return max(30, min(60, computed))
