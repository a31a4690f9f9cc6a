"""A car that brakes in an emergency."""

speed: Categorical({20: 2, 30: 4, 40: 2, 50: 2, 60: 2, 70: 1})
"""Speed [mph]."""
wet: Bernoulli(1, 3)
"""Road surface [wet / dry]."""
gap: Categorical({15: 1, 23: 1, 36: 2, 60: 2, 90: 2, 120: 1})
"""Distance to the obstacle [m]."""

def thinking(speed) -> Integer(6, 21):
    """Thinking distance [m]."""
    return {20: 6, 30: 9, 40: 12, 50: 15, 60: 18, 70: 21}[speed]

def braking(speed, wet) -> Integer(6, 150):
    """Braking distance [m]."""
    return {20: 6, 30: 14, 40: 24, 50: 38, 60: 55, 70: 75}[speed] * (2 if wet else 1)

def stopping(thinking, braking) -> Integer(12, 171):
    """Stopping distance [m]."""
    return thinking + braking

def collision(stopping, gap) -> Boolean():
    """Collision [certain / avoided]."""
    return stopping > gap
