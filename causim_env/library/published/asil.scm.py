"""A hazardous event in a road vehicle."""

severity: Uniform(1, 3)
"""Severity class [points]."""
exposure: Uniform(1, 4)
"""Exposure class [points]."""
controllability: Uniform(1, 3)
"""Controllability class [points]."""

def integrity(severity, exposure, controllability) -> Category("QM", "A", "B", "C", "D"):
    """Safety integrity level."""
    total = severity + exposure + controllability
    if total < 7:
        return "QM"
    if total < 8:
        return "A"
    if total < 9:
        return "B"
    if total < 10:
        return "C"
    return "D"

def level_applies(integrity) -> Boolean():
    """Requirements of a safety integrity level [present / absent]."""
    return integrity != "QM"
