"""A person asked three questions about drinking."""

frequency: Uniform(0, 4)
"""Frequency of drinking [points]."""
quantity: Uniform(0, 4)
"""Drinks on a typical day [points]."""
binges: Uniform(0, 4)
"""Frequency of six drinks or more [points]."""
male: Bernoulli(1, 2)
"""Male sex [present / absent]."""

def score(frequency, quantity, binges) -> Integer(0, 12):
    """Alcohol score [points]."""
    return frequency + quantity + binges

def limit(male) -> Integer(3, 4):
    """Cut point [points]."""
    return 4 if male else 3

def positive(score, limit) -> Boolean():
    """Screen for hazardous drinking [positive / negative]."""
    return score >= limit
