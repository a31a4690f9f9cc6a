"""A patient with alcoholic hepatitis."""

prothrombin: Uniform(12, 26)
"""Prothrombin time [s]."""
control: Uniform(11, 13)
"""Prothrombin time of the control [s]."""
bilirubin: Categorical({10: 1, 50: 2, 90: 2, 95: 1, 140: 2, 200: 1})
"""Total bilirubin [tenths of mg/dL]."""

def function_tenths(prothrombin, control, bilirubin) -> Integer(-36, 890):
    """Discriminant function [tenths]."""
    return 46 * (prothrombin - control) + bilirubin

def severe(function_tenths) -> Boolean():
    """Severe hepatitis [present / absent]."""
    return function_tenths > 320
