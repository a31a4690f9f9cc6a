"""A patient with a head injury, whose responses are tested."""

eyes: Categorical(none=1, to_pressure=2, to_sound=3, spontaneous=6)
"""Eye opening."""
speech: Categorical(none=1, sounds=2, words=2, confused=4, orientated=6)
"""Verbal response."""
movement: Categorical(none=1, extension=1, abnormal_flexion=1, normal_flexion=2, localising=3, obeys=8)
"""Best motor response."""

def eye_points(eyes) -> Integer(1, 4):
    """Eye points [points]."""
    return {"none": 1, "to_pressure": 2, "to_sound": 3, "spontaneous": 4}[eyes]

def verbal_points(speech) -> Integer(1, 5):
    """Verbal points [points]."""
    return {"none": 1, "sounds": 2, "words": 3, "confused": 4, "orientated": 5}[speech]

def motor_points(movement) -> Integer(1, 6):
    """Motor points [points]."""
    return {"none": 1, "extension": 2, "abnormal_flexion": 3, "normal_flexion": 4, "localising": 5, "obeys": 6}[movement]

def score(eye_points, verbal_points, motor_points) -> Integer(3, 15):
    """Coma score [points]."""
    return eye_points + verbal_points + motor_points

def severity(score) -> Category("severe", "moderate", "mild"):
    """Severity of the head injury."""
    if score < 9:
        return "severe"
    if score < 13:
        return "moderate"
    return "mild"
