"""A driver at a junction without signs."""

car_from_right: Bernoulli(1, 3)
"""Car from the right [present / absent]."""
car_from_left: Bernoulli(1, 3)
"""Car from the left [present / absent]."""
oncoming: Categorical(none=4, straight_on=2, left_turn=1)
"""Oncoming car."""
left_turn: Bernoulli(1, 3)
"""Own turn to the left [intended / not intended]."""
field_track: Bernoulli(1, 8)
"""Own road as a field or forest track [present / absent]."""

def yields_to_right(car_from_right) -> Boolean():
    """Duty to let the car from the right pass [present / absent]."""
    return car_from_right

def yields_to_left(car_from_left, field_track) -> Boolean():
    """Duty to let the car from the left pass [present / absent]."""
    return car_from_left and field_track

def yields_to_oncoming(oncoming, left_turn) -> Boolean():
    """Duty to let the oncoming car pass [present / absent]."""
    return left_turn and oncoming == "straight_on"

def must_wait(yields_to_right, yields_to_left, yields_to_oncoming) -> Boolean():
    """Duty to wait [present / absent]."""
    return yields_to_right or yields_to_left or yields_to_oncoming
