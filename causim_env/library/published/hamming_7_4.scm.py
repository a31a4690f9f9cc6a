"""Four data bits sent with three check bits over a line that may flip one bit."""

d1: Bernoulli(1, 2)
"""First data bit [set / clear]."""
d2: Bernoulli(1, 2)
"""Second data bit [set / clear]."""
d3: Bernoulli(1, 2)
"""Third data bit [set / clear]."""
d4: Bernoulli(1, 2)
"""Fourth data bit [set / clear]."""
flipped: Uniform(0, 7)
"""Position of the flipped bit [places]."""

def p1(d1, d2, d4) -> Boolean():
    """First check bit [set / clear]."""
    return (d1 != d2) != d4

def p2(d1, d3, d4) -> Boolean():
    """Second check bit [set / clear]."""
    return (d1 != d3) != d4

def p4(d2, d3, d4) -> Boolean():
    """Third check bit [set / clear]."""
    return (d2 != d3) != d4

def syndrome_1(p1, d1, d2, d4, flipped) -> Boolean():
    """First bit of the syndrome [set / clear]."""
    return (((p1 != d1) != d2) != d4) != (flipped in (1, 3, 5, 7))

def syndrome_2(p2, d1, d3, d4, flipped) -> Boolean():
    """Second bit of the syndrome [set / clear]."""
    return (((p2 != d1) != d3) != d4) != (flipped in (2, 3, 6, 7))

def syndrome_4(p4, d2, d3, d4, flipped) -> Boolean():
    """Third bit of the syndrome [set / clear]."""
    return (((p4 != d2) != d3) != d4) != (flipped in (4, 5, 6, 7))

def located(syndrome_1, syndrome_2, syndrome_4) -> Integer(0, 7):
    """Position located by the receiver [places]."""
    return (1 if syndrome_1 else 0) + (2 if syndrome_2 else 0) + (4 if syndrome_4 else 0)
