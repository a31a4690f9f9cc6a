"""A home bought in England on or after 1 April 2025."""

price: Categorical({100: 1, 125: 1, 200: 3, 250: 2, 295: 2, 300: 2, 400: 2, 500: 1, 501: 1, 925: 1, 1000: 1})
"""Price [thousand pounds]."""
first_home: Bernoulli(1, 3)
"""Purchase by first-time buyers [present / absent]."""

def relief(price, first_home) -> Boolean():
    """Relief for first-time buyers [granted / refused]."""
    return first_home and price <= 500

def duty(price, relief) -> Integer(0, 43750):
    """Stamp duty land tax [pounds]."""
    if relief:
        return 50 * max(0, price - 300)
    return 20 * max(0, min(price, 250) - 125) + 50 * max(0, min(price, 925) - 250) + 100 * max(0, price - 925)
