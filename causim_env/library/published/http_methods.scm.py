"""A client whose connection may break before the answer of a server."""

method: Categorical(get=6, head=1, options=1, trace=1, put=2, delete=1, post=4, connect=1)
"""Method."""
known_harmless: Bernoulli(1, 4)
"""Other knowledge that a repetition does no harm [present / absent]."""
answered: Bernoulli(3, 4)
"""Response of the server [received / lost]."""
retried: Bernoulli(1, 5)
"""Earlier automatic retry [present / absent]."""

def safe(method) -> Boolean():
    """Request [safe / unsafe]."""
    return method in ("get", "head", "options", "trace")

def idempotent(safe, method) -> Boolean():
    """Effect of the request [idempotent / cumulative]."""
    return safe or method == "put" or method == "delete"

def retry(idempotent, known_harmless, answered, retried) -> Boolean():
    """Automatic retry [permitted / discouraged]."""
    return not answered and (not retried) and (idempotent or known_harmless)
