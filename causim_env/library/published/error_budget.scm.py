"""An online service with an objective for its availability."""

objective: Categorical({990: 3, 995: 3, 999: 4})
"""Availability objective [tenths of a percent]."""
period: Categorical({7: 1, 30: 4, 90: 2})
"""Period of the objective [days]."""
outage: Categorical({0: 3, 5: 3, 20: 2, 47: 1, 300: 1})
"""Outage so far [min]."""

def budget(objective, period) -> Integer(100, 12960):
    """Error budget [tenths of a minute]."""
    return 14400 * period * (1000 - objective) // 1000

def remaining(budget, outage) -> Integer(-2900, 12960):
    """Remaining budget [tenths of a minute]."""
    return budget - 10 * outage

def releases(remaining) -> Boolean():
    """Releases of new versions [allowed / frozen]."""
    return remaining >= 0
