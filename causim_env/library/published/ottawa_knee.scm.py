"""A patient with an injured knee."""

age: Uniform(45, 65)
"""Age [years]."""
patella_tenderness: Bernoulli(1, 5)
"""Isolated tenderness of the patella [present / absent]."""
fibula_tenderness: Bernoulli(1, 8)
"""Tenderness at the head of the fibula [present / absent]."""
flexion: Categorical({40: 1, 60: 1, 80: 1, 89: 1, 90: 2, 110: 3, 130: 3})
"""Flexion of the knee [degrees]."""
weight_at_once: Bernoulli(2, 3)
"""Weight bearing right after the injury [possible / impossible]."""
weight_now: Bernoulli(2, 3)
"""Weight bearing in the emergency department [possible / impossible]."""

def older(age) -> Boolean():
    """Older age [present / absent]."""
    return age >= 55

def stiff(flexion) -> Boolean():
    """Inability to flex to a right angle [present / absent]."""
    return flexion < 90

def cannot_bear(weight_at_once, weight_now) -> Boolean():
    """Inability to bear weight at both times [present / absent]."""
    return not weight_at_once and (not weight_now)

def film(older, patella_tenderness, fibula_tenderness, stiff, cannot_bear) -> Boolean():
    """Knee radiograph [needed / unnecessary]."""
    return older or patella_tenderness or fibula_tenderness or stiff or cannot_bear
