"""A table with one row for each combination of the parents' values."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING, ClassVar, Self

from causim_env.scm.domains import Boolean, Category, Domain, Integer, Value, literal
from causim_env.scm.mechanisms.base import (
    Family,
    Kind,
    Parents,
    cells,
    constant,
    returned,
    statements,
)
from causim_env.scm.mechanisms.english import listing, plain
from causim_env.scm.mechanisms.terms import Domains, Values, shown
from causim_env.streams import Stream

if TYPE_CHECKING:
    from causim_env.render.words import Words

MAX_ROWS = 12
Key = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Lookup(Family):
    """The value of the row whose key the parents match."""

    name: ClassVar[str] = "lookup"

    keys: tuple[str, ...]
    rows: tuple[tuple[Key, Value], ...]

    def body(self) -> str:
        """A dict display with a subscript."""
        return f"return {{{', '.join(_entry(key, v) for key, v in self.rows)}}}[{', '.join(self.keys)}]"

    def value(self, values: Values) -> Value:
        """The matching row's value."""
        return dict(self.rows)[tuple(values[key] for key in self.keys)]

    def column(self, supports: Sequence[Sequence[Value]]) -> list[Value]:
        """As `Family.column`."""
        rows = dict(self.rows)
        places = [self.parents.index(key) for key in self.keys]
        return [rows[tuple([row[place] for place in places])] for row in product(*supports)]

    def summary(self, words: Words) -> str:
        """What is looked up."""
        return f"Read from a table by {listing([words.noun(key) for key in self.keys])}."

    def equation(self, name: str) -> str:
        """`v4 = {(0, true): 3, (1, true): 5}[v1, u2]`."""
        inside = ", ".join(f"{_cell(key)}: {plain(value)}" for key, value in self.rows)
        return f"{name} = {{{inside}}}[{', '.join(self.keys)}]"

    def worked(self, values: Values) -> tuple[str, str]:
        """The row."""
        return ", ".join(f"{key} = {shown(key, values)}" for key in self.keys), ""

    def prose(self, name: str, words: Words) -> str:
        """All rows, grouped by the first parent."""
        subject = f"{words.subject(name, ranged=True)} {words.verb(name, 'goes', 'go')} by "
        subject += listing([words.noun(key) for key in self.keys])
        if len(self.keys) == 1:
            rows = [f"{words.value(name, v)} {words.when(self.keys[0], k[0])}" for k, v in self.rows]
            return f"{subject}: {', '.join(rows)}."
        groups: dict[Value, list[tuple[Key, Value]]] = {}
        for key, value in self.rows:
            groups.setdefault(key[0], []).append((key[1:], value))
        cases = []
        for first, rest in groups.items():
            lead = words.when(self.keys[0], first)
            results = {value for _, value in rest}
            if len(results) == 1:
                cases.append(f"{lead}, {words.value(name, results.pop())} in any case")
                continue
            told = [f"{words.value(name, value)} {self._when(key, words)}" for key, value in rest]
            cases.append(f"{lead}, {listing(told)}")
        return f"{subject}: {'; '.join(cases)}."

    def _when(self, key: Key, words: Words) -> str:
        if len(key) == 1:
            return words.when(self.keys[1], key[0])
        return f"if {listing([words.state(k, v) for k, v in zip(self.keys[1:], key, strict=True)])}"

    def table(self, name: str, words: Words) -> list[list[str]]:
        """All rows."""
        rows = [[*(plain(v) for v in key), plain(value)] for key, value in self.rows]
        return [[*self.keys, name], *rows]

    @property
    def complexity(self) -> int:
        """One for each row and key, halved."""
        return max(1, len(self.rows) * len(self.keys) // 2)

    @classmethod
    def sample(cls, stream: Stream, parents: Parents, kind: Kind, labels: tuple[str, ...], width: int) -> Self | None:
        """At most `MAX_ROWS` rows; every value and every parent counts."""
        size = 1
        for _, parent in parents:
            size *= cells(parent)
        values: tuple[Value, ...]
        domain: Domain
        if kind == "boolean":
            values, domain = (False, True), Boolean()
        elif kind == "category":
            values, domain = labels, Category(labels)
        else:
            values, domain = tuple(range(min(width, size))), Integer(0, min(width, size) - 1)
        if not len(values) <= size <= MAX_ROWS or len(values) < 2:
            return None
        keys = list(product(*(parent.values for _, parent in parents)))
        for _ in range(4):
            filling = [*values, *(stream.choice(values) for _ in range(size - len(values)))]
            cells_drawn = stream.shuffled(filling)
            if _all_matter(keys, cells_drawn):
                rows = tuple(zip(keys, cells_drawn, strict=True))
                names = tuple(name for name, _ in parents)
                return cls(names, domain, names, rows)
        return None

    @classmethod
    def recognise(cls, function: ast.FunctionDef, domains: Domains, domain: Domain) -> Self | None:
        """One return of a dict display with a subscript that covers the parents' domains."""
        node = returned(statements(function))
        if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Dict):
            return None
        index = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        names = [part.id for part in index if isinstance(part, ast.Name) and part.id in domains]
        if len(names) != len(index) or not names or len(set(names)) < len(names):
            return None
        if len(node.value.keys) != prod(len(domains[name].values) for name in names):
            return None
        rows: list[tuple[Key, Value]] = []
        for left, right in zip(node.value.keys, node.value.values, strict=True):
            parts = left.elts if isinstance(left, ast.Tuple) else [left]
            key, value = [constant(part) for part in parts], constant(right)
            if value is None or None in key or len(key) != len(names):
                return None
            rows.append((tuple(part for part in key if part is not None), value))
        wanted = [_typed(key) for key in product(*(domains[name].values for name in names))]
        if sorted(wanted) != sorted(_typed(key) for key, _ in rows):
            return None
        return cls(tuple(domains), domain, tuple(names), tuple(rows))


def _typed(key: Key) -> list[tuple[str, str]]:
    """A key by type and value: `True` is not `1`."""
    return [(type(part).__name__, str(part)) for part in key]


def _all_matter(keys: list[Key], values: list[Value]) -> bool:
    for i in range(len(keys[0])):
        seen: dict[Key, Value] = {}
        for key, value in zip(keys, values, strict=True):
            if seen.setdefault(key[:i] + key[i + 1 :], value) != value:
                break
        else:
            return False
    return True


def _entry(key: Key, value: Value) -> str:
    inside = ", ".join(literal(part) for part in key)
    return f"{inside if len(key) == 1 else f'({inside})'}: {literal(value)}"


def _cell(key: Key) -> str:
    inside = ", ".join(plain(part) for part in key)
    return inside if len(key) == 1 else f"({inside})"
