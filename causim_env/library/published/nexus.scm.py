"""A trauma patient, whose neck may need imaging."""

midline_tenderness: Bernoulli(1, 4)
"""Midline tenderness of the neck [present / absent]."""
deficit: Bernoulli(1, 10)
"""Focal neurological deficit [present / absent]."""
alert: Bernoulli(5, 6)
"""Normal level of alertness [present / absent]."""
intoxicated: Bernoulli(1, 6)
"""Intoxication [present / absent]."""
distracting_injury: Bernoulli(1, 4)
"""Painful distracting injury [present / absent]."""

def criteria_failed(midline_tenderness, deficit, alert, intoxicated, distracting_injury) -> Integer(0, 5):
    """Number of low-risk criteria failed [criteria]."""
    return (1 if midline_tenderness else 0) + (1 if deficit else 0) + (0 if alert else 1) + (1 if intoxicated else 0) + (1 if distracting_injury else 0)

def imaging(criteria_failed) -> Boolean():
    """Imaging of the cervical spine [needed / unnecessary]."""
    return criteria_failed >= 1
