"""An adult with burns, whose burned surface is estimated by regions."""

head: Bernoulli(1, 4)
"""Burn of head and neck [present / absent]."""
front: Bernoulli(1, 3)
"""Burn of the front of the trunk [present / absent]."""
back: Bernoulli(1, 4)
"""Burn of the back of the trunk [present / absent]."""
arms: Categorical({0: 3, 1: 3, 2: 2})
"""Number of burned arms [arms]."""
legs: Categorical({0: 4, 1: 3, 2: 1})
"""Number of burned legs [legs]."""
perineum: Bernoulli(1, 8)
"""Burn of the perineum [present / absent]."""

def surface(head, front, back, arms, legs, perineum) -> Integer(0, 100):
    """Burned body surface [%]."""
    return (9 if head else 0) + (18 if front else 0) + (18 if back else 0) + 9 * arms + 18 * legs + (1 if perineum else 0)

def large(surface) -> Boolean():
    """Burn of more than a fifth of the surface [present / absent]."""
    return surface > 20
