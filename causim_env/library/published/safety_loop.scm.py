"""A safety loop that acts only on demand."""

failure_rate: Categorical({2: 1, 10: 2, 50: 1})
"""Dangerous undetected failure rate of a channel [failures in ten million hours]."""
test_interval: Categorical({4000: 1, 8000: 2, 16000: 1})
"""Interval between proof tests [h]."""
architecture: Categorical(one_of_one=2, one_of_two=2, two_of_two=1)
"""Architecture."""

def failure_on_demand(failure_rate, test_interval, architecture) -> Integer(0, 80000):
    """Average probability of failure on demand [millionths]."""
    product = failure_rate * test_interval
    match architecture:
        case "one_of_one":
            return product // 20
        case "one_of_two":
            return product * product // 300000000
        case _:
            return product // 10

def integrity(failure_on_demand) -> Integer(0, 4):
    """Safety integrity level [points]."""
    if failure_on_demand < 100:
        return 4
    if failure_on_demand < 1000:
        return 3
    if failure_on_demand < 10000:
        return 2
    if failure_on_demand < 100000:
        return 1
    return 0
