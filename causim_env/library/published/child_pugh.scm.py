"""A patient with cirrhosis, whose liver function is graded from two findings and three blood tests."""

bilirubin: Categorical({10: 3, 15: 3, 19: 2, 20: 2, 25: 1, 30: 1, 31: 1, 50: 1})
"""Serum bilirubin [tenths of mg/dL]."""
albumin: Categorical({22: 1, 27: 1, 28: 2, 31: 2, 35: 2, 36: 3, 42: 3})
"""Serum albumin [tenths of g/dL]."""
prothrombin: Uniform(0, 9)
"""Prolongation of the prothrombin time [s]."""
ascites: Categorical(none=5, slight=2, moderate=1)
"""Ascites."""
encephalopathy: Categorical(none=6, grade_1_or_2=2, grade_3_or_4=1)
"""Hepatic encephalopathy."""

def bilirubin_points(bilirubin) -> Integer(1, 3):
    """Bilirubin points [points]."""
    if bilirubin < 20:
        return 1
    if bilirubin < 31:
        return 2
    return 3

def albumin_points(albumin) -> Integer(1, 3):
    """Albumin points [points]."""
    if albumin < 28:
        return 3
    if albumin < 36:
        return 2
    return 1

def prothrombin_points(prothrombin) -> Integer(1, 3):
    """Prothrombin points [points]."""
    if prothrombin < 4:
        return 1
    if prothrombin < 7:
        return 2
    return 3

def score(bilirubin_points, albumin_points, prothrombin_points, ascites, encephalopathy) -> Integer(5, 15):
    """Liver function score [points]."""
    return bilirubin_points + albumin_points + prothrombin_points + {"none": 1, "slight": 2, "moderate": 3}[ascites] + {"none": 1, "grade_1_or_2": 2, "grade_3_or_4": 3}[encephalopathy]

def grade(score) -> Category("A", "B", "C"):
    """Liver function class."""
    if score < 7:
        return "A"
    if score < 10:
        return "B"
    return "C"
