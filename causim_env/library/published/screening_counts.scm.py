"""A thousand people who are screened for a disease."""

diseased: Categorical({10: 3, 50: 2, 100: 1})
"""Number of diseased people [people]."""
sensitivity: Categorical({80: 3, 90: 2, 100: 1})
"""Sensitivity of the test [%]."""
false_alarm: Categorical({5: 2, 10: 3})
"""False positive rate of the test [%]."""

def true_positives(diseased, sensitivity) -> Integer(8, 100):
    """Number of diseased people with a positive test [people]."""
    return diseased * sensitivity // 100

def false_positives(diseased, false_alarm) -> Integer(45, 99):
    """Number of healthy people with a positive test [people]."""
    return (1000 - diseased) * false_alarm // 100

def positives(true_positives, false_positives) -> Integer(53, 199):
    """Number of positive tests [people]."""
    return true_positives + false_positives

def predictive_value(true_positives, positives) -> Integer(0, 100):
    """Share of diseased people among those with a positive test [%]."""
    return min(100, 100 * true_positives // positives)
