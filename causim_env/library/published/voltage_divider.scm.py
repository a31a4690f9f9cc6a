"""A voltage divided by two resistors in series."""

supply: Categorical({5: 2, 9: 2, 12: 2, 24: 1})
"""Supply voltage [V]."""
upper_resistance: Categorical({1: 2, 2: 2, 3: 1, 10: 1})
"""Upper resistance [kilohms]."""
lower_resistance: Categorical({1: 2, 2: 2, 5: 1, 10: 1})
"""Lower resistance [kilohms]."""

def current(supply, upper_resistance, lower_resistance) -> Integer(250, 12000):
    """Current [uA]."""
    return 1000 * supply // (upper_resistance + lower_resistance)

def output(supply, upper_resistance, lower_resistance) -> Integer(454, 21818):
    """Output voltage [mV]."""
    return 1000 * supply * lower_resistance // (upper_resistance + lower_resistance)

def within_logic(output) -> Boolean():
    """Output within the range of five volt logic [present / absent]."""
    return output <= 5000
