"""A tropical cyclone."""

wind: Categorical({30: 1, 38: 1, 39: 2, 73: 2, 74: 2, 95: 2, 96: 2, 110: 1, 111: 1, 129: 1, 130: 1, 156: 1, 157: 1})
"""Sustained wind [mph]."""

def category(wind) -> Integer(0, 5):
    """Hurricane category [points]."""
    if wind < 74:
        return 0
    if wind < 96:
        return 1
    if wind < 111:
        return 2
    if wind < 130:
        return 3
    if wind < 157:
        return 4
    return 5

def stage(wind, category) -> Category("depression", "storm", "hurricane", "major_hurricane"):
    """Stage of the cyclone."""
    if category >= 3:
        return "major_hurricane"
    if category >= 1:
        return "hurricane"
    return "storm" if wind >= 39 else "depression"
