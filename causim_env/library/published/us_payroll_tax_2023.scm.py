"""An employee in the United States in 2023."""

wages: Categorical({20: 2, 50: 3, 100: 3, 160: 1, 161: 1, 200: 1, 250: 1})
"""Wages for the year [thousand dollars]."""

def social_security(wages) -> Integer(1240, 9932):
    """Social security tax of the employee [dollars]."""
    return min(62 * wages, 9932)

def medicare(wages) -> Integer(290, 3625):
    """Tax of the employee for Medicare [dollars]."""
    return 29 * wages // 2

def withheld_medicare(medicare, wages) -> Integer(290, 4075):
    """Tax for Medicare with the additional tax on high wages [dollars]."""
    return medicare + 9 * max(0, wages - 200)
