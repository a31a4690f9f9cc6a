"""Published deterministic models as SCMs, each with its source and test vectors, and three twins of each.

    from causim_env import library

    entry = library.load("cha2ds2_vasc")
    entry.scm, entry.citation, entry.vectors
    entry.twin("contrary")          # the same names, every cause acting the other way round

The mechanisms are the source's. The distributions of the inputs are ours: sources publish a rule, not who will
be measured by it.
"""

from causim_env.library.contrary import contrary
from causim_env.library.entry import BASES, TWINS, Entry, Twin, Vector, twin_problems
from causim_env.library.models import Model
from causim_env.library.networks import Network, network_names
from causim_env.library.shelf import load, names

__all__ = [
    "BASES",
    "TWINS",
    "Entry",
    "Model",
    "Network",
    "Twin",
    "Vector",
    "contrary",
    "load",
    "names",
    "network_names",
    "twin_problems",
]
