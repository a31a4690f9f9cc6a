"""A person who answers seven questions on worry in the past two weeks."""

nervous: Uniform(0, 3)
"""Nervousness [points]."""
no_control: Uniform(0, 3)
"""Uncontrolled worry [points]."""
worry: Uniform(0, 3)
"""Worry about many things [points]."""
tension: Uniform(0, 3)
"""Trouble relaxing [points]."""
restless: Uniform(0, 3)
"""Restlessness [points]."""
irritable: Uniform(0, 3)
"""Irritability [points]."""
fear: Uniform(0, 3)
"""Fear of something awful [points]."""

def score(nervous, no_control, worry, tension, restless, irritable, fear) -> Integer(0, 21):
    """Anxiety score [points]."""
    return nervous + no_control + worry + tension + restless + irritable + fear

def severity(score) -> Category("minimal", "mild", "moderate", "severe"):
    """Severity of anxiety."""
    if score < 5:
        return "minimal"
    if score < 10:
        return "mild"
    if score < 15:
        return "moderate"
    return "severe"
