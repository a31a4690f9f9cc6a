"""A casualty in an incident with many injured."""

walks: Bernoulli(1, 3)
"""Ability to walk [present / absent]."""
breathes: Bernoulli(5, 6)
"""Spontaneous breathing [present / absent]."""
breathes_when_opened: Bernoulli(1, 2)
"""Breathing after the airway is opened [present / absent]."""
respiration: Uniform(20, 40)
"""Respiratory rate [breaths/min]."""
radial_pulse: Bernoulli(3, 4)
"""Radial pulse [present / absent]."""
obeys: Bernoulli(3, 4)
"""Response to simple commands [present / absent]."""

def airway(breathes, breathes_when_opened) -> Category("clear", "opened", "lost"):
    """Airway."""
    if breathes:
        return "clear"
    return "opened" if breathes_when_opened else "lost"

def fast(respiration) -> Boolean():
    """Fast breathing [present / absent]."""
    return respiration > 30

def category(walks, airway, fast, radial_pulse, obeys) -> Category("minor", "delayed", "immediate", "deceased"):
    """Triage category."""
    if walks:
        return "minor"
    if airway == "lost":
        return "deceased"
    if airway == "opened" or fast or (not radial_pulse) or (not obeys):
        return "immediate"
    return "delayed"
