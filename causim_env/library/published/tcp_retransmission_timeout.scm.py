"""A sender that waits for an acknowledgement over a network."""

measured: Bernoulli(4, 5)
"""Measurement of the round trip [present / absent]."""
round_trip: Categorical({50: 3, 200: 3, 400: 2, 1000: 2, 3000: 1})
"""First round trip [ms]."""
granularity: Categorical({10: 3, 100: 3, 500: 2, 1000: 1})
"""Granularity of the clock [ms]."""
timeouts: Categorical({0: 6, 1: 3, 2: 2, 3: 1, 6: 1})
"""Number of timeouts in a row [timeouts]."""

def variation(round_trip) -> Integer(25, 1500):
    """Variation of the round trip [ms]."""
    return round_trip // 2

def estimate(measured, round_trip, variation, granularity) -> Integer(150, 9000):
    """Timeout by the formula [ms]."""
    if measured:
        return round_trip + max(granularity, 4 * variation)
    return 1000

def first_timeout(estimate) -> Integer(1000, 9000):
    """Timeout of the first attempt [ms]."""
    return max(1000, estimate)

def current_timeout(first_timeout, timeouts) -> Integer(1000, 60000):
    """Timeout of the current attempt [ms]."""
    return min(60000, first_timeout * 2 ** timeouts)
