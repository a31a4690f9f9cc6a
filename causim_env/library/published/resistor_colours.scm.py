"""A resistor marked with four coloured bands."""

band_1: Categorical(brown=3, red=2, orange=2, yellow=2, green=1, blue=1, violet=1, grey=1, white=1)
"""First band."""
band_2: Categorical(black=3, brown=1, red=2, orange=1, yellow=1, green=1, blue=1, violet=2, grey=1, white=1)
"""Second band."""
band_3: Categorical(black=1, brown=2, red=3)
"""Third band."""
band_4: Categorical(brown=1, red=1, gold=4, silver=1)
"""Fourth band."""

def digits(band_1, band_2) -> Integer(10, 99):
    """Significant digits [units]."""
    return 10 * {"brown": 1, "red": 2, "orange": 3, "yellow": 4, "green": 5, "blue": 6, "violet": 7, "grey": 8, "white": 9}[band_1] + {"black": 0, "brown": 1, "red": 2, "orange": 3, "yellow": 4, "green": 5, "blue": 6, "violet": 7, "grey": 8, "white": 9}[band_2]

def resistance(digits, band_3) -> Integer(10, 9900):
    """Resistance [ohms]."""
    return digits * {"black": 1, "brown": 10, "red": 100}[band_3]

def tolerance(band_4) -> Integer(1, 10):
    """Tolerance [%]."""
    return {"brown": 1, "red": 2, "gold": 5, "silver": 10}[band_4]

def greatest(resistance, tolerance) -> Integer(10, 10890):
    """Greatest resistance within tolerance [ohms]."""
    return resistance + resistance * tolerance // 100
