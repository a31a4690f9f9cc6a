"""A bicycle maker buys frames overseas and sells through shops at home, while a storm, a strike and a fashion play with the plan."""

forecast: Uniform(2, 4)
"""Demand forecast [hundreds of bicycles]."""
trend: Categorical({-1: 1, 0: 3, 1: 2})
"""Surprise in the demand [hundreds of bicycles]."""
storm: Bernoulli(1, 4)
"""Storm at sea [raging / absent]."""
strike: Bernoulli(1, 6)
"""Strike in the harbour [on / off]."""
second_supplier: Bernoulli(1, 3)
"""Second supplier [under contract / not under contract]."""
policy: Categorical(lean=1, buffered=1)
"""Stock policy."""
defects: Categorical({0: 4, 1: 2, 2: 1})
"""Faulty frames in a lot [tens per hundred]."""

def order(forecast, policy) -> Integer(2, 5):
    """Frames ordered [hundreds of frames]. Rises with forecast. As many as forecast, and a hundred more under a buffered policy."""
    return forecast + (1 if policy == "buffered" else 0)

def sea_delay(storm, strike) -> Integer(0, 3):
    """Delay of the ship [weeks]. Rises with storm. Rises with strike. One week for a storm and two for a strike."""
    return (1 if storm else 0) + (2 if strike else 0)

def shipped(order, sea_delay) -> Integer(0, 5):
    """Frames that land in time [hundreds of frames]. Rises with order. Falls with sea_delay. A hundred fewer for each week of delay."""
    return max(0, order - sea_delay)

def local_purchase(shipped, order, second_supplier) -> Integer(0, 2):
    """Frames bought at home [hundreds of frames]. Falls with shipped. Rises with order. Is 0 unless second_supplier = true. What is missing from the order, at most two hundred."""
    return max(0, min(2, order - shipped)) if second_supplier else 0

def rejected(defects, shipped) -> Integer(0, 1):
    """Frames rejected at inspection [hundreds of frames]. Rises with defects. Rises with shipped. A hundred where tens per hundred times hundreds shipped come to five or more."""
    return 1 if defects * shipped >= 5 else 0

def assembled(shipped, local_purchase, rejected) -> Integer(0, 5):
    """Bicycles assembled [hundreds of bicycles]. Rises with shipped. Rises with local_purchase. Falls with rejected. All frames that came, less those rejected, at most five hundred."""
    return max(0, min(5, shipped + local_purchase - rejected))

def demand(forecast, trend) -> Integer(1, 5):
    """Demand in the shops [hundreds of bicycles]. Rises with forecast. Rises with trend. The forecast and the surprise together."""
    return forecast + trend

def sales(assembled, demand) -> Integer(0, 5):
    """Bicycles sold [hundreds of bicycles]. Rises with assembled. Rises with demand. The smaller of what is there and what is wanted."""
    return min(assembled, demand)

def stockout(assembled, demand) -> Integer(0, 4):
    """Customers sent away [hundreds of customers]. Falls with assembled. Rises with demand. Demand beyond what was assembled, at most four hundred."""
    return max(0, min(4, demand - assembled))

def leftover(assembled, sales) -> Integer(0, 2):
    """Bicycles left over [hundreds of bicycles]. Rises with assembled. Falls with sales. What was assembled and not sold; the store holds two hundred, the rest is given away."""
    return max(0, min(2, assembled - sales))

def discount(leftover, trend) -> Boolean():
    """End-of-season discount [given / not given]. Rises with leftover. Falls with trend. Given from two hundred left over, or from one hundred when demand disappoints."""
    return leftover >= (1 if trend < 0 else 2)

def procurement_cost(order, local_purchase, sea_delay) -> Integer(1, 4):
    """Cost of the frames [hundreds of thousands of euros]. Rises with order. Rises with local_purchase. Rises with sea_delay. Half of the order, rounded down, one for each hundred frames bought at home, and one in demurrage for a delay of two weeks or more, at most four."""
    return min(4, order // 2 + local_purchase + (1 if sea_delay >= 2 else 0))

def revenue(sales, discount) -> Integer(0, 5):
    """Revenue [hundreds of thousands of euros]. Rises with sales. Falls with discount. One for each hundred sold, and one less after a discount."""
    return max(0, sales - (1 if discount else 0))

def margin(revenue, procurement_cost) -> Integer(-3, 3):
    """Margin [hundreds of thousands of euros]. Rises with revenue. Falls with procurement_cost. Revenue less the cost of the frames, from minus three to three."""
    return max(-3, min(3, revenue - procurement_cost))

def goodwill(stockout, rejected) -> Category("damaged", "steady"):
    """Goodwill of the shops. Damaged where two hundred customers or more are sent away, or one hundred in a season with rejected frames."""
    return "damaged" if stockout >= 2 - rejected else "steady"

def next_season(margin, goodwill) -> Category("shrink", "hold", "expand"):
    """Plan for the next season. Expand with a margin of two or more and steady goodwill, shrink at a loss, else hold."""
    if margin < 0:
        return "shrink"
    if margin >= 2 and goodwill == "steady":
        return "expand"
    return "hold"
