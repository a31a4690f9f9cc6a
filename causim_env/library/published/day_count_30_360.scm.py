"""A bond, whose accrued interest is counted by a calendar of equal months."""

years: Uniform(0, 2)
"""Years between the dates [years]."""
first_month: Categorical({1: 1, 3: 1, 5: 1, 7: 1})
"""Month of the first date [months]."""
first_day: Categorical({1: 2, 15: 2, 29: 1, 30: 1, 31: 1})
"""Day of the first date [days]."""
last_month: Categorical({7: 1, 8: 1, 10: 1, 12: 1})
"""Month of the last date [months]."""
last_day: Categorical({1: 2, 15: 2, 30: 1, 31: 1})
"""Day of the last date [days]."""

def start_day(first_day) -> Integer(1, 30):
    """Day of the first date as counted [days]."""
    return min(30, first_day)

def end_day(last_day, start_day) -> Integer(1, 31):
    """Day of the last date as counted [days]."""
    return 30 if last_day == 31 and start_day == 30 else last_day

def days(years, first_month, last_month, start_day, end_day) -> Integer(-29, 1080):
    """Days of interest [days]."""
    return 360 * years + 30 * (last_month - first_month) + end_day - start_day
