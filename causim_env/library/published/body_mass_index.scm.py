"""An adult, weighed and measured."""

weight: Categorical({45: 1, 53: 1, 54: 1, 60: 2, 72: 2, 73: 2, 86: 2, 87: 1, 101: 1, 102: 1, 116: 1})
"""Body weight [kg]."""
height: Categorical({160: 2, 170: 3, 180: 2})
"""Height [cm]."""

def index_tenths(weight, height) -> Integer(138, 453):
    """Body mass index [tenths of kg/m2]."""
    return 100000 * weight // (height * height)

def nutrition(index_tenths) -> Category("underweight", "normal", "pre_obese", "obese_1", "obese_2", "obese_3"):
    """Nutritional status."""
    if index_tenths < 185:
        return "underweight"
    if index_tenths < 250:
        return "normal"
    if index_tenths < 300:
        return "pre_obese"
    if index_tenths < 350:
        return "obese_1"
    if index_tenths < 400:
        return "obese_2"
    return "obese_3"
