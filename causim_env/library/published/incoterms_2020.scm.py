"""A sale of goods across a border, under a rule of trade."""

rule: Categorical(EXW=2, FCA=3, FAS=1, FOB=3, CFR=2, CIF=2, CPT=2, CIP=1, DAP=2, DPU=1, DDP=2)
"""Rule of trade."""
damaged_at_sea: Bernoulli(1, 10)
"""Damage during the main carriage [present / absent]."""

def export_clearance(rule) -> Category("seller", "buyer"):
    """Party that clears the goods for export."""
    return "buyer" if rule == "EXW" else "seller"

def main_carriage(rule) -> Category("seller", "buyer"):
    """Party that pays the main carriage."""
    return "buyer" if rule in ("EXW", "FCA", "FAS", "FOB") else "seller"

def insurance(rule) -> Boolean():
    """Duty of the seller to insure for the buyer [present / absent]."""
    return rule in ("CIF", "CIP")

def import_clearance(rule) -> Category("seller", "buyer"):
    """Party that clears the goods for import."""
    return "seller" if rule == "DDP" else "buyer"

def unloading(rule) -> Category("seller", "buyer"):
    """Party that unloads at the destination."""
    return "seller" if rule == "DPU" else "buyer"

def bears_risk(rule) -> Category("seller", "buyer"):
    """Party that bears the risk of the main carriage."""
    return "seller" if rule in ("DAP", "DPU", "DDP") else "buyer"

def loss(damaged_at_sea, bears_risk, insurance) -> Category("none", "seller", "buyer", "buyer_insured"):
    """Party that bears the loss."""
    if not damaged_at_sea:
        return "none"
    if bears_risk == "seller":
        return "seller"
    return "buyer_insured" if insurance else "buyer"
