"""A pond, whose fish are caught, marked, released and caught again."""

marked: Categorical({20: 1, 40: 2, 59: 2, 99: 1})
"""Number of fish marked [fish]."""
second_catch: Categorical({19: 1, 29: 2, 49: 2})
"""Number of fish in the second catch [fish]."""
recaptured: Categorical({3: 1, 4: 2, 9: 2, 14: 1})
"""Number of marked fish among them [fish]."""

def lincoln_petersen(marked, second_catch, recaptured) -> Integer(27, 1617):
    """Simple estimate of the population [fish]."""
    return marked * second_catch // recaptured

def chapman(marked, second_catch, recaptured) -> Integer(27, 1249):
    """Corrected estimate of the population [fish]."""
    return (marked + 1) * (second_catch + 1) // (recaptured + 1) - 1

def dense(chapman) -> Boolean():
    """Population of at least 300 [present / absent]."""
    return chapman >= 300
