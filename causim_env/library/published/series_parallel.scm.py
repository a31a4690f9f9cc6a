"""A resistor in series with two parallel ones."""

supply: Categorical({6: 1, 12: 3, 24: 1})
"""Supply voltage [V]."""
first: Categorical({1: 2, 2: 1, 5: 1})
"""Series resistance [ohms]."""
second: Categorical({6: 2, 12: 1})
"""Resistance of the left branch [ohms]."""
third: Categorical({4: 1, 6: 1, 13: 2})
"""Resistance of the right branch [ohms]."""

def parallel(second, third) -> Integer(240, 624):
    """Resistance of both branches together [hundredths of an ohm]."""
    return (200 * second * third + second + third) // (2 * (second + third))

def total(first, parallel) -> Integer(340, 1124):
    """Resistance of the circuit [hundredths of an ohm]."""
    return 100 * first + parallel

def current(supply, total) -> Integer(53, 706):
    """Current through the series resistor [hundredths of an ampere]."""
    return (20000 * supply + total) // (2 * total)

def series_voltage(current, first) -> Integer(53, 3530):
    """Voltage over the series resistor [hundredths of a volt]."""
    return current * first

def branch_voltage(supply, series_voltage) -> Integer(-2930, 2347):
    """Voltage over the branches [hundredths of a volt]."""
    return 100 * supply - series_voltage

def branch_current(branch_voltage, second) -> Integer(-488, 391):
    """Current through the left branch [hundredths of an ampere]."""
    return (2 * branch_voltage + second) // (2 * second)
