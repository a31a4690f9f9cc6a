"""Degenerate SCMs: constant nodes, edges that change nothing, declared values that are never reached.

A mechanism is judged on its table over the whole product of its parents' declared values. An edge counts
when some change of that parent alone changes the value. Whether every declared value is reached
is exact for independent parents; `Reach` covers dependent ones with witnesses, worlds in which the
value occurs, so it never passes what cannot happen (it may refuse what happens very rarely).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product, starmap
from math import prod
from typing import TYPE_CHECKING

from causim_env.scm.domains import SCMError, Value
from causim_env.streams import Stream

if TYPE_CHECKING:
    from causim_env.scm.model import SCM

_WITNESSES = 128
_SPREADS = 64
_MAX_ROWS = 200_000


def idle_parents(table: Sequence[Value], sizes: Sequence[int]) -> Iterator[int]:
    """The positions of the parents whose value never matters.

    Args:
        table: The mechanism's values over the product of its parents' values, last parent fastest.
        sizes: How many values each parent has.

    Yields:
        Positions in ascending order.
    """
    stride = len(table)
    for position, size in enumerate(sizes):
        block, stride = stride, stride // size
        for start in range(0, len(table), block):
            if table[start + stride : start + block] != table[start : start + block - stride]:
                break
        else:
            yield position


class Reach:
    """Which values variables take together: a column of values per variable, one row per witness world.

    Args:
        inputs: The exogenous variables and their values. All worlds are witnesses where they are few;
            otherwise some are, spread evenly.
    """

    def __init__(self, inputs: Mapping[str, Sequence[Value]]) -> None:
        supports = list(inputs.values())
        columns: Iterable[Sequence[Value]]
        if prod([len(support) for support in supports]) <= _WITNESSES:
            columns = zip(*product(*supports), strict=True)
        else:
            columns = ([support[k] for k in _spread(i % _SPREADS, len(support))] for i, support in enumerate(supports))
        self._columns = dict(zip(inputs, columns, strict=True))
        self._mechanisms: dict[str, tuple[Sequence[str], Mapping[tuple[Value, ...], Value]]] = {}

    def rows(self, parents: Sequence[str]) -> list[tuple[Value, ...]]:
        """The values that these variables take together, one row per witness world."""
        if self._mechanisms:
            self._run(parents)
        return list(zip(*[self._columns[parent] for parent in parents], strict=True))

    def add(self, name: str, column: Sequence[Value]) -> None:
        """An endogenous variable with its values in the witness worlds."""
        self._columns[name] = column

    def define(self, name: str, parents: Sequence[str], table: Mapping[tuple[Value, ...], Value]) -> None:
        """An endogenous variable with its mechanism, parents first; it runs when its values are first needed."""
        self._mechanisms[name] = parents, table

    def _run(self, names: Sequence[str]) -> None:
        """Runs what leads to these variables and has not run yet."""
        todo = [name for name in names if name in self._mechanisms]
        needed = set(todo)
        while todo:
            above = [name for name in self._mechanisms[todo.pop()][0] if name in self._mechanisms]
            todo.extend(name for name in above if name not in needed)
            needed.update(above)
        for name in [name for name in self._mechanisms if name in needed]:
            parents, table = self._mechanisms.pop(name)
            rows = zip(*[self._columns[parent] for parent in parents], strict=True)
            self._columns[name] = list(map(table.__getitem__, rows))


@cache
def _spread(index: int, size: int) -> tuple[int, ...]:
    stream = Stream("witnesses", index, size)
    return tuple(stream.below(size) for _ in range(_WITNESSES))


def degeneracies(scm: SCM, max_states: int = 200_000) -> list[str]:
    """What is degenerate about an SCM, one line each; an empty list where nothing is.

    Args:
        scm: Any SCM.
        max_states: How far exact inference may go to decide what is reached.

    Raises:
        SCMError: A mechanism has too many parent configurations to be looked through.
        InferenceError: Reachability needs more states than allowed.
    """
    from causim_env.scm.compile import functions
    from causim_env.scm.infer import infer

    found: list[str] = []
    calls = functions(scm)
    for node in scm.order:
        supports = [scm[parent].support for parent in node.parents]
        sizes = [len(support) for support in supports]
        if prod(sizes) > _MAX_ROWS:
            raise SCMError(
                f"{node.name} has {prod(sizes)} parent configurations: "
                f"write fewer parents or values, at most {_MAX_ROWS}"
            )
        table = list(starmap(calls[node.name], product(*supports)))
        reached = {value for (value,) in infer(scm, [node.name], max_states=max_states)}
        if len(reached) == 1:
            found.append(f"{node.name} is constant: let a parent change it")
        found.extend(
            f"{node.parents[j]} changes nothing in {node.name}: drop the edge" for j in idle_parents(table, sizes)
        )
        unreached = [value for value in node.support if value not in reached]
        if unreached:
            shown = ", ".join(str(value) for value in unreached[:6])
            found.append(f"{node.name} never takes {shown}: narrow its declaration")
    return found
