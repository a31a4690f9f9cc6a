"""The gearing of a machine tool, three pairs of wheels from the motor to the output shaft."""

motor: Categorical({975: 2, 1440: 1})
"""Speed of the motor shaft [rpm]."""
wheel_a: Categorical({20: 2, 40: 1})
"""Number of teeth of wheel A on the motor shaft [teeth]."""
wheel_b: Categorical({50: 2, 60: 1})
"""Number of teeth of wheel B driven by A [teeth]."""
wheel_c: Categorical({25: 2, 30: 1})
"""Number of teeth of wheel C on the shaft of B [teeth]."""
wheel_d: Categorical({60: 1, 75: 2})
"""Number of teeth of wheel D driven by C [teeth]."""
wheel_e: Categorical({26: 2, 39: 1})
"""Number of teeth of wheel E on the shaft of D [teeth]."""
wheel_f: Categorical({52: 1, 65: 2})
"""Number of teeth of wheel F driven by E [teeth]."""

def second_shaft(motor, wheel_a, wheel_b) -> Integer(325, 1152):
    """Speed of the second shaft [rpm]."""
    return motor * wheel_a // wheel_b

def third_shaft(second_shaft, wheel_c, wheel_d) -> Integer(108, 576):
    """Speed of the third shaft [rpm]."""
    return second_shaft * wheel_c // wheel_d

def output_shaft(third_shaft, wheel_e, wheel_f) -> Integer(43, 432):
    """Speed of the output shaft [rpm]."""
    return third_shaft * wheel_e // wheel_f
