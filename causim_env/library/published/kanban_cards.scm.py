"""A cell that refills containers when cards come back."""

demand: Categorical({100: 1, 200: 2, 300: 1})
"""Demand in an hour [parts]."""
lead_time: Categorical({5: 1, 10: 2, 20: 2})
"""Lead time [tenths of an hour]."""
safety: Categorical({0: 1, 10: 2, 20: 1})
"""Safety margin [%]."""
container: Categorical({20: 1, 25: 2, 50: 1})
"""Parts in a container [parts]."""

def needed(demand, lead_time, safety) -> Integer(50, 720):
    """Parts needed over the lead time [parts]."""
    return demand * lead_time * (100 + safety) // 1000

def cards(needed, container) -> Integer(1, 36):
    """Number of cards [cards]."""
    return (needed + container - 1) // container
