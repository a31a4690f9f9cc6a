"""A patient who may have a pulmonary embolism."""

leg_signs: Bernoulli(1, 8)
"""Clinical signs of deep vein thrombosis [present / absent]."""
most_likely: Bernoulli(1, 3)
"""Judgement that embolism is at least as likely as any alternative [present / absent]."""
heart_rate: Uniform(90, 110)
"""Heart rate [beats/min]."""
immobile: Bernoulli(1, 5)
"""Recent immobilization or surgery [present / absent]."""
previous_clot: Bernoulli(1, 8)
"""Previous thrombosis or embolism [present / absent]."""
haemoptysis: Bernoulli(1, 12)
"""Haemoptysis [present / absent]."""
malignancy: Bernoulli(1, 8)
"""Malignancy [present / absent]."""

def tachycardia(heart_rate) -> Boolean():
    """Tachycardia [present / absent]."""
    return heart_rate > 100

def half_points(leg_signs, most_likely, tachycardia, immobile, previous_clot, haemoptysis, malignancy) -> Integer(0, 25):
    """Clinical score [half points]."""
    return (6 if leg_signs else 0) + (6 if most_likely else 0) + (3 if tachycardia else 0) + (3 if immobile else 0) + (3 if previous_clot else 0) + (2 if haemoptysis else 0) + (2 if malignancy else 0)

def probability(half_points) -> Category("low", "moderate", "high"):
    """Clinical probability in three levels."""
    if half_points < 4:
        return "low"
    if half_points <= 12:
        return "moderate"
    return "high"

def likely(half_points) -> Boolean():
    """Pulmonary embolism in two levels [likely / unlikely]."""
    return half_points > 8
