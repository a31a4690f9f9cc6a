"""A rocky coast in the north Pacific."""

hunting: Bernoulli(1, 2)
"""Fur trade [active / absent]."""
orcas: Bernoulli(1, 4)
"""Predation by killer whales [present / absent]."""
warm_water: Bernoulli(1, 4)
"""Marine heat wave [present / absent]."""

def otters(hunting, orcas) -> Boolean():
    """Sea otters [abundant / scarce]."""
    return not hunting and (not orcas)

def urchins(otters) -> Boolean():
    """Sea urchins [abundant / scarce]."""
    return not otters

def kelp(urchins, warm_water) -> Boolean():
    """Kelp forest [dense / sparse]."""
    return not urchins and (not warm_water)

def fish(kelp) -> Boolean():
    """Nearshore fishes [abundant / scarce]."""
    return kelp
