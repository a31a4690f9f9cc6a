"""A child and its parents, whose blood groups are inherited."""

mother_first: Categorical(A=3, B=1, O=6)
"""First allele of the mother."""
mother_second: Categorical(A=3, B=1, O=6)
"""Second allele of the mother."""
father_first: Categorical(A=3, B=1, O=6)
"""First allele of the father."""
father_second: Categorical(A=3, B=1, O=6)
"""Second allele of the father."""
mother_passes_first: Bernoulli(1, 2)
"""Inheritance of the first allele of the mother [present / absent]."""
father_passes_first: Bernoulli(1, 2)
"""Inheritance of the first allele of the father [present / absent]."""

def from_mother(mother_first, mother_second, mother_passes_first) -> Category("A", "B", "O"):
    """Allele from the mother."""
    return mother_first if mother_passes_first else mother_second

def from_father(father_first, father_second, father_passes_first) -> Category("A", "B", "O"):
    """Allele from the father."""
    return father_first if father_passes_first else father_second

def mother_group(mother_first, mother_second) -> Category("A", "B", "AB", "O"):
    """Blood group of the mother."""
    return {("A", "A"): "A", ("A", "B"): "AB", ("A", "O"): "A", ("B", "A"): "AB", ("B", "B"): "B", ("B", "O"): "B", ("O", "A"): "A", ("O", "B"): "B", ("O", "O"): "O"}[mother_first, mother_second]

def father_group(father_first, father_second) -> Category("A", "B", "AB", "O"):
    """Blood group of the father."""
    return {("A", "A"): "A", ("A", "B"): "AB", ("A", "O"): "A", ("B", "A"): "AB", ("B", "B"): "B", ("B", "O"): "B", ("O", "A"): "A", ("O", "B"): "B", ("O", "O"): "O"}[father_first, father_second]

def child_group(from_mother, from_father) -> Category("A", "B", "AB", "O"):
    """Blood group of the child."""
    return {("A", "A"): "A", ("A", "B"): "AB", ("A", "O"): "A", ("B", "A"): "AB", ("B", "B"): "B", ("B", "O"): "B", ("O", "A"): "A", ("O", "B"): "B", ("O", "O"): "O"}[from_mother, from_father]
