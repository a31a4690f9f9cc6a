"""A population in three age classes over a year."""

young: Categorical({0: 1, 40: 2, 100: 2})
"""Number of young animals [animals]."""
adult: Categorical({0: 1, 20: 2, 50: 2})
"""Number of adult animals [animals]."""
old: Categorical({0: 1, 10: 2, 20: 1})
"""Number of old animals [animals]."""
adult_births: Uniform(1, 3)
"""Births for each adult [animals]."""
survival: Categorical({20: 1, 50: 2, 80: 1})
"""Survival of the young [%]."""

def births(adult, old, adult_births) -> Integer(0, 170):
    """Number of young animals in the next year [animals]."""
    return adult * adult_births + old

def new_adults(young, survival) -> Integer(0, 80):
    """Number of adult animals in the next year [animals]."""
    return young * survival // 100

def new_old(adult) -> Integer(0, 25):
    """Number of old animals in the next year [animals]."""
    return adult // 2

def total(births, new_adults) -> Integer(0, 250):
    """Number of young and adult animals in the next year [animals]."""
    return births + new_adults
