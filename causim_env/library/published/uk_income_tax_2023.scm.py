"""An employee in England in the tax year 2023 to 2024."""

income: Categorical({1000: 1, 1257: 1, 3000: 3, 5000: 3, 5027: 1, 6000: 2, 10000: 1, 11000: 1, 12514: 1, 15000: 1})
"""Income [tens of pounds]."""

def allowance(income) -> Integer(0, 1257):
    """Personal allowance [tens of pounds]."""
    return max(0, 1257 - max(0, income - 10000) // 2)

def taxable(income, allowance) -> Integer(0, 15000):
    """Taxable income [tens of pounds]."""
    return max(0, income - allowance)

def tax(taxable) -> Integer(0, 53703):
    """Income tax [pounds]."""
    return 2 * min(taxable, 3770) + 4 * max(0, min(taxable, 12514) - 3770) + 9 * max(0, taxable - 12514) // 2

def band(taxable) -> Category("none", "basic", "higher", "additional"):
    """Highest tax band reached."""
    if taxable < 1:
        return "none"
    if taxable < 3771:
        return "basic"
    if taxable < 12515:
        return "higher"
    return "additional"
