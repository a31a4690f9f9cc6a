"""A hazard of a weapon system."""

severity: Categorical(catastrophic=1, critical=2, marginal=3, negligible=2)
"""Severity of the mishap."""
probability: Categorical(frequent=1, probable=2, occasional=3, remote=3, improbable=2, eliminated=1)
"""Probability of the mishap."""

def risk(severity, probability) -> Category("high", "serious", "medium", "low", "eliminated"):
    """Risk level."""
    if probability == "eliminated":
        return "eliminated"
    match severity:
        case "catastrophic":
            return {"frequent": "high", "probable": "high", "occasional": "high", "remote": "serious", "improbable": "medium"}[probability]
        case "critical":
            return {"frequent": "high", "probable": "high", "occasional": "serious", "remote": "medium", "improbable": "medium"}[probability]
        case "marginal":
            return {"frequent": "serious", "probable": "serious", "occasional": "medium", "remote": "medium", "improbable": "medium"}[probability]
        case _:
            return {"frequent": "medium", "probable": "medium", "occasional": "low", "remote": "low", "improbable": "low"}[probability]

def acceptance(risk) -> Category("executive", "program_office", "none"):
    """Level at which the risk is accepted."""
    if risk in ("high", "serious"):
        return "executive"
    return "none" if risk == "eliminated" else "program_office"
