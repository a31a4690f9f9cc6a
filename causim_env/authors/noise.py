"""Exact laws for exogenous variables: small integer weights, mostly not uniform."""

from __future__ import annotations

from causim_env.authors.themes import Variable
from causim_env.scm.domains import Bernoulli, Distribution, Uniform, Value
from causim_env.scm.model import SCM
from causim_env.streams import Stream

_HEAVIEST = 5


def distribution(stream: Stream, variable: Variable, width: int, uniform: float) -> Distribution:
    """Draws the law of one exogenous variable.

    Args:
        stream: Where the draws come from.
        variable: Its kind, its labels, its least value.
        width: Number of values of an integer.
        uniform: Probability that an integer is uniform.
    """
    if variable.kind == "boolean":
        whole = stream.between(3, 6)
        return Bernoulli(stream.between(1, whole - 1), whole)
    values: tuple[Value, ...] = variable.labels
    if variable.kind == "integer":
        if stream.chance(uniform):
            return Uniform(variable.low, variable.low + width - 1)
        values = tuple(range(variable.low, variable.low + width))
    return Distribution(tuple((value, stream.between(1, _HEAVIEST)) for value in values))


def reweighted(stream: Stream, scm: SCM) -> SCM | None:
    """The same SCM with other weights for one exogenous variable; None where all of them are uniform."""
    uneven = [root for root in scm.exogenous if len({w for _, w in root.distribution.weights}) > 1]
    if not uneven:
        return None
    root = stream.choice(uneven)
    law = Distribution(tuple((value, stream.between(1, _HEAVIEST)) for value in root.support))
    return scm.with_law(root.name, law)
