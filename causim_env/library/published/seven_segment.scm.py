"""A decimal digit on a display with seven segments."""

digit: Uniform(0, 9)
"""Digit [units]."""
enabled: Bernoulli(4, 5)
"""Display [lit / blanked]."""

def top(digit, enabled) -> Boolean():
    """Segment a at the top [lit / dark]."""
    return enabled and digit not in (1, 4, 6)

def upper_right(digit, enabled) -> Boolean():
    """Segment b at the upper right [lit / dark]."""
    return enabled and digit not in (5, 6)

def lower_right(digit, enabled) -> Boolean():
    """Segment c at the lower right [lit / dark]."""
    return enabled and digit != 2

def bottom(digit, enabled) -> Boolean():
    """Segment d at the bottom [lit / dark]."""
    return enabled and digit not in (1, 4, 7, 9)

def lower_left(digit, enabled) -> Boolean():
    """Segment e at the lower left [lit / dark]."""
    return enabled and digit in (0, 2, 6, 8)

def upper_left(digit, enabled) -> Boolean():
    """Segment f at the upper left [lit / dark]."""
    return enabled and digit not in (1, 2, 3, 7)

def middle(digit, enabled) -> Boolean():
    """Segment g in the middle [lit / dark]."""
    return enabled and digit not in (0, 1, 7)

def segments_lit(top, upper_right, lower_right, bottom, lower_left, upper_left, middle) -> Integer(0, 7):
    """Number of segments lit [segments]."""
    return (1 if top else 0) + (1 if upper_right else 0) + (1 if lower_right else 0) + (1 if bottom else 0) + (1 if lower_left else 0) + (1 if upper_left else 0) + (1 if middle else 0)
