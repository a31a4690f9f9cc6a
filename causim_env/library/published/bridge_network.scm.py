"""Five links between two stations, one of them across."""

a: Bernoulli(9, 10)
"""Link from the source to the upper station [up / down]."""
b: Bernoulli(9, 10)
"""Link from the source to the lower station [up / down]."""
c: Bernoulli(9, 10)
"""Link between the upper and the lower station [up / down]."""
d: Bernoulli(9, 10)
"""Link from the upper station to the sink [up / down]."""
e: Bernoulli(9, 10)
"""Link from the lower station to the sink [up / down]."""

def upper_signal(a, b, c) -> Boolean():
    """Signal at the upper station [present / absent]."""
    return a or (b and c)

def lower_signal(a, b, c) -> Boolean():
    """Signal at the lower station [present / absent]."""
    return b or (a and c)

def works(upper_signal, lower_signal, d, e) -> Boolean():
    """Signal at the sink [present / absent]."""
    return upper_signal and d or (lower_signal and e)
