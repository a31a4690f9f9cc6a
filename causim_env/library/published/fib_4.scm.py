"""A patient with chronic viral hepatitis, whose liver fibrosis is estimated from routine tests."""

age: Categorical({30: 1, 40: 2, 50: 2, 60: 2, 70: 1})
"""Age [years]."""
ast: Categorical({20: 2, 40: 3, 60: 2, 100: 1, 200: 1})
"""Aspartate aminotransferase [U/L]."""
alt: Categorical({16: 2, 25: 2, 36: 2, 64: 2, 100: 2})
"""Alanine aminotransferase [U/L]."""
platelets: Categorical({80: 1, 100: 2, 150: 2, 200: 3, 250: 3})
"""Platelet count [thousands/uL]."""

def hundredths(age, ast, alt, platelets) -> Integer(0, 4375):
    """Fibrosis index [hundredths]."""
    root = sum([1 for k in range(1, 11) if k * k <= alt])
    return 100 * age * ast // (platelets * root)

def advanced_fibrosis(hundredths) -> Category("unlikely", "indeterminate", "likely"):
    """Advanced fibrosis."""
    if hundredths < 145:
        return "unlikely"
    if hundredths <= 325:
        return "indeterminate"
    return "likely"
