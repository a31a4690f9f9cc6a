"""Three sensors that vote to shut a plant down."""

danger: Bernoulli(1, 20)
"""Dangerous state of the plant [present / absent]."""
fault_1: Categorical(none=18, stuck_safe=1, stuck_alarm=1)
"""Fault of the first sensor."""
fault_2: Categorical(none=18, stuck_safe=1, stuck_alarm=1)
"""Fault of the second sensor."""
fault_3: Categorical(none=18, stuck_safe=1, stuck_alarm=1)
"""Fault of the third sensor."""

def vote_1(danger, fault_1) -> Boolean():
    """Alarm of the first sensor [raised / silent]."""
    return danger if fault_1 == "none" else fault_1 == "stuck_alarm"

def vote_2(danger, fault_2) -> Boolean():
    """Alarm of the second sensor [raised / silent]."""
    return danger if fault_2 == "none" else fault_2 == "stuck_alarm"

def vote_3(danger, fault_3) -> Boolean():
    """Alarm of the third sensor [raised / silent]."""
    return danger if fault_3 == "none" else fault_3 == "stuck_alarm"

def votes(vote_1, vote_2, vote_3) -> Integer(0, 3):
    """Number of alarms [alarms]."""
    return (1 if vote_1 else 0) + (1 if vote_2 else 0) + (1 if vote_3 else 0)

def shutdown(votes) -> Boolean():
    """Shutdown of the plant [ordered / withheld]."""
    return votes >= 2

def outcome(danger, shutdown) -> Category("running", "safe_stop", "spurious_trip", "accident"):
    """Outcome."""
    if danger:
        return "safe_stop" if shutdown else "accident"
    return "spurious_trip" if shutdown else "running"
