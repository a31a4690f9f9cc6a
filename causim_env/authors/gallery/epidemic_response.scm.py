"""A respiratory virus reaches a town in autumn; people, schools and the hospital respond over four weeks."""

imported: Categorical({0: 2, 1: 3, 2: 2, 4: 1})
"""Cases brought in by travellers [tens of cases]."""
variant: Categorical(old=3, new=2)
"""Variant of the virus."""
coverage: Categorical(low=2, middle=3, high=2)
"""Vaccination coverage."""
cold: Uniform(0, 2)
"""Cold weather [weeks]."""
mandate: Bernoulli(2, 5)
"""Mask mandate [in force / not in force]."""
trust: Categorical(low=1, high=2)
"""Trust in the health office."""
beds: Categorical({1: 1, 2: 2, 3: 2})
"""Free hospital beds [tens of beds]."""

def immunity(coverage, variant) -> Integer(0, 3):
    """Immunity of the town [points]. One point at low, two at middle and three at high coverage; the new variant escapes one point."""
    return {"low": 1, "middle": 2, "high": 3}[coverage] - (1 if variant == "new" else 0)

def crowding(cold) -> Integer(1, 3):
    """Time spent together indoors [h]. Rises with cold. One hour and one more for each cold week."""
    return 1 + cold

def masks(mandate, trust) -> Integer(0, 2):
    """Wearing of masks [points]. Rises with mandate. One point under a mandate and one where trust is high."""
    return (1 if mandate else 0) + (1 if trust == "high" else 0)

def contact_rate(crowding, masks) -> Integer(0, 3):
    """Risky contacts [per day]. Rises with crowding. Falls with masks. One for each hour indoors, less the points of masks, never below zero."""
    return max(0, crowding - masks)

def reproduction(contact_rate, immunity, variant) -> Integer(0, 4):
    """Cases caused by one case [cases]. Rises with contact_rate. Falls with immunity. One plus the contacts, one more for the new variant, less the immunity, at most four."""
    return max(0, min(4, 1 + contact_rate + (1 if variant == "new" else 0) - immunity))

def early_cases(imported, reproduction) -> Integer(0, 7):
    """Cases in the first two weeks [tens of cases]. Rises with imported. Rises with reproduction. The imported cases times one and half the reproduction, rounded down, at most seven."""
    return min(7, imported + imported * reproduction // 2)

def testing(trust, early_cases) -> Integer(0, 4):
    """Tests done [hundreds of tests]. Rises with early_cases. Half of the cases, rounded down, and one more where trust is high."""
    return early_cases // 2 + (1 if trust == "high" else 0)

def detected(early_cases, testing) -> Integer(0, 5):
    """Cases found by the health office [tens of cases]. Rises with early_cases. Rises with testing. Ten for each hundred tests and ten by their symptoms alone, but no more than there are."""
    return min(early_cases, testing + 1)

def schools_closed(detected, trust) -> Boolean():
    """Schools [closed / open]. Rises with detected. Closed from three found cases on, or from four where trust is low and the council hesitates."""
    return detected >= (3 if trust == "high" else 4)

def isolation(detected, trust) -> Integer(0, 3):
    """Cases kept at home [tens of cases]. Rises with detected. Two thirds of the found cases where trust is high and half where it is low, rounded down."""
    return detected * 2 // 3 if trust == "high" else detected // 2

def late_cases(early_cases, isolation, reproduction, schools_closed) -> Integer(0, 7):
    """Cases in the last two weeks [tens of cases]. Rises with early_cases. Falls with isolation. Rises with reproduction. Falls with schools_closed. Cases not kept at home times the reproduction, which closed schools lower by one, at most seven."""
    loose = max(0, early_cases - isolation)
    return min(7, loose * max(0, reproduction - (1 if schools_closed else 0)))

def severe(late_cases, variant, coverage) -> Integer(0, 4):
    """Severe cases [tens of cases]. Rises with late_cases. Half of the late cases, rounded down; the new variant adds one where there are late cases, high coverage takes one away."""
    base = late_cases // 2
    if variant == "new" and late_cases > 0:
        base += 1
    if coverage == "high":
        base -= 1
    return max(0, base)

def overload(severe, beds) -> Integer(0, 3):
    """Patients without a bed [tens of patients]. Rises with severe. Falls with beds. Severe cases beyond the free beds."""
    return max(0, severe - beds)

def deaths(severe, overload) -> Integer(0, 5):
    """Number of deaths [deaths]. Rises with severe. Rises with overload. Half of the severe cases, rounded down, and one for each ten patients without a bed."""
    return severe // 2 + overload

def lost_lessons(schools_closed, late_cases) -> Integer(0, 5):
    """Lost lessons [days]. Rises with schools_closed. Rises with late_cases. Three days where schools close, and for sick teachers a third of the late cases, rounded to the nearest."""
    return (3 if schools_closed else 0) + (late_cases + 1) // 3

def alert_level(overload, late_cases) -> Category("green", "amber", "red"):
    """Alert level of the county. Red where patients lack a bed, amber from four late cases on, else green."""
    if overload > 0:
        return "red"
    return "amber" if late_cases >= 4 else "green"
