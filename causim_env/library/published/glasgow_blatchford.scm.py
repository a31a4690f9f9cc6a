"""A patient with bleeding from the upper gut at first assessment."""

urea: Categorical({50: 3, 64: 2, 65: 2, 79: 2, 80: 2, 99: 1, 100: 1, 249: 1, 250: 1})
"""Blood urea [tenths of mmol/L]."""
haemoglobin: Categorical({80: 1, 99: 1, 100: 2, 119: 2, 120: 2, 129: 2, 130: 3, 150: 3})
"""Haemoglobin [g/L]."""
female: Bernoulli(1, 2)
"""Female sex [present / absent]."""
systolic: Uniform(86, 114)
"""Systolic blood pressure [mmHg]."""
pulse: Uniform(90, 110)
"""Pulse rate [beats/min]."""
melaena: Bernoulli(1, 3)
"""Melaena at presentation [present / absent]."""
syncope: Bernoulli(1, 8)
"""Syncope at presentation [present / absent]."""
liver_disease: Bernoulli(1, 8)
"""Hepatic disease [present / absent]."""
heart_failure: Bernoulli(1, 10)
"""Cardiac failure [present / absent]."""

def urea_points(urea) -> Integer(0, 6):
    """Urea points [points]."""
    if urea < 65:
        return 0
    if urea < 80:
        return 2
    if urea < 100:
        return 3
    if urea < 250:
        return 4
    return 6

def haemoglobin_points(haemoglobin, female) -> Integer(0, 6):
    """Haemoglobin points [points]."""
    if haemoglobin < 100:
        return 6
    if haemoglobin < 120:
        return 1 if female else 3
    if haemoglobin < 130:
        return 0 if female else 1
    return 0

def systolic_points(systolic) -> Integer(0, 3):
    """Blood pressure points [points]."""
    if systolic < 90:
        return 3
    if systolic < 100:
        return 2
    if systolic < 110:
        return 1
    return 0

def tachycardia(pulse) -> Boolean():
    """Tachycardia [present / absent]."""
    return pulse >= 100

def score(urea_points, haemoglobin_points, systolic_points, tachycardia, melaena, syncope, liver_disease, heart_failure) -> Integer(0, 23):
    """Bleeding score [points]."""
    return urea_points + haemoglobin_points + systolic_points + (1 if tachycardia else 0) + (1 if melaena else 0) + (2 if syncope else 0) + (2 if liver_disease else 0) + (2 if heart_failure else 0)

def outpatient(score) -> Boolean():
    """Outpatient care [possible / ruled out]."""
    return score == 0
