"""Mechanism families: functions with known parameters that can be drawn, recognised and put into words.

One file for each family. `recognise` finds the family of a mechanism from its text; what an author drew
itself it may `remember`, which changes nothing but the time that takes.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from causim_env.scm.domains import Boolean, Category, Domain, Integer, SCMError
from causim_env.scm.mechanisms.accumulate import Accumulate
from causim_env.scm.mechanisms.base import Family, Kind, Parents
from causim_env.scm.mechanisms.extremum import Extremum
from causim_env.scm.mechanisms.gate import Gate
from causim_env.scm.mechanisms.linear import Linear
from causim_env.scm.mechanisms.lookup import Lookup
from causim_env.scm.mechanisms.match import Match
from causim_env.scm.mechanisms.modular import Modular
from causim_env.scm.mechanisms.noisy_gate import NoisyGate
from causim_env.scm.mechanisms.piecewise import Piecewise
from causim_env.scm.mechanisms.saturating import Saturating
from causim_env.scm.mechanisms.threshold import Threshold
from causim_env.scm.model import SCM, Endogenous, Exogenous
from causim_env.scm.syntax import parse_python

__all__ = [
    "FAMILIES",
    "Family",
    "Kind",
    "Parents",
    "domain_of",
    "recognise",
    "remember",
]

FAMILIES: dict[str, type[Family]] = {
    family.name: family
    for family in (
        Linear,
        Threshold,
        Gate,
        Lookup,
        Modular,
        Extremum,
        Piecewise,
        Match,
        Saturating,
        Accumulate,
        NoisyGate,
    )
}

_MAX_KNOWN = 2_000
_Key = tuple[str, tuple[Domain, ...]]
_known: dict[_Key, Family | None] = {}


def recognise(node: Endogenous, scm: SCM) -> Family | None:
    """The family whose `source` is this mechanism, or None for a mechanism of another form.

    A pure function of the mechanism's text and its parents' domains.
    """
    try:
        domains = tuple([domain_of(scm[parent]) for parent in node.parents])
    except SCMError:  # a law on numbers too far apart
        return None
    key = (node.source, domains)
    try:
        return _known[key]
    except KeyError:
        return _store(key, _read(node, domains))


def remember(source: str, domains: Sequence[Domain], family: Family) -> None:
    """Spares `recognise` the reading of a mechanism that was just drawn.

    Args:
        source: The mechanism's text, as `Family.source` gave it.
        domains: Its parents' domains, in order, as `domain_of` gives them.
        family: The family that printed it.
    """
    _store((source, tuple(domains)), family)


def domain_of(variable: Exogenous | Endogenous) -> Domain:
    """The domain of a variable; for an exogenous integer, the range of its support."""
    if isinstance(variable, Endogenous):
        return variable.domain
    values = [value for value, _ in variable.distribution.weights]
    if type(values[0]) is int:
        return Integer(int(min(values)), int(max(values)))
    if type(values[0]) is bool:
        return Boolean()
    return Category(tuple([str(value) for value in values]))


def _store(key: _Key, family: Family | None) -> Family | None:
    if len(_known) >= _MAX_KNOWN:
        _known.clear()
    _known[key] = family
    return family


def _read(node: Endogenous, domains: tuple[Domain, ...]) -> Family | None:
    function = parse_python(node.source).body[0]
    if not isinstance(function, ast.FunctionDef):
        return None
    named = dict(zip(node.parents, domains, strict=True))
    for family in FAMILIES.values():
        found = family.recognise(function, named, node.domain)
        if found is not None:
            return found
    return None
