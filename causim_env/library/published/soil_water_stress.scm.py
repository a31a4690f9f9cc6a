"""A field between two irrigations."""

field_capacity: Categorical({22: 1, 30: 2, 34: 1})
"""Water content at field capacity [%]."""
wilting_point: Categorical({10: 1, 12: 2, 18: 1})
"""Water content at wilting point [%]."""
root_depth: Categorical({5: 1, 8: 1, 10: 2})
"""Root depth [tenths of a metre]."""
depletion_share: Categorical({3: 1, 5: 2, 6: 1})
"""Share of water that is easy to take [tenths]."""
depletion: Categorical({10: 1, 40: 2, 80: 2, 120: 1, 160: 1})
"""Depletion in the root zone [mm]."""

def available(field_capacity, wilting_point, root_depth) -> Integer(20, 240):
    """Total available water [mm]."""
    return (field_capacity - wilting_point) * root_depth

def easy(available, depletion_share) -> Integer(6, 144):
    """Readily available water [mm]."""
    return available * depletion_share // 10

def stress_percent(available, easy, depletion) -> Integer(0, 100):
    """Water stress coefficient [%]."""
    if depletion <= easy:
        return 100
    if depletion >= available:
        return 0
    return 100 * (available - depletion) // (available - easy)
