"""What a submitted SCM is held against: the gold SCM's laws, its mechanisms as whole tables, and held-out worlds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import product
from math import prod

from causim_env.scm.compile import functions
from causim_env.scm.domains import SCMError, Value
from causim_env.scm.model import SCM, Endogenous, World
from causim_env.streams import Stream

MAX_ROWS = 20_000
MAX_SEEN = 256
WORLDS = 6
"""How many worlds of each sort are held out."""

Row = tuple[Value, ...]
Experiment = tuple[World, World]
"""An exogenous world and what is set in it."""


class Reference:
    """A gold SCM, worked out once for many submissions.

    Attributes:
        scm: The gold SCM.
        tables: Each gold mechanism over all values of its parents.
        seen: For each endogenous variable the mechanisms that were compared before, by their text: whether they are
            right, and their tables. The gold mechanism is the first of them.
        telling: The endogenous variables whose mechanism is neither constant nor a copy of one parent.
        experiments: Held-out runs by sort: observation, do, counterfactual (two runs that share a world).
        outcomes: What the gold SCM gives in each.

    Args:
        scm: The gold SCM.

    Raises:
        SCMError: A mechanism has more than `MAX_ROWS` rows.
    """

    def __init__(self, scm: SCM) -> None:
        self.scm = scm
        self.tables = {node.name: self._table(node) for node in scm.endogenous}
        self.seen: dict[str, dict[str, tuple[bool, Mapping[Row, Value]]]] = {}
        for node in scm.endogenous:
            self.keep(node.name, node.source, True, self.tables[node.name])
        self.telling = tuple(node.name for node in scm.endogenous if self._tells(node))
        stream = Stream("held out", scm.canonical_hash)
        names = [node.name for node in scm.endogenous]
        self.experiments: Mapping[str, Sequence[Experiment]] = {
            "observation": [(_world(scm, stream), {}) for _ in range(WORLDS)],
            "do": [(_world(scm, stream), _set(scm, stream, names)) for _ in range(WORLDS)],
            "counterfactual": [
                run
                for world in [_world(scm, stream) for _ in range(WORLDS)]
                for run in ((world, {}), (world, _set(scm, stream, names)))
            ],
        }
        self.outcomes = {
            sort: [scm.evaluate(world, do) for world, do in runs] for sort, runs in self.experiments.items()
        }

    def rows(self, parents: Sequence[str]) -> list[Row] | None:
        """All values of the given parents; None where there are too many to compare."""
        supports = [self.scm[parent].support for parent in parents]
        return list(product(*supports)) if prod(map(len, supports)) <= MAX_ROWS else None

    def keep(self, name: str, source: str, right: bool, table: Mapping[Row, Value]) -> None:
        """Remembers a comparison; the same text always gives the same."""
        known = self.seen.setdefault(name, {})
        if len(known) < MAX_SEEN:
            known[source] = right, table

    def node(self, name: str) -> Endogenous:
        """An endogenous variable of the gold SCM."""
        return next(node for node in self.scm.endogenous if node.name == name)

    def values(self, name: str, parents: Sequence[str], rows: Sequence[Row]) -> list[Value]:
        """What the gold mechanism gives on rows of these parents, which include its own."""
        own = self.scm.parents(name)
        table = self.tables[name]
        if tuple(parents) == own:
            return [table[row] for row in rows]
        places = [list(parents).index(parent) for parent in own]
        return [table[tuple(row[place] for place in places)] for row in rows]

    def _table(self, node: Endogenous) -> dict[Row, Value]:
        rows = self.rows(node.parents)
        if rows is None:
            raise SCMError(f"{node.name} has over {MAX_ROWS} rows: formalize a mechanism of fewer parents")
        function = functions(self.scm)[node.name]
        return {row: function(*row) for row in rows}

    def _tells(self, node: Endogenous) -> bool:
        table = self.tables[node.name]
        if len({(type(value), value) for value in table.values()}) == 1:
            return False
        return not any(all(row[i] == value for row, value in table.items()) for i in range(len(node.parents)))


@lru_cache(maxsize=1024)
def reference(scm: SCM) -> Reference:
    """The reference of a gold SCM; kept for the SCMs used last."""
    return Reference(scm)


def _world(scm: SCM, stream: Stream) -> World:
    return {root.name: stream.weighted(root.distribution.weights) for root in scm.exogenous}


def _set(scm: SCM, stream: Stream, names: Sequence[str]) -> World:
    chosen = stream.sample(names, min(len(names), stream.between(1, 2)))
    return {name: stream.choice(scm[name].support) for name in chosen}
