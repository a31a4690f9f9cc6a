"""An incident reported to a service desk."""

impact: Categorical(low=3, medium=2, high=1)
"""Impact."""
urgency: Categorical(low=2, medium=3, high=1)
"""Urgency."""

def priority(impact, urgency) -> Integer(1, 5):
    """Priority [points]."""
    return {"low": 3, "medium": 2, "high": 1}[impact] + {"low": 2, "medium": 1, "high": 0}[urgency]

def target(priority) -> Category("one_hour", "eight_hours", "one_day", "two_days", "planned"):
    """Target time of resolution."""
    return {1: "one_hour", 2: "eight_hours", 3: "one_day", 4: "two_days", 5: "planned"}[priority]
