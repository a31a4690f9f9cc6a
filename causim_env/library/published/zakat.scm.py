"""A Muslim who settles the alms on savings at the end of a lunar year."""

cash: Categorical({0: 1, 2000: 2, 6000: 2, 10000: 1})
"""Cash and savings [dollars]."""
gold: Categorical({0: 3, 20: 2, 85: 1, 100: 1})
"""Gold held for investment [grams]."""
debts: Categorical({0: 3, 1000: 2, 5000: 1})
"""Debts due [dollars]."""
gold_price: Categorical({60: 1, 80: 2, 100: 1})
"""Price of gold [dollars per gram]."""
full_year: Bernoulli(4, 5)
"""Possession for a lunar year [present / absent]."""

def wealth(cash, gold, debts, gold_price) -> Integer(-5000, 20000):
    """Wealth that counts [dollars]."""
    return cash + gold * gold_price - debts

def threshold(gold_price) -> Integer(5100, 8500):
    """Threshold of wealth [dollars]."""
    return 85 * gold_price

def liable(wealth, gold_price, full_year) -> Boolean():
    """Duty to pay [present / absent]."""
    return wealth >= 85 * gold_price and full_year

def due(wealth, liable) -> Integer(0, 500):
    """Alms due [dollars]."""
    return max(0, wealth) // 40 if liable else 0
