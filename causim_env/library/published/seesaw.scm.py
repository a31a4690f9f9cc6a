"""Two children on a seesaw."""

left_mass: Categorical({20: 1, 26: 2, 32: 1})
"""Mass of the child on the left [kg]."""
left_distance: Categorical({10: 1, 13: 1, 16: 2})
"""Distance of the left child from the pivot [tenths of a metre]."""
right_mass: Categorical({26: 1, 32: 2, 40: 1})
"""Mass of the child on the right [kg]."""
right_distance: Categorical({10: 2, 13: 2, 16: 1})
"""Distance of the right child from the pivot [tenths of a metre]."""

def left_moment(left_mass, left_distance) -> Integer(200, 512):
    """Moment of the left child [tenths of a kg m]."""
    return left_mass * left_distance

def right_moment(right_mass, right_distance) -> Integer(260, 640):
    """Moment of the right child [tenths of a kg m]."""
    return right_mass * right_distance

def balancing_distance(left_moment, right_mass) -> Integer(5, 19):
    """Distance at which the right child would balance the left one [tenths of a metre]."""
    return left_moment // right_mass

def tilt(left_moment, right_moment) -> Category("left_down", "balanced", "right_down"):
    """Position of the seesaw."""
    if left_moment > right_moment:
        return "left_down"
    return "balanced" if left_moment == right_moment else "right_down"

def pivot_force(left_mass, right_mass) -> Integer(450, 705):
    """Force of the pivot [N]."""
    return 98 * (left_mass + right_mass) // 10
