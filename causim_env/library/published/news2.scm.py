"""An adult on a hospital ward, whose observations are charted."""

respiration: Uniform(7, 27)
"""Respiratory rate [breaths/min]."""
saturation: Uniform(82, 98)
"""Oxygen saturation [%]."""
hypercapnic: Bernoulli(1, 8)
"""Hypercapnic respiratory failure with a target saturation of 88 to 92 percent [present / absent]."""
oxygen: Bernoulli(1, 4)
"""Supplemental oxygen [given / none]."""
systolic: Categorical({85: 1, 90: 1, 91: 1, 100: 1, 101: 1, 110: 2, 111: 2, 130: 6, 160: 4, 219: 1, 220: 1})
"""Systolic blood pressure [mmHg]."""
pulse: Categorical({38: 1, 40: 1, 41: 1, 50: 2, 51: 2, 75: 6, 90: 3, 91: 2, 110: 2, 111: 1, 130: 1, 131: 1})
"""Pulse rate [beats/min]."""
consciousness: Categorical(alert=16, confused=2, voice=1, pain=1, unresponsive=1)
"""Level of consciousness."""
temperature: Categorical({345: 1, 350: 1, 351: 1, 360: 2, 361: 2, 370: 6, 380: 3, 381: 2, 390: 2, 391: 1})
"""Body temperature [tenths of a degree C]."""

def respiration_points(respiration) -> Integer(0, 3):
    """Respiration points [points]."""
    if respiration < 9:
        return 3
    if respiration < 12:
        return 1
    if respiration < 21:
        return 0
    if respiration < 25:
        return 2
    return 3

def saturation_points(saturation, hypercapnic, oxygen) -> Integer(0, 3):
    """Saturation points [points]."""
    if not hypercapnic:
        if saturation < 92:
            return 3
        if saturation < 94:
            return 2
        if saturation < 96:
            return 1
        return 0
    if saturation < 84:
        return 3
    if saturation < 86:
        return 2
    if saturation < 88:
        return 1
    if saturation < 93 or not oxygen:
        return 0
    if saturation < 95:
        return 1
    if saturation < 97:
        return 2
    return 3

def oxygen_points(oxygen) -> Integer(0, 2):
    """Oxygen points [points]."""
    return 2 if oxygen else 0

def systolic_points(systolic) -> Integer(0, 3):
    """Blood pressure points [points]."""
    if systolic < 91:
        return 3
    if systolic < 101:
        return 2
    if systolic < 111:
        return 1
    if systolic < 220:
        return 0
    return 3

def pulse_points(pulse) -> Integer(0, 3):
    """Pulse points [points]."""
    if pulse < 41:
        return 3
    if pulse < 51:
        return 1
    if pulse < 91:
        return 0
    if pulse < 111:
        return 1
    if pulse < 131:
        return 2
    return 3

def consciousness_points(consciousness) -> Integer(0, 3):
    """Consciousness points [points]."""
    return {"alert": 0, "confused": 3, "voice": 3, "pain": 3, "unresponsive": 3}[consciousness]

def temperature_points(temperature) -> Integer(0, 3):
    """Temperature points [points]."""
    if temperature < 351:
        return 3
    if temperature < 361:
        return 1
    if temperature < 381:
        return 0
    if temperature < 391:
        return 1
    return 2

def score(respiration_points, saturation_points, oxygen_points, systolic_points, pulse_points, consciousness_points, temperature_points) -> Integer(0, 20):
    """Early warning score [points]."""
    return respiration_points + saturation_points + oxygen_points + systolic_points + pulse_points + consciousness_points + temperature_points

def red(respiration_points, saturation_points, systolic_points, pulse_points, consciousness_points, temperature_points) -> Boolean():
    """Red score in a single parameter [present / absent]."""
    return max(respiration_points, saturation_points, systolic_points, pulse_points, consciousness_points, temperature_points) == 3

def risk(score, red) -> Category("low", "low_medium", "medium", "high"):
    """Clinical risk."""
    if score >= 7:
        return "high"
    if score >= 5:
        return "medium"
    if red:
        return "low_medium"
    return "low"
