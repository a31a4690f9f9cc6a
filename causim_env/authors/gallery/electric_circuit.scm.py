"""A battery feeds a lamp, a small motor and a fan through a fuse and switches on a workshop bench."""

cells: Uniform(1, 4)
"""Number of battery cells [cells]."""
age: Categorical({0: 3, 1: 2, 2: 1})
"""Age of the battery [years]."""
main_switch: Bernoulli(4, 5)
"""Main switch [closed / open]."""
motor_switch: Bernoulli(1, 2)
"""Motor switch [closed / open]."""
rheostat: Categorical({1: 2, 2: 3, 4: 1})
"""Series resistance in the lamp branch [ohms]."""
fuse_rating: Categorical({3: 1, 5: 1})
"""Rating of the fuse [A]."""
loose_contact: Bernoulli(1, 6)
"""Contact at the motor [loose / firm]."""
jammed: Bernoulli(1, 5)
"""Motor shaft [jammed / free]."""

def open_voltage(cells, age) -> Integer(1, 8):
    """Voltage of the battery [V]. Rises with cells. Falls with age. Two volts for each cell, one less for each year of age, but at least one."""
    return max(1, 2 * cells - age)

def supply(open_voltage, main_switch) -> Integer(0, 7):
    """Voltage at the fuse [V]. Rises with open_voltage. Is 0 unless main_switch = true. One volt is lost in the battery and the leads while the switch is closed."""
    return open_voltage - 1 if main_switch else 0

def lamp_current(supply, rheostat) -> Integer(0, 3):
    """Current of the lamp branch [A]. Rises with supply. Falls with rheostat. Ohm's law: the voltage over the series resistance and one ohm of the lamp, rounded down."""
    return supply // (rheostat + 1)

def motor_connected(motor_switch, loose_contact) -> Boolean():
    """Motor circuit [closed / broken]. Rises with motor_switch. Falls with loose_contact. Closed only with the switch closed and the contact firm."""
    return motor_switch and not loose_contact

def motor_current(supply, motor_connected, jammed) -> Integer(0, 7):
    """Current of the motor branch [A]. Rises with supply. Is 0 unless motor_connected = true. Rises with jammed. One ampere for each volt where the shaft is jammed; a free shaft turns and draws half of that, rounded down."""
    if not motor_connected:
        return 0
    return supply if jammed else supply // 2

def demand(lamp_current, motor_current) -> Integer(0, 7):
    """Current that the branches ask for [A]. Rises with lamp_current. Rises with motor_current. The branches are parallel, so that currents add up; the battery gives seven at most."""
    return min(7, lamp_current + motor_current)

def fuse_blown(demand, fuse_rating) -> Boolean():
    """Fuse [blown / intact]. Rises with demand. Falls with fuse_rating. Blows where more than its rating is asked for."""
    return demand > fuse_rating

def total_current(demand, fuse_blown) -> Integer(0, 5):
    """Current through the fuse [A]. Rises with demand. Is 0 unless fuse_blown = false. At most five, the largest rating on the bench."""
    return 0 if fuse_blown else min(5, demand)

def resistor_voltage(lamp_current, rheostat, fuse_blown) -> Integer(0, 4):
    """Voltage over the series resistance [V]. Rises with lamp_current. Rises with rheostat. Is 0 unless fuse_blown = false. Current times resistance, at most four."""
    return 0 if fuse_blown else min(4, lamp_current * rheostat)

def brightness(lamp_current, fuse_blown) -> Category("dark", "dim", "bright"):
    """Light of the lamp. Is dark unless fuse_blown = false. Dark without current, dim at one ampere, bright above."""
    if fuse_blown or lamp_current == 0:
        return "dark"
    return "dim" if lamp_current == 1 else "bright"

def fan_speed(motor_current, jammed, fuse_blown) -> Integer(0, 3):
    """Speed of the fan [points]. Rises with motor_current. Is 0 unless jammed = false. Is 0 unless fuse_blown = false. One point for each ampere, at most three."""
    return 0 if jammed or fuse_blown else min(3, motor_current)

def motor_heat(motor_current, jammed, fuse_blown) -> Integer(0, 4):
    """Heat of the motor [points]. Rises with motor_current. Rises with jammed. Is 0 unless fuse_blown = false. Half of the current, rounded down, and two more where a jammed shaft is fed, at most four."""
    if fuse_blown or motor_current == 0:
        return 0
    return min(4, motor_current // 2 + (2 if jammed else 0))

def temperature(resistor_voltage, motor_heat, fan_speed) -> Integer(0, 5):
    """Temperature of the case above the room [tens of degrees]. Rises with resistor_voltage. Rises with motor_heat. Falls with fan_speed. Half of the voltage over the resistance, rounded down, plus the motor's heat, less what the fan blows away."""
    return max(0, min(5, resistor_voltage // 2 + motor_heat - fan_speed))

def warning(temperature) -> Boolean():
    """Warning light [lit / unlit]. Rises with temperature. Lit from three up."""
    return temperature >= 3

def runtime(total_current, age) -> Integer(0, 6):
    """Remaining run time [h]. Falls with total_current. Falls with age. Six hours at no current, less one for each ampere and for each year of age, never below zero."""
    return max(0, 6 - total_current - age)

def verdict(brightness, warning, fuse_blown) -> Category("works", "dead", "unsafe"):
    """Verdict of the bench test. Unsafe where the warning is lit or the fuse has blown, dead where the lamp is dark for any other reason, else it works."""
    if warning or fuse_blown:
        return "unsafe"
    return "dead" if brightness == "dark" else "works"
