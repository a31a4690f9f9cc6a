"""The date of Easter in some year from 1818 to 2038."""

year: Categorical({1818: 1, 1886: 1, 1943: 1, 1954: 1, 1961: 1, 1984: 1, 1990: 1, 1991: 1, 1992: 1, 1993: 1, 2000: 1, 2005: 1, 2008: 1, 2011: 1, 2016: 1, 2019: 1, 2022: 1, 2023: 1, 2024: 1, 2025: 1, 2026: 1, 2030: 1, 2038: 1})
"""Year [years]."""

def golden(year) -> Integer(0, 18):
    """Place in the lunar cycle [years]."""
    return year % 19

def moon(golden, year) -> Integer(0, 29):
    """Days from 21 March to the full moon of the tables [days]."""
    century = year // 100
    shift = (century - (century + 8) // 25 + 1) // 3
    return (19 * golden + century - century // 4 - shift + 15) % 30

def to_sunday(moon, year) -> Integer(0, 6):
    """Days to the Sunday [days]."""
    return (32 + 2 * (year // 100 % 4) + 2 * (year % 100 // 4) - moon - year % 4) % 7

def correction(golden, moon, to_sunday) -> Integer(0, 1):
    """Week taken back [weeks]."""
    return (golden + 11 * moon + 22 * to_sunday) // 451

def easter(moon, to_sunday, correction) -> Integer(-7, 35):
    """Days from 22 March to Easter Sunday [days]."""
    return moon + to_sunday - 7 * correction
