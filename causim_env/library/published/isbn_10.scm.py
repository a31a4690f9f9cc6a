"""A book number of nine digits and its check digit."""

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

def first_part(d1, d2, d3) -> Integer(0, 10):
    """Weighted sum of digits 1 to 3 modulo 11 [units]."""
    return (10 * d1 + 9 * d2 + 8 * d3) % 11

def second_part(d4, d5, d6) -> Integer(0, 10):
    """Weighted sum of digits 4 to 6 modulo 11 [units]."""
    return (7 * d4 + 6 * d5 + 5 * d6) % 11

def third_part(d7, d8, d9) -> Integer(0, 10):
    """Weighted sum of digits 7 to 9 modulo 11 [units]."""
    return (4 * d7 + 3 * d8 + 2 * d9) % 11

def check(first_part, second_part, third_part) -> Integer(0, 10):
    """Check digit [units]."""
    return (33 - first_part - second_part - third_part) % 11

def printed_as_letter(check) -> Boolean():
    """Printing of the check digit as the letter X [needed / unnecessary]."""
    return check == 10
