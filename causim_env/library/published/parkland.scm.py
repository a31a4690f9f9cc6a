"""A patient with burns in the first day."""

weight: Categorical({50: 1, 60: 2, 70: 3, 80: 2, 100: 1})
"""Body weight [kg]."""
burned: Categorical({10: 3, 20: 3, 30: 2, 50: 1})
"""Burned body surface [%]."""
hours_since: Uniform(0, 6)
"""Time since the burn [h]."""

def day_volume(weight, burned) -> Integer(2000, 20000):
    """Fluid in the first day [mL]."""
    return 4 * weight * burned

def first_half(day_volume) -> Integer(1000, 10000):
    """Fluid due by the eighth hour [mL]."""
    return day_volume // 2

def first_rate(first_half, hours_since) -> Integer(125, 5000):
    """Infusion rate up to the eighth hour [mL/h]."""
    return first_half // (8 - hours_since)

def later_rate(day_volume) -> Integer(62, 625):
    """Infusion rate after the eighth hour [mL/h]."""
    return day_volume // 32
