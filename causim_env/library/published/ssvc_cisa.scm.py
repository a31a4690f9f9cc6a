"""A vulnerability in a product that an agency runs."""

exploitation: Categorical(none=5, poc=3, active=1)
"""Exploitation."""
automatable: Bernoulli(1, 3)
"""Automation of the attack [possible / impossible]."""
technical_impact: Categorical(partial=2, total=1)
"""Technical impact."""
mission_prevalence: Categorical(minimal=3, support=2, essential=1)
"""Mission prevalence."""
public_harm: Categorical(minimal=3, material=2, irreversible=1)
"""Impact on public well-being."""

def mission(mission_prevalence, public_harm) -> Category("low", "medium", "high"):
    """Mission and well-being impact."""
    if mission_prevalence == "essential" or public_harm == "irreversible":
        return "high"
    if mission_prevalence == "support" or public_harm == "material":
        return "medium"
    return "low"

def decision(exploitation, automatable, technical_impact, mission) -> Category("track", "track_closely", "attend", "act"):
    """Decision."""
    if exploitation == "active":
        if automatable:
            return "act" if mission == "high" or (mission == "medium" and technical_impact == "total") else "attend"
        if technical_impact == "total":
            return {"low": "track", "medium": "attend", "high": "act"}[mission]
        return "attend" if mission == "high" else "track"
    if exploitation == "poc":
        if technical_impact == "total":
            return {"low": "track", "medium": "track_closely", "high": "attend"}[mission]
        if mission != "high":
            return "track"
        return "attend" if automatable else "track_closely"
    if mission != "high":
        return "track"
    if automatable:
        return "attend"
    return "track_closely" if technical_impact == "total" else "track"
