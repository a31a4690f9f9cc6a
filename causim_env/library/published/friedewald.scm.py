"""A fasting blood sample, whose LDL cholesterol is calculated."""

total: Categorical({150: 1, 180: 2, 200: 3, 220: 2, 260: 1})
"""Total cholesterol [mg/dL]."""
hdl: Categorical({35: 1, 40: 2, 50: 3, 60: 2})
"""HDL cholesterol [mg/dL]."""
triglycerides: Categorical({50: 1, 100: 3, 150: 3, 250: 2, 400: 1})
"""Triglycerides [mg/dL]."""

def ldl(total, hdl, triglycerides) -> Integer(10, 215):
    """LDL cholesterol [mg/dL]."""
    return total - hdl - triglycerides // 5

def ldl_class(ldl) -> Category("optimal", "near_optimal", "borderline_high", "high", "very_high"):
    """Class of LDL cholesterol."""
    if ldl < 100:
        return "optimal"
    if ldl < 130:
        return "near_optimal"
    if ldl < 160:
        return "borderline_high"
    if ldl < 190:
        return "high"
    return "very_high"
