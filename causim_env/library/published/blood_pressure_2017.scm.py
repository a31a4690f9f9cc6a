"""An adult, whose blood pressure was measured with care on several occasions."""

systolic: Uniform(112, 146)
"""Systolic blood pressure [mmHg]."""
diastolic: Uniform(72, 96)
"""Diastolic blood pressure [mmHg]."""

def category(systolic, diastolic) -> Category("normal", "elevated", "stage_1", "stage_2"):
    """Blood pressure category."""
    if systolic >= 140 or diastolic >= 90:
        return "stage_2"
    if systolic >= 130 or diastolic >= 80:
        return "stage_1"
    if systolic >= 120:
        return "elevated"
    return "normal"

def pulse_pressure(systolic, diastolic) -> Integer(16, 74):
    """Pulse pressure [mmHg]."""
    return systolic - diastolic
