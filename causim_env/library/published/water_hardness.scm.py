"""Tap water, analysed for calcium and magnesium."""

calcium: Categorical({10: 2, 20: 2, 40: 3, 60: 2, 100: 1})
"""Calcium [mg/L]."""
magnesium: Categorical({0: 1, 5: 3, 10: 3, 20: 2, 40: 1})
"""Magnesium [mg/L]."""

def hardness(calcium, magnesium) -> Integer(24, 414):
    """Hardness as calcium carbonate [mg/L]."""
    return (2497 * calcium + 4118 * magnesium) // 1000

def hardness_class(hardness) -> Category("soft", "moderately_hard", "hard", "very_hard"):
    """Class of hardness."""
    if hardness < 61:
        return "soft"
    if hardness < 121:
        return "moderately_hard"
    if hardness < 181:
        return "hard"
    return "very_hard"
