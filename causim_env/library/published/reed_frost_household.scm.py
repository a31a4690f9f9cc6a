"""A household of three, into which one member brings an infection."""

contact_ab: Bernoulli(1, 3)
"""Infectious contact of the first case with the second member [made / missed]."""
contact_ac: Bernoulli(1, 3)
"""Infectious contact of the first case with the third member [made / missed]."""
contact_bc: Bernoulli(1, 3)
"""Infectious contact between the second and the third member [made / missed]."""

def first_generation(contact_ab, contact_ac) -> Integer(0, 2):
    """Number of cases in the first generation [cases]."""
    return (1 if contact_ab else 0) + (1 if contact_ac else 0)

def second_generation(first_generation, contact_bc) -> Integer(0, 1):
    """Number of cases in the second generation [cases]."""
    return 1 if first_generation == 1 and contact_bc else 0

def final_size(first_generation, second_generation) -> Integer(1, 3):
    """Number of cases at the end [cases]."""
    return min(3, 1 + first_generation + second_generation)
