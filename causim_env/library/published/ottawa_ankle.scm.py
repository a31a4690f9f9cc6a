"""A patient with an injured ankle or foot."""

malleolar_pain: Bernoulli(2, 3)
"""Pain in the malleolar zone [present / absent]."""
midfoot_pain: Bernoulli(1, 3)
"""Pain in the midfoot zone [present / absent]."""
lateral_tenderness: Bernoulli(1, 3)
"""Bone tenderness at the lateral malleolus [present / absent]."""
medial_tenderness: Bernoulli(1, 6)
"""Bone tenderness at the medial malleolus [present / absent]."""
metatarsal_tenderness: Bernoulli(1, 6)
"""Bone tenderness at the base of the fifth metatarsal [present / absent]."""
navicular_tenderness: Bernoulli(1, 8)
"""Bone tenderness at the navicular [present / absent]."""
weight_at_once: Bernoulli(2, 3)
"""Weight bearing right after the injury [possible / impossible]."""
weight_now: Bernoulli(2, 3)
"""Weight bearing in the emergency department [possible / impossible]."""

def cannot_bear(weight_at_once, weight_now) -> Boolean():
    """Inability to bear weight at both times [present / absent]."""
    return not weight_at_once and (not weight_now)

def ankle_film(malleolar_pain, lateral_tenderness, medial_tenderness, cannot_bear) -> Boolean():
    """Ankle radiograph [needed / unnecessary]."""
    return malleolar_pain and (lateral_tenderness or medial_tenderness or cannot_bear)

def foot_film(midfoot_pain, metatarsal_tenderness, navicular_tenderness, cannot_bear) -> Boolean():
    """Foot radiograph [needed / unnecessary]."""
    return midfoot_pain and (metatarsal_tenderness or navicular_tenderness or cannot_bear)

def films(ankle_film, foot_film) -> Integer(0, 2):
    """Number of radiograph series [series]."""
    return (1 if ankle_film else 0) + (1 if foot_film else 0)
