"""A patient with acute pancreatitis not caused by gallstones, assessed at admission and after two days."""

age: Uniform(45, 65)
"""Age [years]."""
white_cells: Uniform(8, 24)
"""White cell count [thousands/uL]."""
glucose: Categorical({120: 3, 180: 3, 200: 2, 201: 2, 260: 2})
"""Blood glucose [mg/dL]."""
high_ldh: Bernoulli(1, 3)
"""Lactate dehydrogenase over 350 units per litre [present / absent]."""
high_ast: Bernoulli(1, 3)
"""Aspartate aminotransferase over 250 units per litre [present / absent]."""
haematocrit_fall: Uniform(0, 15)
"""Fall of the haematocrit in two days [points]."""
urea_rise: Uniform(0, 9)
"""Rise of blood urea nitrogen in two days [mg/dL]."""
low_calcium: Bernoulli(1, 4)
"""Calcium under 8 milligrams per decilitre [present / absent]."""
low_oxygen: Bernoulli(1, 5)
"""Arterial oxygen pressure under 60 mmHg [present / absent]."""
base_deficit: Uniform(0, 8)
"""Base deficit [mmol/L]."""
fluid: Uniform(2, 9)
"""Fluid sequestration [L]."""

def admission_criteria(age, white_cells, glucose, high_ldh, high_ast) -> Integer(0, 5):
    """Number of criteria met at admission [criteria]."""
    return (1 if age > 55 else 0) + (1 if white_cells > 16 else 0) + (1 if glucose > 200 else 0) + (1 if high_ldh else 0) + (1 if high_ast else 0)

def later_criteria(haematocrit_fall, urea_rise, low_calcium, low_oxygen, base_deficit, fluid) -> Integer(0, 6):
    """Number of criteria met after two days [criteria]."""
    return (1 if haematocrit_fall > 10 else 0) + (1 if urea_rise > 5 else 0) + (1 if low_calcium else 0) + (1 if low_oxygen else 0) + (1 if base_deficit > 4 else 0) + (1 if fluid > 6 else 0)

def score(admission_criteria, later_criteria) -> Integer(0, 11):
    """Pancreatitis score [points]."""
    return admission_criteria + later_criteria

def severe(score) -> Boolean():
    """Pancreatitis [severe / mild]."""
    return score >= 3
