"""An outpatient whose leg may hold a deep vein thrombosis."""

cancer: Bernoulli(1, 8)
"""Active cancer [present / absent]."""
paralysis: Bernoulli(1, 10)
"""Paralysis or paresis or plaster cast of the leg [present / absent]."""
bedridden: Bernoulli(1, 5)
"""Recent bed rest or major surgery [present / absent]."""
tenderness: Bernoulli(1, 2)
"""Tenderness along the deep veins [present / absent]."""
swollen_leg: Bernoulli(1, 4)
"""Swelling of the entire leg [present / absent]."""
calf_difference: Uniform(0, 5)
"""Extra calf circumference of the symptomatic leg [cm]."""
pitting_oedema: Bernoulli(1, 4)
"""Pitting oedema of the symptomatic leg [present / absent]."""
collateral_veins: Bernoulli(1, 8)
"""Collateral superficial veins [present / absent]."""
previous_dvt: Bernoulli(1, 8)
"""Previous deep vein thrombosis [present / absent]."""
alternative: Bernoulli(1, 3)
"""Alternative diagnosis at least as likely [present / absent]."""

def calf_swelling(calf_difference) -> Boolean():
    """Calf swelling [present / absent]."""
    return calf_difference >= 3

def score(cancer, paralysis, bedridden, tenderness, swollen_leg, calf_swelling, pitting_oedema, collateral_veins, previous_dvt, alternative) -> Integer(-2, 9):
    """Clinical score [points]."""
    return (1 if cancer else 0) + (1 if paralysis else 0) + (1 if bedridden else 0) + (1 if tenderness else 0) + (1 if swollen_leg else 0) + (1 if calf_swelling else 0) + (1 if pitting_oedema else 0) + (1 if collateral_veins else 0) + (1 if previous_dvt else 0) - (2 if alternative else 0)

def likely(score) -> Boolean():
    """Deep vein thrombosis [likely / unlikely]."""
    return score >= 2
