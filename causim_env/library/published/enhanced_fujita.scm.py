"""A tornado, rated by the wind its damage implies."""

gust: Categorical({65: 3, 85: 3, 86: 3, 110: 2, 111: 2, 135: 2, 136: 1, 165: 1, 166: 1, 200: 1, 201: 1})
"""Estimated three-second gust [mph]."""

def rating(gust) -> Integer(0, 5):
    """Damage rating [points]."""
    if gust < 86:
        return 0
    if gust < 111:
        return 1
    if gust < 136:
        return 2
    if gust < 166:
        return 3
    if gust < 201:
        return 4
    return 5

def strength(rating) -> Category("weak", "strong", "violent"):
    """Strength of the tornado."""
    if rating < 2:
        return "weak"
    if rating < 4:
        return "strong"
    return "violent"
