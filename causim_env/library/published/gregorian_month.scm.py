"""A month of the calendar."""

year: Categorical({1700: 1, 1900: 1, 1996: 1, 2000: 1, 2023: 1, 2024: 1, 2025: 1, 2100: 1})
"""Year [years]."""
month: Uniform(1, 12)
"""Month [months]."""

def leap(year) -> Boolean():
    """Kind of year [a leap year / a common year]."""
    return year % 400 == 0 or (year % 4 == 0 and year % 100 != 0)

def month_days(month, leap) -> Integer(28, 31):
    """Days in the month [days]."""
    if month == 2:
        return 29 if leap else 28
    return 30 if month in (4, 6, 9, 11) else 31

def year_days(leap) -> Integer(365, 366):
    """Days in the year [days]."""
    return 366 if leap else 365
