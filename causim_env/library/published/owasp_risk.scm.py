"""A weakness found in a web application."""

agent: Categorical({4: 1, 10: 2, 15: 2, 22: 2, 32: 1})
"""Sum of the four threat agent factors [points]."""
weakness: Categorical({4: 1, 9: 1, 14: 2, 20: 2, 26: 2, 34: 1})
"""Sum of the four vulnerability factors [points]."""
technical: Categorical({4: 1, 11: 2, 12: 2, 23: 1, 24: 1, 29: 2})
"""Sum of the four technical impact factors [points]."""

def likelihood(agent, weakness) -> Category("low", "medium", "high"):
    """Likelihood."""
    total = agent + weakness
    if total < 24:
        return "low"
    if total < 48:
        return "medium"
    return "high"

def impact(technical) -> Category("low", "medium", "high"):
    """Technical impact."""
    if technical < 12:
        return "low"
    if technical < 24:
        return "medium"
    return "high"

def severity(likelihood, impact) -> Category("note", "low", "medium", "high", "critical"):
    """Overall risk severity by technical impact."""
    steps = {"low": 0, "medium": 1, "high": 2}[likelihood] + {"low": 0, "medium": 1, "high": 2}[impact]
    if steps < 1:
        return "note"
    if steps < 2:
        return "low"
    if steps < 3:
        return "medium"
    if steps < 4:
        return "high"
    return "critical"
