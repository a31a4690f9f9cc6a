"""A warehouse that orders one article in lots."""

demand: Categorical({500: 1, 1000: 3, 2000: 1})
"""Demand in a year [units]."""
order_cost: Categorical({10: 3, 20: 2, 40: 1})
"""Cost of an order [dollars]."""
holding_cost: Categorical({5: 3, 10: 2, 40: 1})
"""Cost of holding a unit for a year [tenths of a dollar]."""
lead_time: Categorical({5: 1, 10: 2, 25: 1})
"""Lead time [working days]."""

def quantity(demand, order_cost, holding_cost) -> Integer(50, 565):
    """Economic order quantity [units]."""
    return sum([1 for k in range(1, 600) if k * k * holding_cost <= 20 * demand * order_cost])

def orders(demand, quantity) -> Integer(1, 40):
    """Orders in a year [orders]."""
    return (demand + quantity - 1) // quantity

def reorder_point(demand, lead_time) -> Integer(10, 200):
    """Stock at which to order [units]."""
    return demand * lead_time // 250
