"""A garden and a plant that should survive the winter."""

coldest: Categorical({-42: 1, -40: 1, -31: 1, -21: 1, -20: 2, -11: 2, -10: 2, -5: 2, -1: 2, 0: 2, 9: 1, 10: 1, 19: 1})
"""Average coldest temperature of the year [F]."""
needs_zone: Uniform(3, 8)
"""Zone the plant is hardy to [zones]."""

def zone(coldest) -> Integer(2, 8):
    """Hardiness zone [zones]."""
    return (coldest + 60) // 10 + 1

def half(coldest) -> Category("a", "b"):
    """Half of the zone."""
    return "a" if (coldest + 60) % 10 < 5 else "b"

def survives(zone, needs_zone) -> Boolean():
    """Survival of the plant [expected / doubtful]."""
    return zone >= needs_zone
