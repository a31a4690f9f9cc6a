"""A signal at a crosswalk."""

width: Categorical({28: 1, 35: 2, 56: 2, 70: 3, 105: 2, 126: 1})
"""Length of the crosswalk [ft]."""
slow_walkers: Bernoulli(1, 4)
"""Slow pedestrians [usual / rare]."""

def clearance(width, slow_walkers) -> Integer(8, 42):
    """Clearance time [s]."""
    return (width + 2) // 3 if slow_walkers else (2 * width + 6) // 7

def walk(width, clearance) -> Integer(7, 36):
    """Walk interval [s]."""
    return max(7, (width + 8) // 3 - clearance)

def total(walk, clearance) -> Integer(15, 78):
    """Time for pedestrians [s]."""
    return walk + clearance
