"""A patient seen after fainting."""

heart_failure: Bernoulli(1, 10)
"""History of congestive heart failure [present / absent]."""
haematocrit: Uniform(24, 40)
"""Haematocrit [%]."""
abnormal_ecg: Bernoulli(1, 4)
"""Abnormal electrocardiogram [present / absent]."""
breathless: Bernoulli(1, 8)
"""Shortness of breath [present / absent]."""
systolic: Uniform(80, 100)
"""Systolic blood pressure at triage [mmHg]."""

def measurements(haematocrit, systolic) -> Integer(0, 2):
    """Number of measurements out of bounds [measurements]."""
    return (1 if haematocrit < 30 else 0) + (1 if systolic < 90 else 0)

def predictors(heart_failure, measurements, abnormal_ecg, breathless) -> Integer(0, 5):
    """Number of predictors [predictors]."""
    return (1 if heart_failure else 0) + measurements + (1 if abnormal_ecg else 0) + (1 if breathless else 0)

def high_risk(predictors) -> Boolean():
    """Risk of a serious outcome [high / low]."""
    return predictors >= 1
