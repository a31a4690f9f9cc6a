"""A city weighs a congestion charge: what it does to traffic, air, shops, the budget and the next vote."""

charge: Categorical({0: 2, 3: 2, 6: 2, 9: 1})
"""Congestion charge [euros per day]."""
exemptions: Bernoulli(2, 5)
"""Exemptions for residents [granted / refused]."""
fuel_price: Uniform(1, 3)
"""Fuel price [euros per litre]."""
transit_quality: Categorical({0: 1, 1: 3, 2: 2})
"""Quality of public transport [points]."""
incomes: Categorical(low=3, middle=4, high=2)
"""Incomes in the suburbs."""
weather: Categorical(windy=2, calm=3, inversion=1)
"""Weather of the season."""
press: Bernoulli(1, 2)
"""Local press [friendly / hostile]."""

def cost_of_driving(charge, exemptions, fuel_price) -> Integer(1, 6):
    """Daily cost of driving into the centre [cost points]. Rises with charge. Falls with exemptions. Rises with fuel_price. One point for each three euros of charge, halved and rounded down where residents are exempt, plus the fuel price."""
    paid = charge // 3
    if exemptions:
        paid = paid // 2
    return paid + fuel_price

def car_trips(cost_of_driving, incomes, transit_quality) -> Integer(0, 7):
    """Car trips into the centre [thousands per hour]. Falls with cost_of_driving. Falls with transit_quality. Eight, one fewer for each cost point (two for each three, rounded down, where incomes are high) and one fewer for each point of transit; low incomes make one thousand fewer. The streets hold no more than seven."""
    avoided = cost_of_driving * 2 // 3 if incomes == "high" else cost_of_driving
    return max(0, min(7, 8 - avoided - transit_quality - (1 if incomes == "low" else 0)))

def congestion(car_trips) -> Integer(0, 3):
    """Congestion [points]. Rises with car_trips. None below three thousand trips, then a point for each two thousand more begun."""
    return max(0, min(3, (car_trips - 1) // 2))

def bus_speed(congestion, transit_quality) -> Integer(2, 7):
    """Speed of the buses [hundreds of metres per minute]. Falls with congestion. Rises with transit_quality. Five, less the points of congestion, plus those of transit quality."""
    return 5 - congestion + transit_quality

def riders(bus_speed, car_trips) -> Integer(1, 7):
    """Passengers of public transport [thousands per hour]. Rises with bus_speed. Falls with car_trips. The bus speed less one, plus half of what is missing to seven thousand car trips, rounded down; at most seven."""
    return min(7, bus_speed - 1 + (7 - car_trips) // 2)

def emissions(car_trips, congestion) -> Integer(0, 5):
    """Exhaust emissions [tonnes per day]. Rises with car_trips. Rises with congestion. Half of the trips, rounded down, and one tonne more for each two points of congestion begun."""
    return car_trips // 2 + (congestion + 1) // 2

def pollution(emissions, weather) -> Integer(0, 7):
    """Nitrogen dioxide at the kerb [tens of micrograms per cubic metre]. Rises with emissions. Wind takes two away, an inversion adds two."""
    return max(0, emissions + {"windy": -2, "calm": 0, "inversion": 2}[weather])

def asthma(pollution) -> Integer(0, 3):
    """Asthma visits to hospital [tens per month]. Rises with pollution. None below three, then one for each two more begun."""
    return max(0, (pollution - 1) // 2)

def revenue(charge, car_trips, exemptions) -> Integer(0, 6):
    """Revenue of the charge [millions of euros per month]. Rises with charge. Rises with car_trips. Falls with exemptions. A sixth of charge times trips, rounded down, halved by exemptions, at most six."""
    gross = min(6, charge * car_trips // 6)
    return gross // 2 if exemptions else gross

def transit_budget(revenue, riders) -> Integer(0, 7):
    """Money for public transport [millions of euros per month]. Rises with revenue. Rises with riders. The revenue and a third of the passengers in fares, rounded down; at most seven."""
    return min(7, revenue + riders // 3)

def shop_turnover(car_trips, riders, congestion) -> Integer(1, 4):
    """Turnover of the shops in the centre [points]. Rises with car_trips. Rises with riders. Falls with congestion. Half of all who come, rounded down, less the points of congestion; at least one and at most four."""
    return max(1, min(4, (car_trips + riders) // 2 - congestion))

def burden_on_poor(charge, exemptions, incomes) -> Boolean():
    """Charge on low incomes [heavy / light]. Overall rises with charge. Falls with exemptions. Heavy where suburbs with low incomes pay six euros or more without exemptions."""
    return incomes == "low" and charge >= 6 and not exemptions

def approval(congestion, asthma, burden_on_poor, press) -> Integer(2, 7):
    """Approval of the city council [points]. Falls with congestion. Falls with asthma. Falls with burden_on_poor. Rises with press. Six points, less congestion, less half of the asthma visits rounded down, two less for a heavy burden, one more with a friendly press; never below two."""
    return max(2, 6 - congestion - asthma // 2 - (2 if burden_on_poor else 0) + (1 if press else 0))

def vote(approval, shop_turnover) -> Category("repeal", "keep", "extend"):
    """Decision of the council. With approval and turnover at seven points together it keeps the charge, from nine it extends it, else it repeals it."""
    total = approval + shop_turnover
    if total >= 9:
        return "extend"
    if total >= 7:
        return "keep"
    return "repeal"
