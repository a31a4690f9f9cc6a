"""A patient on a waiting list for a liver, ranked by three blood tests."""

creatinine: Categorical({8: 4, 10: 4, 12: 3, 15: 2, 20: 2, 25: 1, 30: 1, 40: 1, 50: 1})
"""Serum creatinine [tenths of mg/dL]."""
dialysis: Bernoulli(1, 10)
"""Dialysis twice in the past week [present / absent]."""
bilirubin: Categorical({7: 2, 10: 3, 15: 3, 20: 3, 30: 2, 50: 2, 100: 1, 200: 1, 300: 1})
"""Serum bilirubin [tenths of mg/dL]."""
inr: Categorical({9: 1, 10: 3, 11: 3, 12: 3, 15: 2, 18: 2, 20: 1, 25: 1, 30: 1})
"""INR of the prothrombin time [tenths]."""

def score(creatinine, dialysis, bilirubin, inr) -> Integer(6, 40):
    """Liver disease score [points]."""
    ln_creatinine = 1386 if dialysis else {8: 0, 10: 0, 12: 182, 15: 405, 20: 693, 25: 916, 30: 1099, 40: 1386, 50: 1386}[creatinine]
    ln_bilirubin = {7: 0, 10: 0, 15: 405, 20: 693, 30: 1099, 50: 1609, 100: 2303, 200: 2996, 300: 3401}[bilirubin]
    ln_inr = {9: 0, 10: 0, 11: 95, 12: 182, 15: 405, 18: 588, 20: 693, 25: 916, 30: 1099}[inr]
    total = 957 * ln_creatinine + 378 * ln_bilirubin + 1120 * ln_inr + 643000
    return min(40, (total + 50000) // 100000)

def band(score) -> Category("up_to_9", "10_to_19", "20_to_29", "30_to_39", "40"):
    """Mortality band."""
    if score < 10:
        return "up_to_9"
    if score < 20:
        return "10_to_19"
    if score < 30:
        return "20_to_29"
    if score < 40:
        return "30_to_39"
    return "40"
