"""Noise that a table does not read: why networks imported from tables stay small in exact inference.

An importer gives a node one exogenous variable for every configuration of its parents; each case of its `match` reads
its own, and all others need no summing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import lcm, prod

from causim_env.scm.compile import Row, picker
from causim_env.scm.domains import Value
from causim_env.scm.model import Endogenous
from causim_env.scm.network import Copy, Law, Network
from causim_env.scm.syntax import body_without_docstring, parse_python


@dataclass(frozen=True, slots=True)
class TableNoise:
    """Which noise of a table-born mechanism a parent configuration reads.

    Exogenous inputs that the matching case does not name, and that nobody else reads, need no summing. The
    factor brings every configuration to one denominator.
    """

    tables: tuple[tuple[Callable[[Sequence[Value]], Row], dict[Row, frozenset[int]]], ...]
    always: frozenset[int]
    totals: dict[int, int]
    denominator: int

    def used(self, values: Sequence[Value]) -> tuple[frozenset[int], int]:
        """Places to draw, and the factor of their weights."""
        places = self.always
        for read, table in self.tables:
            places |= table[read(values)]
        return places, self.denominator // prod(self.totals[place] for place in places)


def table_noise(
    network: Network, copies: Sequence[Copy], slots: Mapping[Copy, int], laws: Mapping[int, Law], always: Iterable[int]
) -> TableNoise | None:
    """What a table-born mechanism reads of its noise; None for a mechanism of another form.

    Args:
        network: The question.
        copies: The variable, in the worlds that matter.
        slots: Where each parent's value stands.
        laws: The laws of the exogenous parents that enter here, by their places.
        always: The places of those among them that are read again later.
    """
    node = network.scm[copies[0][0]]
    assert isinstance(node, Endogenous)
    cases = _cases(node.source)
    if cases is None:
        return None
    subject, reads = cases
    if not all(config in reads for config in product(*[network.scm[name].support for name in subject])):
        return None
    totals = {place: sum(weight for _, weight in law) for place, law in laws.items()}
    always = frozenset(always)
    denominator = prod(totals[place] for place in always)
    tables = []
    for copy in copies:
        world = dict(zip(node.parents, network.parents(copy), strict=True))
        asked = [world[name] for name in subject]
        if any(slots[parent] in laws for parent in asked):
            return None
        table = {
            config: frozenset(slots[world[name]] for name in names if slots[world[name]] in laws)
            for config, names in reads.items()
        }
        denominator *= lcm(*(prod(totals[place] for place in used) for used in table.values()))
        tables.append((picker([slots[parent] for parent in asked]), table))
    return TableNoise(tuple(tables), always, totals, denominator)


@lru_cache(maxsize=4096)
def _cases(source: str) -> tuple[tuple[str, ...], dict[Row, frozenset[str]]] | None:
    """What each case of a mechanism that is one match over literal tuples reads; None for any other."""
    function = parse_python(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    body = body_without_docstring(function)
    if len(body) != 1 or not isinstance(body[0], ast.Match):
        return None
    match body[0].subject:
        case ast.Tuple(elts=elements):
            names = [element.id for element in elements if isinstance(element, ast.Name)]
            if len(names) != len(elements):
                return None
        case ast.Name(id=name):
            names = [name]
        case _:
            return None
    parameters = {argument.arg for argument in function.args.args}
    reads: dict[Row, frozenset[str]] = {}
    for branch in body[0].cases:
        config = _literals(branch.pattern, len(names))
        if config is None or branch.guard is not None or config in reads:
            return None
        read = {n.id for s in branch.body for n in ast.walk(s) if isinstance(n, ast.Name)}
        reads[config] = frozenset(read & parameters)
    return tuple(names), reads


def _literals(pattern: ast.pattern, width: int) -> Row | None:
    patterns = pattern.patterns if isinstance(pattern, ast.MatchSequence) else [pattern]
    values: list[Value] = []
    for part in patterns:
        match part:
            case ast.MatchSingleton(value=bool(value)):
                values.append(value)
            case ast.MatchValue(value=ast.Constant(value=int(value) | str(value))):
                values.append(value)
            case ast.MatchValue(value=ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(value)))):
                values.append(-value)
            case _:
                return None
    return tuple(values) if len(values) == width else None
