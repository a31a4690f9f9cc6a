"""A company with a high book value for its price, whose accounts are checked for strength."""

profit: Bernoulli(3, 5)
"""Profit over assets [positive / negative]."""
cash_flow: Bernoulli(3, 5)
"""Operating cash flow [positive / negative]."""
rising_return: Bernoulli(1, 2)
"""Change in return on assets [upward / downward]."""
cash_over_profit: Bernoulli(1, 2)
"""Cash flow over the return [present / absent]."""
falling_debt: Bernoulli(1, 2)
"""Fall of the debt ratio [present / absent]."""
rising_liquidity: Bernoulli(1, 2)
"""Rise of the current ratio [present / absent]."""
new_shares: Bernoulli(1, 3)
"""Issue of new shares [present / absent]."""
rising_margin: Bernoulli(1, 2)
"""Rise of the gross margin [present / absent]."""
rising_turnover: Bernoulli(1, 2)
"""Rise of the asset turnover [present / absent]."""

def profitability(profit, cash_flow, rising_return, cash_over_profit) -> Integer(0, 4):
    """Profitability signals [points]."""
    return (1 if profit else 0) + (1 if cash_flow else 0) + (1 if rising_return else 0) + (1 if cash_over_profit else 0)

def funding(falling_debt, rising_liquidity, new_shares) -> Integer(0, 3):
    """Funding signals [points]."""
    return (1 if falling_debt else 0) + (1 if rising_liquidity else 0) + (0 if new_shares else 1)

def efficiency(rising_margin, rising_turnover) -> Integer(0, 2):
    """Efficiency signals [points]."""
    return (1 if rising_margin else 0) + (1 if rising_turnover else 0)

def score(profitability, funding, efficiency) -> Integer(0, 9):
    """Strength score [points]."""
    return profitability + funding + efficiency

def group(score) -> Category("low", "middle", "high"):
    """Group of firms."""
    if score < 2:
        return "low"
    if score < 8:
        return "middle"
    return "high"
