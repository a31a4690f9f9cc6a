"""A deal of duplicate bridge that is played to the end."""

level: Uniform(1, 7)
"""Level of the contract [tricks]."""
strain: Categorical(minor=2, major=2, notrump=1)
"""Strain of the contract."""
doubled: Categorical(undoubled=6, doubled=2, redoubled=1)
"""Doubling."""
vulnerable: Bernoulli(1, 2)
"""Vulnerability [present / absent]."""
tricks: Uniform(5, 13)
"""Tricks taken [tricks]."""

def over(tricks, level) -> Integer(-8, 6):
    """Tricks over the contract [tricks]."""
    return tricks - level - 6

def trick_score(level, strain, doubled) -> Integer(20, 880):
    """Score of the tricks bid [points]."""
    plain = (20 if strain == "minor" else 30) * level + (10 if strain == "notrump" else 0)
    return plain * {"undoubled": 1, "doubled": 2, "redoubled": 4}[doubled]

def bonus(level, doubled, vulnerable, trick_score) -> Integer(50, 2100):
    """Bonuses of a contract that is made [points]."""
    game = 50 if trick_score < 100 else 500 if vulnerable else 300
    slam = 0
    if level == 6:
        slam = 750 if vulnerable else 500
    if level == 7:
        slam = 1500 if vulnerable else 1000
    return game + slam + {"undoubled": 0, "doubled": 50, "redoubled": 100}[doubled]

def penalty(over, doubled, vulnerable) -> Integer(0, 4600):
    """Penalty of a contract that is not made [points]."""
    down = max(0, -over)
    if doubled == "undoubled":
        return down * (100 if vulnerable else 50)
    first = 200 if vulnerable else 100
    if down == 0:
        return 0
    later = 300 * (down - 1) if vulnerable else 200 * min(2, down - 1) + 300 * max(0, down - 3)
    return (first + later) * (1 if doubled == "doubled" else 2)

def overtricks(over, strain, doubled, vulnerable) -> Integer(0, 2400):
    """Score of the overtricks [points]."""
    made = max(0, over)
    if doubled == "undoubled":
        return made * (20 if strain == "minor" else 30)
    return made * (200 if vulnerable else 100) * (1 if doubled == "doubled" else 2)

def made(over) -> Boolean():
    """Contract [made / down]."""
    return over >= 0
