"""A town of a hundred people over two days of an epidemic."""

infected: Categorical({5: 2, 10: 3, 20: 2, 40: 1})
"""Infected people on the first day [people]."""
immune: Categorical({0: 3, 20: 2, 40: 1})
"""Immune people on the first day [people]."""
contacts: Categorical({2: 2, 4: 3, 6: 1})
"""Transmission rate [tenths per day]."""
recovery: Categorical({1: 1, 2: 2, 5: 1})
"""Recovery rate [tenths per day]."""

def susceptible(infected, immune) -> Integer(20, 95):
    """Susceptible people on the first day [people]."""
    return 100 - infected - immune

def new_cases(susceptible, infected, contacts) -> Integer(0, 22):
    """New cases in a day [people]."""
    return contacts * susceptible * infected // 1000

def recoveries(infected, recovery) -> Integer(0, 20):
    """Recoveries in a day [people]."""
    return recovery * infected // 10

def next_infected(infected, new_cases, recoveries) -> Integer(-15, 62):
    """Infected people on the second day [people]."""
    return infected + new_cases - recoveries

def growing(new_cases, recoveries) -> Boolean():
    """Epidemic [growing / not growing]."""
    return new_cases > recoveries
