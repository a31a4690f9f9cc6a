"""Conditional probability tables with exact weights, and legal names for their variables.

A `Table` says how likely each value of one variable is under each configuration of its parents. It
says nothing about counterfactuals: that is what a coupling adds (see `couplings`).
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from causim_env.scm.domains import SCMError, Value

RESERVED = frozenset(
    {*keyword.kwlist, *keyword.softkwlist, *dir(builtins)}
    | {"Bernoulli", "Boolean", "Categorical", "Category", "Integer", "Uniform"}
)


@dataclass(frozen=True, slots=True)
class Table:
    """The conditional distribution of one variable.

    Attributes:
        name: The variable, as published; `legal_names` makes an identifier of it.
        values: What it can be, in published order.
        parents: The variables it depends on.
        rows: For every configuration of the parents (values in the order of `parents`), one integer
            weight per value. Any positive total will do: a probability is weight over total.
    """

    name: str
    values: tuple[Value, ...]
    parents: tuple[str, ...]
    rows: Mapping[tuple[Value, ...], tuple[int, ...]]


def in_causal_order(tables: Iterable[Table]) -> list[Table]:
    """The tables with parents before children, otherwise in the given order.

    Raises:
        SCMError: A parent has no table, a variable has two, or the arrows form a cycle.
    """
    waiting: dict[str, Table] = {}
    for table in tables:
        if table.name in waiting:
            raise SCMError(f"{table.name}: two tables, write one")
        waiting[table.name] = table
    for table in waiting.values():
        for parent in table.parents:
            if parent not in waiting:
                raise SCMError(f"{table.name}: parent {parent} has no table, write one")
    ordered: list[Table] = []
    done: set[str] = set()
    opened: set[str] = set()
    for root in waiting:
        stack = [root]
        while stack:
            name = stack[-1]
            missing = [p for p in waiting[name].parents if p not in done]
            if name in done:
                stack.pop()
            elif not missing:
                stack.pop()
                done.add(name)
                ordered.append(waiting[name])
            elif name in opened:
                raise SCMError(f"{name}: its ancestors include itself, break the cycle")
            else:
                opened.add(name)
                stack.extend(reversed(missing))
    return ordered


def check(table: Table, values: Mapping[str, tuple[Value, ...]]) -> None:
    """Refuses a table whose rows are not exactly the configurations of its parents.

    Raises:
        SCMError: A configuration is missing or unknown, or a row has no positive weight.
    """
    expected = list(product(*(values[parent] for parent in table.parents)))
    for configuration in expected:
        row = table.rows.get(configuration)
        if row is None:
            raise SCMError(f"{table.name}: no row for {configuration}, write one")
        if len(row) != len(table.values) or min(row) < 0 or sum(row) <= 0:
            raise SCMError(
                f"{table.name}: row {configuration} needs {len(table.values)} weights, none negative and one positive"
            )
    if len(table.rows) != len(expected):
        raise SCMError(f"{table.name}: rows for unknown configurations, write {len(expected)} rows")


def legal_names(names: Sequence[str]) -> dict[str, str]:
    """An identifier of the mechanism language for each name, all different; legal names stay."""
    taken = Names(name for name in names if _identifier(name) == name)
    return {n: n if _identifier(n) == n else taken.fresh(_identifier(n)) for n in names}


class Names:
    """Hands out identifiers that nothing else carries."""

    __slots__ = ("_taken",)

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def fresh(self, wish: str) -> str:
        """The wish itself where it is free, else the wish with a number behind it."""
        name, number = wish, 2
        while name in self._taken:
            name, number = f"{wish}_{number}", number + 1
        self._taken.add(name)
        return name


def relabel(tables: Iterable[Table], names: Mapping[str, str]) -> Iterator[Table]:
    """The same tables under other names."""
    for table in tables:
        parents = tuple(names[parent] for parent in table.parents)
        yield replace(table, name=names[table.name], parents=parents)


def part(value: Value) -> str:
    """A value as a piece of an identifier: `yes`, `m3` for -3, `Asy_Patch`."""
    text = f"m{-value}" if type(value) is int and value < 0 else str(value)
    return _piece(text) or "x"


def _identifier(name: str) -> str:
    text = _piece(name) or "v"
    if text[0].isdigit():
        text = f"v{text}"
    return f"{text}_node" if text in RESERVED else text


def _piece(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_")
