"""A stone thrown straight up or down from the edge of a cliff."""

speed: Categorical({-13: 1, 0: 2, 13: 3, 15: 2, 20: 1})
"""Upward velocity of the throw [m/s]."""
time: Uniform(1, 3)
"""Time since the throw [s]."""
cliff: Categorical({5: 1, 20: 2, 50: 2})
"""Height of the cliff [m]."""

def position(speed, time) -> Integer(-8310, 2040):
    """Position over the edge [cm]."""
    return 100 * speed * time - 490 * time * time

def velocity(speed, time) -> Integer(-424, 102):
    """Upward velocity at that time [tenths of m/s]."""
    return 10 * speed - 98 * time

def rising(velocity) -> Boolean():
    """Motion of the stone [upward / downward]."""
    return velocity > 0

def landed(position, cliff) -> Boolean():
    """Ground under the cliff [reached / not reached]."""
    return position + 100 * cliff <= 0
