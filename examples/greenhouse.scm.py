"""A greenhouse on a cloudy week."""

u_sun: Uniform(0, 3)
u_pump: Bernoulli(1, 5)
u_soil: Categorical(clay=2, loam=5, sand=1)

def light(u_sun) -> Integer(0, 6):
    """Hours of usable light: twice the sun index."""
    return 2 * u_sun

def moisture(light, u_pump, u_soil) -> Integer(0, 9):
    """Soil moisture; the pump adds three, clay keeps two, light dries it."""
    base = 5 + (3 if u_pump else 0) - light // 2
    if u_soil == "clay":
        base += 2
    return max(0, min(9, base))
