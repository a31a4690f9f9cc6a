"""An invoice of a small business in the United Kingdom."""

turnover: Categorical({40: 2, 85: 1, 90: 1, 91: 1, 150: 2})
"""Taxable turnover of the past year [thousand pounds]."""
voluntary: Bernoulli(1, 4)
"""Voluntary registration [present / absent]."""
supply: Categorical(standard=5, reduced=1, zero_rated=2)
"""Kind of supply."""
net: Categorical({20: 1, 60: 2, 100: 3, 240: 2, 1000: 1})
"""Net amount [pounds]."""

def registered(turnover, voluntary) -> Boolean():
    """Registration for value added tax [present / absent]."""
    return turnover > 90 or voluntary

def rate(registered, supply) -> Integer(0, 20):
    """Rate of value added tax [%]."""
    if not registered:
        return 0
    return {"standard": 20, "reduced": 5, "zero_rated": 0}[supply]

def vat(net, rate) -> Integer(0, 200):
    """Value added tax [pounds]."""
    return net * rate // 100

def gross(net, vat) -> Integer(20, 1200):
    """Amount to pay [pounds]."""
    return net + vat
