"""A date of the Gregorian calendar."""

year: Categorical({1776: 1, 1900: 1, 1969: 1, 2000: 1, 2001: 1, 2024: 1, 2025: 1})
"""Year [years]."""
month: Uniform(1, 12)
"""Month [months]."""
day: Uniform(1, 28)
"""Day of the month [days]."""

def shifted_month(month) -> Integer(3, 14):
    """Month number from 3 to 14 [months]."""
    return month + 12 if month < 3 else month

def shifted_year(year, month) -> Integer(1775, 2025):
    """Year to which the month number belongs [years]."""
    return year - 1 if month < 3 else year

def code(day, shifted_month, shifted_year) -> Integer(0, 6):
    """Number of the weekday from Saturday [days]."""
    return (day + 13 * (shifted_month + 1) // 5 + shifted_year + shifted_year // 4 - shifted_year // 100 + shifted_year // 400) % 7

def weekday(code) -> Category("Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"):
    """Day of the week."""
    return {0: "Saturday", 1: "Sunday", 2: "Monday", 3: "Tuesday", 4: "Wednesday", 5: "Thursday", 6: "Friday"}[code]
