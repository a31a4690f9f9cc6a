"""A software vulnerability, rated by the newer of two common systems."""

vector: Categorical(network=5, adjacent=1, local=3, physical=1)
"""Attack vector."""
complexity: Categorical(low=3, high=1)
"""Attack complexity."""
privileges: Categorical(none=3, low=2, high=1)
"""Privileges required."""
interaction: Bernoulli(1, 3)
"""User interaction [required / unnecessary]."""
scope_changed: Bernoulli(1, 5)
"""Change of scope [present / absent]."""
confidentiality: Categorical(none=2, low=2, high=3)
"""Impact on confidentiality."""
integrity: Categorical(none=2, low=2, high=3)
"""Impact on integrity."""
availability: Categorical(none=2, low=1, high=3)
"""Impact on availability."""

def low_impacts(confidentiality, integrity, availability) -> Integer(0, 3):
    """Number of low impacts [impacts]."""
    return (1 if confidentiality == "low" else 0) + (1 if integrity == "low" else 0) + (1 if availability == "low" else 0)

def high_impacts(confidentiality, integrity, availability) -> Integer(0, 3):
    """Number of high impacts [impacts]."""
    return (1 if confidentiality == "high" else 0) + (1 if integrity == "high" else 0) + (1 if availability == "high" else 0)

def base_score(low_impacts, high_impacts, vector, complexity, privileges, interaction, scope_changed) -> Integer(0, 100):
    """Base score [tenths]."""
    if low_impacts + high_impacts == 0:
        return 0
    loss = 1000000 - {0: 1000000, 1: 780000, 2: 608400, 3: 474552}[low_impacts] * {0: 1000000, 1: 440000, 2: 193600, 3: 85184}[high_impacts] // 1000000
    ease = {"network": 85, "adjacent": 62, "local": 55, "physical": 20}[vector] * {"low": 77, "high": 44}[complexity] * (62 if interaction else 85)
    rights = {"none": 85, "low": 68 if scope_changed else 62, "high": 50 if scope_changed else 27}[privileges]
    exploit = 82200 * ease * rights
    if scope_changed:
        curve = (loss - 20000) ** 15 // 10 ** 78
        total = 108 * (7520000 * (loss - 29000) - 325 * curve // 100 + exploit) // 100
    else:
        total = 6420000 * loss + exploit
    hundred_thousandths = min(1000000, (total + 5000000) // 10000000)
    return (hundred_thousandths + 9999) // 10000

def severity(base_score) -> Category("none", "low", "medium", "high", "critical"):
    """Severity."""
    if base_score < 1:
        return "none"
    if base_score < 40:
        return "low"
    if base_score < 70:
        return "medium"
    if base_score < 90:
        return "high"
    return "critical"
