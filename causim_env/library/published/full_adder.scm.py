"""Two bits and a carry that are added by gates."""

a: Bernoulli(1, 2)
"""First bit [set / clear]."""
b: Bernoulli(1, 2)
"""Second bit [set / clear]."""
carry_in: Bernoulli(1, 2)
"""Incoming carry [set / clear]."""

def half_sum(a, b) -> Boolean():
    """Sum bit of the first half adder [set / clear]."""
    return a != b

def half_carry(a, b) -> Boolean():
    """Carry of the first half adder [set / clear]."""
    return a and b

def total(half_sum, carry_in) -> Boolean():
    """Sum bit [set / clear]."""
    return half_sum != carry_in

def second_carry(half_sum, carry_in) -> Boolean():
    """Carry of the second half adder [set / clear]."""
    return half_sum and carry_in

def carry_out(half_carry, second_carry) -> Boolean():
    """Outgoing carry [set / clear]."""
    return half_carry or second_carry
