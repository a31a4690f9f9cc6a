"""The whole table of a drawn mechanism, and whether it is sound."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from itertools import product, starmap
from math import prod

from causim_env.authors.degenerate import idle_parents
from causim_env.scm.domains import Domain, Value
from causim_env.scm.mechanisms.base import Family

Row = tuple[Value, ...]
Table = dict[Row, Value]
Named = Sequence[tuple[str, Domain]]

_FEW_ROWS = 48


def sound_table(drawn: Family, parents: Named, reached: Set[Row]) -> Table | None:
    """A mechanism's table; None where it misses a declared value or a parent never matters.

    Args:
        drawn: The mechanism.
        parents: Its parents' names and domains.
        reached: The rows known to occur, from which all values must come; empty where all occur.
    """
    declared = set(drawn.domain.values)
    if len(declared) < 2:
        return None
    supports = [domain.values for _, domain in parents]
    values = tabulate(drawn, supports)
    if set(values) != declared:
        return None
    if next(idle_parents(values, list(map(len, supports))), None) is not None:
        return None
    table = dict(zip(product(*supports), values, strict=True))
    if reached and {table[row] for row in reached} != declared:
        return None
    return table


def copies(table: Table) -> bool:
    """Whether a mechanism only hands its one parent's value on."""
    return all(len(row) == 1 and row[0] == value for row, value in table.items())


def tabulate(mechanism: Family, supports: Sequence[Sequence[Value]]) -> list[Value]:
    """A mechanism's values over the product of its parents' values, last parent fastest.

    A family of one score works out its column at once. Of the others, small tables are worked out value by value,
    large ones by the compiled text, which starts slower.
    """
    names = mechanism.parents
    column = mechanism.column(supports)
    if column is not None:
        return column
    if prod(map(len, supports)) <= _FEW_ROWS:
        table = []
        at: dict[str, Value] = {}
        last, value = names[-1], mechanism.value
        for row in product(*supports[:-1]):
            at.update(zip(names, row, strict=False))
            for at[last] in supports[-1]:
                table.append(value(at))
        return table
    body = mechanism.body().replace("\n", "\n    ")
    namespace: dict[str, Callable[..., Value]] = {}
    exec(compile(f"def call({', '.join(names)}):\n    {body}\n", "<mechanism>", "exec"), namespace)
    return list(starmap(namespace["call"], product(*supports)))
