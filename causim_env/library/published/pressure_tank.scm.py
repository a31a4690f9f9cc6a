"""A tank that a pump fills until a pressure switch or a timer stops it."""

tank: Bernoulli(1, 200000)
"""Primary failure of the tank [present / absent]."""
relay_k2: Bernoulli(3, 100000)
"""Relay K2 [stuck closed / working]."""
relay_k1: Bernoulli(3, 100000)
"""Relay K1 [stuck closed / working]."""
timer: Bernoulli(1, 10000)
"""Timer relay [stuck closed / working]."""
reset_switch: Bernoulli(3, 100000)
"""Reset switch S1 [stuck closed / working]."""
pressure_switch: Bernoulli(1, 10000)
"""Pressure switch [stuck closed / working]."""

def current_through_k1(relay_k1, timer, reset_switch) -> Boolean():
    """Current that is not cut off by K1 or timer or S1 [present / absent]."""
    return relay_k1 or timer or reset_switch

def current_to_k2(current_through_k1, pressure_switch) -> Boolean():
    """Current to the coil of relay K2 for too long [present / absent]."""
    return current_through_k1 and pressure_switch

def pump_runs_on(relay_k2, current_to_k2) -> Boolean():
    """Pump running for too long [present / absent]."""
    return relay_k2 or current_to_k2

def rupture(tank, pump_runs_on) -> Boolean():
    """Rupture of the tank [present / absent]."""
    return tank or pump_runs_on
