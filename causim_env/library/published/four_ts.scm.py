"""A patient on heparin, whose platelets fell."""

thrombocytopenia: Uniform(0, 2)
"""Points for the fall of platelets [points]."""
timing: Uniform(0, 2)
"""Points for the timing of the fall [points]."""
thrombosis: Uniform(0, 2)
"""Points for thrombosis or its like [points]."""
other_causes: Categorical(definite=2, possible=3, none_apparent=2)
"""Other causes of the fall."""

def score(thrombocytopenia, timing, thrombosis, other_causes) -> Integer(0, 8):
    """Pretest score [points]."""
    return thrombocytopenia + timing + thrombosis + {"definite": 0, "possible": 1, "none_apparent": 2}[other_causes]

def probability(score) -> Category("low", "intermediate", "high"):
    """Probability of heparin-induced thrombocytopenia."""
    if score < 4:
        return "low"
    if score < 6:
        return "intermediate"
    return "high"
