"""Students measure gravity with a pendulum and a stopwatch; the set-up, the air and the clock all leave their mark on the result."""

length: Categorical(short=2, middle=3, long=2)
"""Length of the pendulum."""
angle: Categorical({5: 3, 10: 3, 20: 2, 40: 1})
"""Release angle [degrees]."""
bob: Categorical(steel=3, wood=2, cork=1)
"""Material of the bob."""
draught: Bernoulli(1, 4)
"""Draught in the room [present / absent]."""
clock_error: Categorical({-1: 1, 0: 3, 1: 1})
"""Error of the clock per swing [hundredths of a second]."""
swings: Categorical({1: 1, 2: 1, 5: 2, 10: 2})
"""Number of swings timed together [swings]."""
careful: Bernoulli(2, 3)
"""Student [careful / hasty]."""

def push(angle, careful) -> Integer(0, 2):
    """Push at the release [points]. Rises with angle. Falls with careful. Wide swings are hard to let go cleanly: one point from 20 degrees on, and one for a hasty hand."""
    return (1 if angle >= 20 else 0) + (0 if careful else 1)

def angle_effect(angle, push) -> Integer(0, 4):
    """Lengthening of the period by the wide swing [hundredths of a second]. Rises with angle. Rises with push. None at 5 and 10 degrees, one at 20 and two at 40, plus the push at the release."""
    wide = 2 if angle >= 40 else 1 if angle >= 20 else 0
    return wide + push

def air_drag(bob, draught) -> Integer(0, 3):
    """Air drag [points]. Rises with draught. None on steel, one on wood, two on cork; a draught adds one."""
    return {"steel": 0, "wood": 1, "cork": 2}[bob] + (1 if draught else 0)

def damping(air_drag, length) -> Integer(0, 4):
    """Damping of the swing [points]. Rises with air_drag. A long pendulum moves faster through the air and adds one point."""
    return air_drag + (1 if length == "long" else 0)

def usable_swings(swings, damping) -> Integer(1, 7):
    """Number of swings seen clearly [swings]. Rises with swings. Falls with damping. As many as were timed, but at most seven less the damping."""
    return min(swings, 7 - damping)

def reaction_error(careful, usable_swings) -> Integer(0, 3):
    """Reaction error per swing [hundredths of a second]. Falls with careful. Falls with usable_swings. Spread over the swings: three for a single swing, two for two, one for three to five, none from six; a careful student has one less."""
    spread = 3 if usable_swings < 2 else 2 if usable_swings < 3 else 1 if usable_swings < 6 else 0
    return max(0, spread - (1 if careful else 0))

def swing_plane(draught, push) -> Category("straight", "oval", "wobbling"):
    """Path of the bob. Straight without draught and push, wobbling with a draught and a push, else oval."""
    if draught and push >= 1:
        return "wobbling"
    if draught or push >= 1:
        return "oval"
    return "straight"

def path_error(swing_plane) -> Integer(0, 2):
    """Lengthening of the period by the path [hundredths of a second]. None on a straight path, one on an oval one, two where the bob wobbles."""
    return {"straight": 0, "oval": 1, "wobbling": 2}[swing_plane]

def period_error(angle_effect, reaction_error, clock_error, path_error) -> Integer(-1, 6):
    """Error of the measured period [hundredths of a second]. Rises with angle_effect. Rises with reaction_error. Rises with clock_error. Rises with path_error. All four add up; an error above six is timed again and set down as six."""
    return min(6, angle_effect + reaction_error + clock_error + path_error)

def relative_error(period_error, length) -> Integer(-1, 6):
    """Relative error of the period [percent]. Rises with period_error. A short pendulum swings in one second, so that each hundredth is a percent; in a middle one it is two thirds of a percent and in a long one half, rounded down."""
    match length:
        case "short":
            return period_error
        case "middle":
            return period_error * 2 // 3
        case _:
            return period_error // 2

def gravity_error(relative_error) -> Integer(-6, 1):
    """Error of the measured gravity [steps of two percent]. Falls with relative_error. A period that is too long by one percent makes gravity two percent too small."""
    return -relative_error

def within_tolerance(gravity_error) -> Boolean():
    """Result [within tolerance / out of tolerance]. Within tolerance where it is off by at most two percent either way."""
    return -1 <= gravity_error <= 1

def suspicion(careful, gravity_error) -> Integer(0, 4):
    """Doubts in the report [points]. Rises with careful. Falls with gravity_error. Half of how far gravity is too small, rounded down, and one more from a careful student."""
    return max(0, -gravity_error // 2) + (1 if careful else 0)

def repeated(suspicion, within_tolerance) -> Boolean():
    """Measurement [repeated / accepted]. Rises with suspicion. Falls with within_tolerance. Repeated where two points of doubt or more meet a result out of tolerance."""
    return suspicion >= 2 and not within_tolerance

def grade(within_tolerance, repeated, careful) -> Category("poor", "fair", "good"):
    """Grade. Good within tolerance for a careful student, poor for a hasty one who is out of tolerance and does not repeat, else fair."""
    if within_tolerance and careful:
        return "good"
    if not within_tolerance and not repeated and not careful:
        return "poor"
    return "fair"
