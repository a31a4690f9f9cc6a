"""A cluster that agrees by majority."""

members: Uniform(1, 9)
"""Number of members of the cluster [members]."""
failed: Categorical({0: 4, 1: 3, 2: 2, 3: 1, 4: 1})
"""Number of failed members [members]."""

def quorum(members) -> Integer(1, 5):
    """Number of members in a majority [members]."""
    return members // 2 + 1

def tolerance(members, quorum) -> Integer(0, 8):
    """Number of failures tolerated [members]."""
    return max(0, members - quorum)

def answering(members, failed) -> Integer(0, 9):
    """Number of members that answer [members]."""
    return max(0, members - failed)

def available(answering, quorum) -> Boolean():
    """Cluster [available / unavailable]."""
    return answering >= quorum
