"""A patient with abdominal pain that may be appendicitis."""

migration: Bernoulli(1, 2)
"""Migration of the pain [present / absent]."""
anorexia: Bernoulli(1, 2)
"""Anorexia [present / absent]."""
nausea: Bernoulli(1, 2)
"""Nausea or vomiting [present / absent]."""
tenderness: Bernoulli(2, 3)
"""Tenderness in the right lower quadrant [present / absent]."""
rebound: Bernoulli(1, 3)
"""Rebound pain [present / absent]."""
fever: Bernoulli(1, 3)
"""Elevated temperature [present / absent]."""
leukocytosis: Bernoulli(1, 2)
"""Leukocytosis [present / absent]."""
left_shift: Bernoulli(1, 3)
"""Shift to the left [present / absent]."""

def score(migration, anorexia, nausea, tenderness, rebound, fever, leukocytosis, left_shift) -> Integer(0, 10):
    """Appendicitis score [points]."""
    return (1 if migration else 0) + (1 if anorexia else 0) + (1 if nausea else 0) + (2 if tenderness else 0) + (1 if rebound else 0) + (1 if fever else 0) + (2 if leukocytosis else 0) + (1 if left_shift else 0)

def appendicitis(score) -> Category("unlikely", "possible", "probable", "very_probable"):
    """Appendicitis."""
    if score < 5:
        return "unlikely"
    if score < 7:
        return "possible"
    if score < 9:
        return "probable"
    return "very_probable"
