"""A software vulnerability, rated by the older of two common systems."""

access: Categorical(local=2, adjacent=1, network=5)
"""Access vector."""
complexity: Categorical(high=1, medium=2, low=3)
"""Access complexity."""
authentication: Categorical(multiple=1, single=2, none=5)
"""Authentication."""
confidentiality: Categorical(none=2, partial=2, complete=1)
"""Impact on confidentiality."""
integrity: Categorical(none=2, partial=2, complete=1)
"""Impact on integrity."""
availability: Categorical(none=2, partial=2, complete=1)
"""Impact on availability."""

def partial_impacts(confidentiality, integrity, availability) -> Integer(0, 3):
    """Number of partial impacts [impacts]."""
    return (1 if confidentiality == "partial" else 0) + (1 if integrity == "partial" else 0) + (1 if availability == "partial" else 0)

def complete_impacts(confidentiality, integrity, availability) -> Integer(0, 3):
    """Number of complete impacts [impacts]."""
    return (1 if confidentiality == "complete" else 0) + (1 if integrity == "complete" else 0) + (1 if availability == "complete" else 0)

def base_score(partial_impacts, complete_impacts, access, complexity, authentication) -> Integer(0, 100):
    """Base score [tenths]."""
    if partial_impacts + complete_impacts == 0:
        return 0
    kept = {0: 1000000000, 1: 725000000, 2: 525625000, 3: 381078125}[partial_impacts] * {0: 1000000000, 1: 340000000, 2: 115600000, 3: 39304000}[complete_impacts] // 1000000000
    impact = 1041 * (1000000000 - kept)
    ease = 20 * {"local": 395, "adjacent": 646, "network": 1000}[access] * {"high": 35, "medium": 61, "low": 71}[complexity] * {"multiple": 450, "single": 560, "none": 704}[authentication]
    total = 6 * impact + 4 * ease * 1000 - 1500000000000
    return min(100, (2 * 1176 * total // 1000 + 100000000000) // 200000000000)

def severity(base_score) -> Category("low", "medium", "high"):
    """Severity."""
    if base_score < 40:
        return "low"
    if base_score < 70:
        return "medium"
    return "high"
