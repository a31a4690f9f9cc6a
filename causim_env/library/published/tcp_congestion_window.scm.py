"""A sender that shares a network path with others."""

window: Uniform(1, 20)
"""Congestion window [segments]."""
threshold: Categorical({2: 1, 4: 2, 6: 2, 8: 3, 16: 2})
"""Slow start threshold [segments]."""
event: Categorical(acknowledged=6, duplicates=2, timeout=1)
"""Event of the round trip."""

def phase(window, threshold) -> Category("slow_start", "congestion_avoidance"):
    """Phase of the sender."""
    return "slow_start" if window < threshold else "congestion_avoidance"

def next_threshold(window, threshold, event) -> Integer(2, 16):
    """Next slow start threshold [segments]."""
    return threshold if event == "acknowledged" else max(2, window // 2)

def next_window(window, phase, event, next_threshold) -> Integer(1, 21):
    """Next congestion window [segments]."""
    match event:
        case "acknowledged":
            return min(2 * window, next_threshold) if phase == "slow_start" else window + 1
        case "duplicates":
            return next_threshold + 3
        case _:
            return 1
