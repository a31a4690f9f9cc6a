"""A bridge on the ring road of a city on a working day: demand, roadworks, weather and signals make or break the morning."""

day: Categorical(monday=1, midweek=3, friday=1)
"""Day of the week."""
holidays: Bernoulli(1, 4)
"""School holidays [on / over]."""
weather: Categorical(dry=4, rain=2, snow=1)
"""Weather."""
roadworks: Bernoulli(1, 4)
"""Roadworks on the bridge [under way / finished]."""
adaptive: Bernoulli(1, 2)
"""Signals [adaptive / fixed]."""
bad_luck: Categorical({0: 5, 1: 2, 2: 1})
"""Hazards met by drivers [points]."""
patrol: Bernoulli(1, 3)
"""Breakdown patrol at the bridge [on duty / off duty]."""

def demand(day, holidays) -> Integer(2, 5):
    """Cars that want to cross [thousands per hour]. Falls with holidays. Five on a Monday, four in midweek, three on a Friday; one less in the holidays."""
    return {"monday": 5, "midweek": 4, "friday": 3}[day] - (1 if holidays else 0)

def lanes(roadworks, weather) -> Integer(1, 3):
    """Number of usable lanes [lanes]. Falls with roadworks. Three; roadworks take one, and snow one."""
    return 3 - (1 if roadworks else 0) - (1 if weather == "snow" else 0)

def free_speed(weather, roadworks) -> Integer(3, 7):
    """Speed on an empty bridge [tens of km/h]. Falls with roadworks. Seven when dry, six in rain, five in snow; two less along roadworks."""
    return {"dry": 7, "rain": 6, "snow": 5}[weather] - (2 if roadworks else 0)

def bus_use(weather, holidays) -> Integer(0, 2):
    """Drivers who take the bus instead [thousands per hour]. Falls with holidays. None when dry, one in rain and two in snow, one fewer in the holidays."""
    return max(0, {"dry": 0, "rain": 1, "snow": 2}[weather] - (1 if holidays else 0))

def arrivals(demand, bus_use) -> Integer(1, 5):
    """Cars that arrive at the bridge [thousands per hour]. Rises with demand. Falls with bus_use. Those who want to cross, less those on the bus; at least one."""
    return max(1, demand - bus_use)

def crash_risk(weather, bad_luck, roadworks) -> Integer(0, 5):
    """Risk of a crash [points]. Rises with bad_luck. Rises with roadworks. The hazards met, one point more in rain, two in snow and one along roadworks."""
    return bad_luck + {"dry": 0, "rain": 1, "snow": 2}[weather] + (1 if roadworks else 0)

def crash(crash_risk, arrivals) -> Boolean():
    """Crash on the bridge [happened / averted]. Rises with crash_risk. Rises with arrivals. It happens from three points of risk on, or from two where four thousand cars or more arrive."""
    return crash_risk >= (2 if arrivals >= 4 else 3)

def clearing_time(crash, patrol, weather) -> Integer(0, 4):
    """Time to clear the bridge [quarter-hours]. Is 0 unless crash = true. Falls with patrol. Three after a crash, two less with the patrol at hand, one more in snow."""
    if not crash:
        return 0
    return 3 - (2 if patrol else 0) + (1 if weather == "snow" else 0)

def open_lanes(lanes, crash) -> Integer(0, 3):
    """Number of lanes left open [lanes]. Rises with lanes. Falls with crash. A crash blocks one of the usable lanes."""
    return lanes - (1 if crash else 0)

def capacity(open_lanes, adaptive) -> Integer(0, 5):
    """Capacity of the bridge [thousands per hour]. Rises with open_lanes. Rises with adaptive. Three for each two lanes, rounded down, and one more with adaptive signals where a lane is open."""
    return open_lanes * 3 // 2 + (1 if adaptive and open_lanes > 0 else 0)

def queue(arrivals, capacity) -> Integer(0, 4):
    """Queue before the bridge [thousands of cars]. Rises with arrivals. Falls with capacity. Arrivals beyond the capacity in an hour; the road holds four thousand, the rest turn back."""
    return max(0, min(4, arrivals - capacity))

def delay(queue, clearing_time) -> Integer(0, 7):
    """Delay of a driver [units of ten minutes]. Rises with queue. Rises with clearing_time. One for each thousand cars in the queue and one for each quarter-hour of clearing, at most seven."""
    return min(7, queue + clearing_time)

def diverted(delay, adaptive) -> Integer(0, 3):
    """Cars that turn off through the old town [thousands per hour]. Rises with delay. Falls with adaptive. One for each two units of delay, rounded down, one fewer where adaptive signals hold the side streets."""
    return max(0, delay // 2 - (1 if adaptive else 0))

def noise(diverted, free_speed) -> Integer(0, 3):
    """Noise in the old town [points]. Rises with diverted. Rises with free_speed. One point for each thousand cars turned off, and one more from fast traffic over the bridge at sixty or more; at most three."""
    return min(3, diverted + (1 if free_speed >= 6 else 0))

def exhaust(queue, free_speed) -> Integer(0, 4):
    """Exhaust at the bridge [points]. Rises with queue. Rises with free_speed. One point for each thousand cars standing, and one from a free speed of seventy on; at most four."""
    return min(4, queue + (1 if free_speed >= 7 else 0))

def ambulance(delay, patrol, crash) -> Category("on_time", "late", "rerouted"):
    """Ambulance. Rerouted where a crash meets a delay of four or more, late at a delay of three or more without the patrol to make way, else on time."""
    if crash and delay >= 4:
        return "rerouted"
    return "late" if delay >= 3 and not patrol else "on_time"

def complaints(noise, delay) -> Integer(0, 5):
    """Complaints to the city [tens of letters]. Rises with noise. Rises with delay. One for each point of noise above one, and half of the delay, rounded down."""
    return max(0, noise - 1) + delay // 2
