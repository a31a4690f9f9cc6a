"""An account number of ten digits and its check digit."""

d1: Uniform(0, 9)
"""First digit [units]."""
d2: Uniform(0, 9)
"""Second digit [units]."""
d3: Uniform(0, 9)
"""Third digit [units]."""
d4: Uniform(0, 9)
"""Fourth digit [units]."""
d5: Uniform(0, 9)
"""Fifth digit [units]."""
d6: Uniform(0, 9)
"""Sixth digit [units]."""
d7: Uniform(0, 9)
"""Seventh digit [units]."""
d8: Uniform(0, 9)
"""Eighth digit [units]."""
d9: Uniform(0, 9)
"""Ninth digit [units]."""
d10: Uniform(0, 9)
"""Tenth digit [units]."""

def first_sum(d1, d3, d5) -> Integer(0, 9):
    """Sum of the plain digits 1 and 3 and 5 without its tens [units]."""
    return (d1 + d3 + d5) % 10

def second_sum(d7, d9) -> Integer(0, 9):
    """Sum of the plain digits 7 and 9 without its tens [units]."""
    return (d7 + d9) % 10

def third_sum(d2, d4, d6) -> Integer(0, 9):
    """Sum of the doubled digits 2 and 4 and 6 without its tens [units]."""
    return (2 * d2 + 2 * d4 + 2 * d6 + (1 if d2 > 4 else 0) + (1 if d4 > 4 else 0) + (1 if d6 > 4 else 0)) % 10

def fourth_sum(d8, d10) -> Integer(0, 9):
    """Sum of the doubled digits 8 and 10 without its tens [units]."""
    return (2 * d8 + 2 * d10 + (1 if d8 > 4 else 0) + (1 if d10 > 4 else 0)) % 10

def check_digit(first_sum, second_sum, third_sum, fourth_sum) -> Integer(0, 9):
    """Check digit [units]."""
    return (40 - first_sum - second_sum - third_sum - fourth_sum) % 10
