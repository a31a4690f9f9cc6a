"""A web cache that holds a stored response."""

shared: Bernoulli(1, 2)
"""Cache [shared / private]."""
directives: Categorical(both=2, max_age=3, expires=2, none=2)
"""Directives of the response."""
shared_maximum: Categorical({30: 1, 600: 2})
"""Maximum age for shared caches [s]."""
maximum: Categorical({60: 2, 300: 1})
"""Maximum age for all caches [s]."""
expiry: Categorical({0: 1, 120: 2})
"""Time from the date of the response to its expiry [s]."""
unchanged: Categorical({600: 1, 6000: 2})
"""Time from the last change to the date of the response [s]."""
age_field: Categorical({0: 3, 30: 1, 90: 1})
"""Age stated in the response [s]."""
delay: Categorical({0: 2, 2: 2, 10: 1})
"""Delay of the response [s]."""
apparent_age: Categorical({0: 3, 5: 1, 100: 1})
"""Age by the clocks on arrival [s]."""
residence: Categorical({0: 1, 20: 2, 200: 2})
"""Time in the cache [s]."""

def rule(shared, directives) -> Category("shared_maximum", "maximum", "expiry", "heuristic"):
    """Rule for the lifetime."""
    match directives:
        case "both":
            return "shared_maximum" if shared else "maximum"
        case "max_age":
            return "maximum"
        case "expires":
            return "expiry"
        case _:
            return "heuristic"

def lifetime(rule, shared_maximum, maximum, expiry, unchanged) -> Integer(0, 600):
    """Freshness lifetime [s]."""
    match rule:
        case "shared_maximum":
            return shared_maximum
        case "maximum":
            return maximum
        case "expiry":
            return expiry
        case _:
            return unchanged // 10

def initial_age(apparent_age, age_field, delay) -> Integer(0, 100):
    """Corrected age on arrival [s]."""
    return max(apparent_age, age_field + delay)

def current_age(initial_age, residence) -> Integer(0, 300):
    """Current age [s]."""
    return initial_age + residence

def fresh(lifetime, current_age) -> Boolean():
    """Stored response [fresh / stale]."""
    return lifetime > current_age
