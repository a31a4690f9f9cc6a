"""A child on maintenance fluids."""

weight: Uniform(3, 30)
"""Body weight [kg]."""

def daily_volume(weight) -> Integer(300, 1700):
    """Fluid for a day [mL]."""
    if weight < 11:
        return 100 * weight
    if weight < 21:
        return 50 * weight + 500
    return 20 * weight + 1100

def hourly_rate(weight) -> Integer(12, 70):
    """Infusion rate by the rule of 4-2-1 [mL/h]."""
    if weight < 11:
        return 4 * weight
    if weight < 21:
        return 2 * weight + 20
    return weight + 40
