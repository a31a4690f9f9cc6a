"""A network that is given a block of addresses of the internet protocol."""

prefix: Uniform(20, 30)
"""Length of the prefix [bits]."""
wanted: Categorical({2: 1, 6: 1, 30: 2, 100: 2, 500: 2, 1000: 1})
"""Hosts to be connected [hosts]."""

def addresses(prefix) -> Integer(4, 4096):
    """Addresses in the block [addresses]."""
    return 2 ** (32 - prefix)

def third_octet(prefix) -> Integer(240, 255):
    """Third octet of the mask [units]."""
    return 256 - 2 ** (24 - prefix) if prefix < 24 else 255

def fourth_octet(addresses) -> Integer(0, 252):
    """Fourth octet of the mask [units]."""
    return max(0, 256 - addresses)

def usable(addresses) -> Integer(2, 4094):
    """Addresses for hosts [addresses]."""
    return addresses - 2

def sufficient(usable, wanted) -> Boolean():
    """Block [sufficient / too small]."""
    return wanted <= usable
