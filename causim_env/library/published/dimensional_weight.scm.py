"""A parcel handed to a carrier."""

length: Categorical({10: 1, 12: 2, 20: 2, 30: 1})
"""Length [inches]."""
width: Categorical({8: 1, 12: 3, 20: 1})
"""Width [inches]."""
height: Categorical({4: 1, 12: 3, 16: 1})
"""Height [inches]."""
weight: Categorical({2: 2, 10: 2, 21: 1, 40: 1})
"""Actual weight [pounds]."""

def volume(length, width, height) -> Integer(320, 9600):
    """Volume [cubic inches]."""
    return length * width * height

def dimensional(volume) -> Integer(3, 70):
    """Dimensional weight [pounds]."""
    return (volume + 138) // 139

def billed(dimensional, weight) -> Integer(3, 70):
    """Billed weight [pounds]."""
    return max(dimensional, weight)

def bulky(dimensional, weight) -> Boolean():
    """Charge by size [present / absent]."""
    return dimensional > weight
