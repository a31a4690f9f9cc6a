"""A household that files its federal return for 2023."""

income: Categorical({10: 1, 20: 2, 30: 3, 45: 3, 60: 2, 80: 2, 100: 1, 110: 1})
"""Adjusted gross income [thousand dollars]."""
filing: Categorical(single=1, joint=1)
"""Filing status."""

def deduction(filing) -> Integer(13850, 27700):
    """Standard deduction [dollars]."""
    return 13850 if filing == "single" else 27700

def taxable(income, deduction) -> Integer(0, 96150):
    """Taxable income [dollars]."""
    return max(0, 1000 * income - deduction)

def tax(taxable, filing) -> Integer(0, 16476):
    """Federal income tax [dollars]."""
    if filing == "joint":
        return (10 * min(taxable, 22000) + 12 * max(0, min(taxable, 89450) - 22000) + 22 * max(0, taxable - 89450)) // 100
    return (10 * min(taxable, 11000) + 12 * max(0, min(taxable, 44725) - 11000) + 22 * max(0, min(taxable, 95375) - 44725) + 24 * max(0, taxable - 95375)) // 100

def marginal_rate(taxable, filing) -> Integer(10, 24):
    """Marginal rate on the next dollar [%]."""
    if filing == "joint":
        return 10 if taxable < 22000 else 12 if taxable < 89450 else 22
    return 10 if taxable < 11000 else 12 if taxable < 44725 else 22 if taxable < 95375 else 24
