"""A manufacturer, whose accounts are read for signs of failure."""

working_capital: Categorical({-10: 1, 10: 2, 20: 2, 40: 1})
"""Working capital over assets [%]."""
retained: Categorical({-20: 1, 10: 2, 20: 2, 40: 1})
"""Retained earnings over assets [%]."""
earnings: Categorical({-10: 1, 5: 2, 10: 2, 20: 1})
"""Earnings before interest and tax over assets [%]."""
market_value: Categorical({20: 1, 50: 2, 100: 2, 200: 1})
"""Market value of equity over debt [%]."""
sales: Categorical({10: 2, 20: 1})
"""Sales over assets [tenths]."""

def balance_part(working_capital, retained, earnings) -> Integer(-730, 1700):
    """Part of the balance sheet and earnings [thousandths]."""
    return 12 * working_capital + 14 * retained + 33 * earnings

def z(balance_part, market_value, sales) -> Integer(389, 4898):
    """Bankruptcy score [thousandths]."""
    return balance_part + 6 * market_value + 999 * sales // 10

def zone(z) -> Category("distress", "grey", "safe"):
    """Zone of the score."""
    if z < 1810:
        return "distress"
    if z <= 2990:
        return "grey"
    return "safe"
