"""An infectious disease and the vaccine against it."""

reproduction: Categorical({15: 1, 20: 2, 30: 2, 50: 2, 100: 1, 160: 1})
"""Basic reproduction number [tenths]."""
efficacy: Categorical({60: 1, 80: 2, 90: 3, 95: 2, 100: 1})
"""Vaccine efficacy [%]."""
coverage: Categorical({40: 1, 60: 2, 80: 3, 95: 2})
"""Vaccination coverage [%]."""

def threshold(reproduction) -> Integer(33, 94):
    """Immune share at the threshold of herd immunity [%]."""
    return 100 - 1000 // reproduction

def immune(efficacy, coverage) -> Integer(24, 95):
    """Immune share [%]."""
    return efficacy * coverage // 100

def effective_hundredths(reproduction, immune) -> Integer(7, 1216):
    """Effective reproduction number [hundredths]."""
    return reproduction * (100 - immune) // 10

def controlled(effective_hundredths) -> Boolean():
    """Spread [controlled / sustained]."""
    return effective_hundredths < 100
