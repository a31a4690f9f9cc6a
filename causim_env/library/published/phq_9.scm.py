"""A person who answers nine questions on the past two weeks."""

interest: Uniform(0, 3)
"""Loss of interest [points]."""
mood: Uniform(0, 3)
"""Low mood [points]."""
sleep: Uniform(0, 3)
"""Trouble with sleep [points]."""
energy: Uniform(0, 3)
"""Lack of energy [points]."""
appetite: Uniform(0, 3)
"""Change of appetite [points]."""
failure: Uniform(0, 3)
"""Feeling of failure [points]."""
concentration: Uniform(0, 3)
"""Trouble concentrating [points]."""
slowing: Uniform(0, 3)
"""Slowing or restlessness [points]."""
self_harm: Categorical({0: 9, 1: 3, 2: 1, 3: 1})
"""Thoughts of self-harm [points]."""

def first_part(interest, mood, sleep) -> Integer(0, 9):
    """Sum of questions 1 to 3 [points]."""
    return interest + mood + sleep

def second_part(energy, appetite, failure) -> Integer(0, 9):
    """Sum of questions 4 to 6 [points]."""
    return energy + appetite + failure

def third_part(concentration, slowing, self_harm) -> Integer(0, 9):
    """Sum of questions 7 to 9 [points]."""
    return concentration + slowing + self_harm

def score(first_part, second_part, third_part) -> Integer(0, 27):
    """Depression score [points]."""
    return first_part + second_part + third_part

def severity(score) -> Category("minimal", "mild", "moderate", "moderately_severe", "severe"):
    """Severity of depression."""
    if score < 5:
        return "minimal"
    if score < 10:
        return "mild"
    if score < 15:
        return "moderate"
    if score < 20:
        return "moderately_severe"
    return "severe"
