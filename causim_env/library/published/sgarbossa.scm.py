"""A patient with left bundle branch block, whose electrocardiogram is read for an infarction."""

concordant_elevation: Bernoulli(1, 6)
"""Concordant ST elevation of at least one millimetre [present / absent]."""
concordant_depression: Bernoulli(1, 8)
"""ST depression of at least one millimetre in V1 to V3 [present / absent]."""
discordant_elevation: Bernoulli(1, 6)
"""Discordant ST elevation of at least five millimetres [present / absent]."""

def score(concordant_elevation, concordant_depression, discordant_elevation) -> Integer(0, 10):
    """Electrocardiogram score [points]."""
    return (5 if concordant_elevation else 0) + (3 if concordant_depression else 0) + (2 if discordant_elevation else 0)

def infarction(score) -> Boolean():
    """Acute infarction [indicated / not indicated]."""
    return score >= 3
