"""An object before a thin lens."""

object_distance: Categorical({75: 2, 150: 2, 300: 1, 750: 2})
"""Distance of the object [mm]."""
focal_length: Categorical({-100: 2, 50: 1, 100: 3, 200: 2, 500: 2})
"""Focal length of the lens [mm]."""

def image_distance(object_distance, focal_length) -> Integer(-7500, 15000):
    """Distance of the image [tenths of a mm]."""
    return (20 * object_distance * focal_length + object_distance - focal_length) // (2 * (object_distance - focal_length))

def magnification(object_distance, focal_length) -> Integer(-200, 400):
    """Magnification of the image [hundredths]."""
    return (200 * focal_length + focal_length - object_distance) // (2 * (focal_length - object_distance))

def real(image_distance) -> Boolean():
    """Image [real / virtual]."""
    return image_distance > 0

def enlarged(magnification) -> Boolean():
    """Image in its size [larger than the object / not larger than the object]."""
    return abs(magnification) > 100
