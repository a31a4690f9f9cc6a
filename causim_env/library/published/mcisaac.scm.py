"""A patient with a sore throat."""

age: Categorical({3: 1, 8: 2, 14: 2, 15: 2, 30: 3, 44: 2, 45: 2, 60: 2})
"""Age [years]."""
temperature: Uniform(370, 390)
"""Body temperature [tenths of a degree C]."""
cough: Bernoulli(1, 2)
"""Cough [present / absent]."""
tender_nodes: Bernoulli(1, 3)
"""Tender anterior cervical nodes [present / absent]."""
tonsils: Bernoulli(1, 3)
"""Tonsillar swelling or exudate [present / absent]."""

def fever(temperature) -> Boolean():
    """Fever [present / absent]."""
    return temperature > 380

def age_points(age) -> Integer(-1, 1):
    """Age points [points]."""
    if age < 15:
        return 1
    if age < 45:
        return 0
    return -1

def score(fever, cough, tender_nodes, tonsils, age_points) -> Integer(-1, 5):
    """Sore throat score [points]."""
    return (1 if fever else 0) + (0 if cough else 1) + (1 if tender_nodes else 0) + (1 if tonsils else 0) + age_points

def management(score) -> Category("neither", "culture", "antibiotics"):
    """Management."""
    if score < 2:
        return "neither"
    if score < 4:
        return "culture"
    return "antibiotics"
