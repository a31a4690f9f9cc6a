"""Exact answers by listing every world, with plain Python functions.

Shares no code with the engine: mechanisms are executed from their text, worlds are listed with
`itertools.product`, integer weights are multiplied. Slow on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any

from causim_env.scm.domains import Value
from causim_env.scm.model import SCM, Endogenous, Exogenous


@lru_cache(maxsize=4096)
def function_of(node: Endogenous) -> Callable[..., Value]:
    """The mechanism of an endogenous variable, as Python understands its text."""
    namespace: dict[str, Any] = {}
    # Deferred annotations: `-> Integer(0, 6)` is never evaluated.
    exec(compile(f"from __future__ import annotations\n{node.source}", node.name, "exec"), namespace)
    function: Callable[..., Value] = namespace[node.name]
    return function


def ancestors(scm: SCM, names: Iterable[str]) -> set[str]:
    """The named variables and everything above them."""
    parents = {node.name: node.parents for node in scm.endogenous}
    found: set[str] = set()
    stack = list(names)
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            stack.extend(parents.get(name, ()))
    return found


def worlds(scm: SCM, names: Iterable[str], known: Iterable[str] = ()) -> int:
    """How many worlds there are of the exogenous ancestors of the named variables, less what is known."""
    needed = ancestors(scm, names) - set(known)
    return prod(len(u.support) for u in scm.exogenous if u.name in needed)


def brute(
    scm: SCM,
    targets: Sequence[str],
    evidence: Mapping[str, Value] | None = None,
    do: Mapping[str, Value] | None = None,
    counterfactual: bool = False,
) -> dict[tuple[Value, ...], Fraction]:
    """P(targets under do | evidence); an empty answer means impossible evidence.

    Evidence is observed under `do`, or before it where `counterfactual` is set.
    """
    evidence, do = evidence or {}, do or {}
    needed = ancestors(scm, [*targets, *evidence])
    noise = [u for u in scm.exogenous if u.name in needed]
    nodes = [(n.name, n.parents, function_of(n)) for n in scm.endogenous if n.name in needed]

    def run(drawn: dict[str, Value], forced: Mapping[str, Value]) -> dict[str, Value]:
        values = {name: forced.get(name, value) for name, value in drawn.items()}
        for name, parents, function in nodes:
            if name in forced:
                values[name] = forced[name]
            else:
                values[name] = function(*[values[parent] for parent in parents])
        return values

    def possible(u: Exogenous) -> list[tuple[Value, int]]:
        seen = evidence if counterfactual or u.name not in do else {}
        return [(v, w) for v, w in u.distribution.weights if u.name not in seen or v == seen[u.name]]

    mass: dict[tuple[Value, ...], int] = {}
    for draw in product(*map(possible, noise)):
        drawn = {u.name: value for u, (value, _) in zip(noise, draw, strict=True)}
        imagined = run(drawn, do)
        observed = run(drawn, {}) if counterfactual else imagined
        if all(observed[name] == value for name, value in evidence.items()):
            key = tuple(imagined[name] for name in targets)
            mass[key] = mass.get(key, 0) + prod(weight for _, weight in draw)
    total = sum(mass.values())
    return {key: Fraction(weight, total) for key, weight in mass.items()}
