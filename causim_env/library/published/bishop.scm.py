"""A woman at term, whose cervix is examined before labour is induced."""

dilation: Uniform(0, 6)
"""Cervical dilation [cm]."""
effacement: Categorical({0: 2, 30: 2, 40: 2, 50: 2, 60: 2, 70: 2, 80: 1})
"""Cervical effacement [%]."""
station: Uniform(-3, 2)
"""Fetal station [thirds]."""
consistency: Categorical(firm=2, medium=2, soft=1)
"""Cervical consistency."""
place: Categorical(posterior=2, middle=2, anterior=1)
"""Cervical position."""

def dilation_points(dilation) -> Integer(0, 3):
    """Dilation points [points]."""
    if dilation < 1:
        return 0
    if dilation < 3:
        return 1
    if dilation < 5:
        return 2
    return 3

def effacement_points(effacement) -> Integer(0, 3):
    """Effacement points [points]."""
    if effacement < 40:
        return 0
    if effacement < 60:
        return 1
    if effacement < 80:
        return 2
    return 3

def station_points(station) -> Integer(0, 3):
    """Station points [points]."""
    if station < -2:
        return 0
    if station < -1:
        return 1
    if station < 1:
        return 2
    return 3

def score(dilation_points, effacement_points, station_points, consistency, place) -> Integer(0, 13):
    """Cervical score [points]."""
    return dilation_points + effacement_points + station_points + {"firm": 0, "medium": 1, "soft": 2}[consistency] + {"posterior": 0, "middle": 1, "anterior": 2}[place]

def cervix(score) -> Category("unfavourable", "intermediate", "favourable"):
    """State of the cervix."""
    if score < 7:
        return "unfavourable"
    if score < 9:
        return "intermediate"
    return "favourable"
