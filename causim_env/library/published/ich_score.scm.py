"""A patient with an intracerebral haemorrhage."""

coma_scale: Uniform(3, 15)
"""Glasgow Coma Scale [points]."""
volume: Categorical({5: 2, 15: 3, 29: 2, 30: 2, 60: 2})
"""Volume of the haemorrhage [mL]."""
ventricles: Bernoulli(1, 3)
"""Blood in the ventricles [present / absent]."""
infratentorial: Bernoulli(1, 6)
"""Infratentorial origin [present / absent]."""
age: Uniform(70, 90)
"""Age [years]."""

def coma_points(coma_scale) -> Integer(0, 2):
    """Coma points [points]."""
    if coma_scale < 5:
        return 2
    if coma_scale < 13:
        return 1
    return 0

def large(volume) -> Boolean():
    """Large volume [present / absent]."""
    return volume >= 30

def very_old(age) -> Boolean():
    """Very old age [present / absent]."""
    return age >= 80

def score(coma_points, large, ventricles, infratentorial, very_old) -> Integer(0, 6):
    """Haemorrhage score [points]."""
    return coma_points + (1 if large else 0) + (1 if ventricles else 0) + (1 if infratentorial else 0) + (1 if very_old else 0)

def mortality(score) -> Integer(0, 100):
    """Thirty-day mortality [%]."""
    return {0: 0, 1: 13, 2: 26, 3: 72, 4: 97, 5: 100, 6: 100}[score]
