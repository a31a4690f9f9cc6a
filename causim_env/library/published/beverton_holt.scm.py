"""A fish stock over two seasons."""

stock: Categorical({10: 1, 25: 2, 50: 2, 100: 3, 200: 1, 400: 1})
"""Stock in the first season [tonnes]."""
growth: Categorical({2: 3, 3: 2, 5: 1})
"""Growth factor at low numbers [times]."""
capacity: Categorical({50: 1, 100: 2, 200: 2})
"""Carrying capacity [tonnes]."""
catch_share: Categorical({0: 3, 10: 2, 20: 2, 50: 1})
"""Share that is caught [%]."""

def grown(stock, growth, capacity) -> Integer(16, 333):
    """Stock before fishing in the second season [tonnes]."""
    return growth * stock * capacity // (capacity + (growth - 1) * stock)

def landed(grown, catch_share) -> Integer(0, 166):
    """Catch [tonnes]."""
    return grown * catch_share // 100

def left(grown, landed) -> Integer(-150, 333):
    """Stock after fishing [tonnes]."""
    return grown - landed

def shrinking(left, stock) -> Boolean():
    """Decline of the stock [present / absent]."""
    return left < stock
