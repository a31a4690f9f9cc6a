"""A light-emitting diode with a resistor in series."""

supply: Categorical({5: 3, 6: 1, 9: 2, 12: 2})
"""Supply voltage [V]."""
forward: Categorical({2: 3, 4: 1})
"""Voltage of the diode [V]."""
current: Categorical({10: 2, 20: 3})
"""Greatest current [mA]."""

def drop(supply, forward) -> Integer(1, 10):
    """Voltage over the resistor [V]."""
    return supply - forward

def needed(drop, current) -> Integer(50, 1000):
    """Resistance that is needed [ohms]."""
    return 1000 * drop // current

def resistor(needed) -> Integer(56, 1000):
    """Resistor of the E12 series [ohms]."""
    if needed <= 56:
        return 56
    if needed <= 68:
        return 68
    if needed <= 82:
        return 82
    if needed <= 100:
        return 100
    if needed <= 120:
        return 120
    if needed <= 150:
        return 150
    if needed <= 180:
        return 180
    if needed <= 220:
        return 220
    if needed <= 270:
        return 270
    if needed <= 330:
        return 330
    if needed <= 390:
        return 390
    if needed <= 470:
        return 470
    if needed <= 560:
        return 560
    if needed <= 680:
        return 680
    if needed <= 820:
        return 820
    return 1000

def power(drop, resistor) -> Integer(1, 1785):
    """Power in the resistor [mW]."""
    return 1000 * drop * drop // resistor

def small_resistor(power) -> Boolean():
    """Resistor of an eighth of a watt [sufficient / insufficient]."""
    return power < 125
