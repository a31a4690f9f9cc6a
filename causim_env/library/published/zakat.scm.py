"""A Muslim who settles the alms on savings at the end of a lunar year."""

cash: Categorical({0: 1, 20: 2, 60: 2, 100: 1})
"""Cash and savings [hundred dollars]."""
gold: Categorical({0: 3, 20: 2, 85: 1, 100: 1})
"""Gold held for investment [grams]."""
debts: Categorical({0: 3, 10: 2, 50: 1})
"""Debts due [hundred dollars]."""
gold_price: Categorical({60: 1, 80: 2, 100: 1})
"""Price of gold [dollars per gram]."""
full_year: Bernoulli(4, 5)
"""Possession for a lunar year [present / absent]."""

def wealth(cash, gold, debts, gold_price) -> Integer(-50, 200):
    """Wealth that counts [hundred dollars]."""
    return cash + gold * gold_price // 100 - debts

def threshold(gold_price) -> Integer(51, 85):
    """Threshold of wealth [hundred dollars]."""
    return 85 * gold_price // 100

def liable(wealth, threshold, full_year) -> Boolean():
    """Duty to pay [present / absent]."""
    return wealth >= threshold and full_year

def due(wealth, liable) -> Integer(0, 500):
    """Alms due [dollars]."""
    return 100 * max(0, wealth) // 40 if liable else 0
