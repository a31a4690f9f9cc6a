"""An online shop ships a new release on a busy day; a fault in it, the load and the people on call decide how the day ends."""

change_size: Categorical(small=3, medium=2, large=1)
"""Size of the release."""
tests: Uniform(0, 2)
"""Depth of the automatic tests [points]."""
canary: Bernoulli(1, 2)
"""Canary deployment [used / skipped]."""
visitors: Uniform(1, 4)
"""Visitors of the shop [thousands per minute]."""
cache: Bernoulli(3, 4)
"""Cache [warm / cold]."""
monitoring: Categorical({0: 1, 1: 2, 2: 2})
"""Quality of the monitoring [points]."""
night: Bernoulli(1, 3)
"""Deployment at night [yes / no]."""
runbook: Bernoulli(2, 3)
"""Runbook [up to date / stale]."""

def faults(change_size, tests) -> Integer(0, 3):
    """Faults that reach the release [faults]. Falls with tests. One in a small release, two in a medium one and three in a large one, one less for each point of tests."""
    return max(0, {"small": 1, "medium": 2, "large": 3}[change_size] - tests)

def exposed(faults, canary) -> Integer(0, 3):
    """Faults that all visitors meet [faults]. Rises with faults. Falls with canary. A canary deployment finds one of them before."""
    return max(0, faults - (1 if canary else 0))

def traffic(visitors, night) -> Integer(0, 4):
    """Traffic during the deployment [thousands per minute]. Rises with visitors. Falls with night. Half of the visitors, rounded down, at night."""
    return visitors // 2 if night else visitors

def database_load(traffic, cache, exposed) -> Integer(0, 7):
    """Load of the database [points]. Rises with traffic. Falls with cache. Rises with exposed. One point for each thousand visitors, two more with a cold cache, one for each fault; at most seven."""
    return min(7, traffic + (0 if cache else 2) + exposed)

def latency(database_load) -> Integer(1, 5):
    """Response time [tenths of a second]. Rises with database_load. One up to three points of load, then one more for each further point."""
    return 1 + max(0, database_load - 3)

def timeouts(latency, traffic) -> Integer(0, 4):
    """Requests that time out [percent]. Rises with latency. Rises with traffic. None below three tenths of a second; from there on the tenths beyond two, and one more at three thousand visitors or more."""
    return latency - 2 + (1 if traffic >= 3 else 0) if latency >= 3 else 0

def error_rate(timeouts, exposed) -> Integer(0, 7):
    """Failed requests [percent]. Rises with timeouts. Rises with exposed. The time-outs and one percent for each fault."""
    return timeouts + exposed

def alert(error_rate, monitoring) -> Boolean():
    """Alert [sent / not sent]. Rises with error_rate. Rises with monitoring. Sent from four percent on, one percent earlier for each point of monitoring."""
    return error_rate >= 4 - monitoring

def detection_time(alert, night, monitoring) -> Integer(0, 6):
    """Time until somebody knows [units of ten minutes]. Falls with alert. Rises with night. Falls with monitoring. Without an alert five units until customers call, with one two; one more at night, one less for each point of monitoring."""
    return (2 if alert else 5) + (1 if night else 0) - monitoring

def diagnosis_time(change_size, runbook) -> Integer(1, 4):
    """Time to find the cause [units of ten minutes]. Falls with runbook. One for a small release, two for a medium one, three for a large one; one more with a stale runbook."""
    return {"small": 1, "medium": 2, "large": 3}[change_size] + (0 if runbook else 1)

def rollback(alert, canary, error_rate) -> Boolean():
    """Automatic rollback [started / not started]. Rises with alert. Rises with canary. Rises with error_rate. It starts after an alert: from two percent of failed requests on with a canary to go back to, else from five."""
    return alert and error_rate >= (2 if canary else 5)

def outage(error_rate, detection_time, diagnosis_time, rollback) -> Integer(0, 7):
    """Length of the disturbance [units of ten minutes]. Rises with detection_time. Rises with diagnosis_time. Falls with rollback. Rises with error_rate. None without failed requests; else the time to know and to find the cause, at most seven, and after a rollback one."""
    if error_rate == 0:
        return 0
    return 1 if rollback else min(7, detection_time + diagnosis_time)

def lost_orders(outage, error_rate, traffic) -> Integer(0, 7):
    """Lost orders [hundreds of orders]. Rises with outage. Rises with error_rate. Rises with traffic. Length times percent of failed requests times thousands of visitors, a tenth of it rounded down, at most seven."""
    return min(7, outage * error_rate * traffic // 10)

def severity(error_rate, outage) -> Category("none", "minor", "major"):
    """Severity of the incident. None without failed requests, major from four percent on or for a disturbance of an hour or more, else minor."""
    if error_rate == 0:
        return "none"
    return "major" if error_rate >= 4 or outage >= 6 else "minor"

def support_calls(lost_orders, latency) -> Integer(0, 4):
    """Calls to customer support [tens of calls]. Rises with lost_orders. Rises with latency. Half of the lost orders in hundreds, rounded down, and one more for slow pages at three tenths of a second, two at five; at most forty calls."""
    return min(4, lost_orders // 2 + (2 if latency >= 5 else 1 if latency >= 3 else 0))

def review(severity, runbook, rollback) -> Category("skipped", "short", "full"):
    """Review afterwards. Full after a major incident, or after a minor one that a stale runbook met without a rollback; short after any other minor one; skipped where nothing happened."""
    if severity == "none":
        return "skipped"
    if severity == "major" or not (runbook or rollback):
        return "full"
    return "short"
