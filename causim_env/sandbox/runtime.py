"""The one interface of all runtimes, and what they share: the check in front, the reading of what comes back."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import cast

from causim_env.sandbox import program
from causim_env.sandbox.errors import Reason, SandboxError
from causim_env.sandbox.results import read_values
from causim_env.scm.compile import check_value, check_world
from causim_env.scm.domains import VALUE_TYPES, Value
from causim_env.scm.model import SCM, World

__all__ = ["Reason", "Row", "Runtime", "SandboxError"]

Row = tuple[Value, ...]

SECONDS = 2.0
"""The backstop, unless somebody says otherwise: far more than any sound call needs."""
MEMORY = 256 << 20
"""Largest memory of a runtime's process, in bytes."""
TOGETHER = 32
"""How many mechanisms `tabulate_many` puts into one call."""


class Runtime(ABC):
    """Runs mechanisms of the language in a process of its own, started with the first call.

    One instance serves one process: after a fork the child's first call starts a runtime of its own. Not for use
    from several threads at once.

    Args:
        seconds: The backstop: longest time that one call may take.
    """

    name: str

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._pid = 0

    def tabulate(self, source: str, rows: Sequence[Row]) -> list[Value]:
        """The values of one mechanism.

        Args:
            source: The mechanism, a whole `def`; its annotation and docstring are not needed.
            rows: The parents' values, in the order of the parameters; all of one length.

        Returns:
            One value a row. They are exact primitive values; no domain is known here, so none is checked.

        Raises:
            SandboxError: With the reason.
        """
        name, text = program.mechanism(source, *_checked(rows))
        return self.run(program.tabulation(name, text), rows, len(rows))

    def tabulate_many(self, submissions: Sequence[tuple[str, Sequence[Row]]]) -> list[list[Value] | SandboxError]:
        """`tabulate` for several mechanisms, in few calls.

        Mechanisms that pass the static check share an interpreter here, which the language gives them no way to
        notice. Where a shared call fails as a whole, its halves are tried, so that one bad mechanism spoils no other.

        Args:
            submissions: Pairs of a mechanism and its rows.

        Returns:
            For each the values or the refusal.
        """
        results: list[list[Value] | SandboxError] = []
        sound: list[tuple[int, tuple[str, str], Sequence[Row]]] = []
        for place, (source, rows) in enumerate(submissions):
            results.append([])
            try:
                sound.append((place, program.mechanism(source, *_checked(rows)), rows))
            except SandboxError as error:
                results[place] = error
        for start in range(0, len(sound), TOGETHER):
            self._together(sound[start : start + TOGETHER], results)
        return results

    def _together(
        self,
        group: Sequence[tuple[int, tuple[str, str], Sequence[Row]]],
        results: list[list[Value] | SandboxError],
    ) -> None:
        if len(group) == 1:
            place, (name, text), rows = group[0]
            try:
                results[place] = self.run(program.tabulation(name, text), rows, len(rows))
            except SandboxError as error:
                results[place] = error
            return
        try:
            answer = self._answer(program.tabulations([function for _, function, _ in group]), [r for _, _, r in group])
            answers = answer.split("\f") if type(answer) is str else []
            if len(answers) != len(group):
                raise SandboxError("result", "answers were lost")
        except SandboxError as error:
            # halving would wait for slow ones again and again
            parts = len(group) if error.reason == "timeout" else 2
            size = -(-len(group) // parts)
            for start in range(0, len(group), size):
                self._together(group[start : start + size], results)
            return
        for (place, _, rows), found in zip(group, answers, strict=True):
            try:
                results[place] = program.raised(found) or read_values(found, len(rows))
            except SandboxError as error:
                results[place] = error

    def simulate(self, scm: SCM, worlds: Sequence[World], do: World | None = None) -> list[dict[str, Value]]:
        """`SCM.evaluate` for many worlds: the value of every variable in each, exogenous first.

        Raises:
            SandboxError: With the reason.
            SCMError: A world or `do` is not what the SCM declares, or a mechanism leaves its domain.
        """
        fixed = {name: (do or {})[name] for name in sorted(do or {})}
        scm.check_values(fixed, "do")
        for world in worlds:
            check_world(scm, world)
        roots = [root.name for root in scm.exogenous]
        tail = tuple(fixed.values())
        rows = [(*[world[name] for name in roots], *tail) for world in worlds]
        nodes = [node for node in scm.order if node.name not in fixed]
        values = self.run(program.simulation(scm, fixed), rows, len(rows) * len(nodes))
        if not rows:
            return []
        columns: dict[str, Sequence[Value]] = dict(zip([*roots, *fixed], zip(*rows, strict=True), strict=True))
        for place, node in enumerate(nodes):
            column = columns[node.name] = values[place :: len(nodes)]
            for value in _telling(column):
                check_value(node.name, node.domain, value)
        names = scm.names
        return [dict(zip(names, row, strict=True)) for row in zip(*map(columns.__getitem__, names), strict=True)]

    def run(self, text: str, rows: Sequence[Row], count: int) -> list[Value]:
        """Feeds a program as it is: nothing checks it. For `program`'s texts, and for attacks.

        Args:
            text: A program that reads `_rows` and leaves its values, one a line, in `_answer`.
            rows: What it reads.
            count: How many values it must leave.

        Raises:
            SandboxError: With the reason.
        """
        return read_values(self._answer(text, rows), count)

    def _answer(self, text: str, rows: Sequence[object]) -> object:
        if self._pid != os.getpid():
            self._forget()
            self._start()
            self._pid = os.getpid()
        return self._feed(text, rows)

    def twin(self) -> Runtime | None:
        """The same runtime where text hashes otherwise; None where nothing in it depends on hashes."""
        return None

    def close(self) -> None:
        """Ends the runtime's process; the next call starts a new one."""
        if self._pid == os.getpid():
            self._stop()
        self._pid = 0

    @abstractmethod
    def limits(self) -> Mapping[str, object]:
        """What holds the runtime, as found on this machine; a wall that is missing says why."""

    @abstractmethod
    def _start(self) -> None: ...

    @abstractmethod
    def _stop(self) -> None: ...

    @abstractmethod
    def _forget(self) -> None:
        """Lets go of what a parent process started, without touching it."""

    @abstractmethod
    def _feed(self, text: str, rows: Sequence[object]) -> object:
        """Runs one program; what it left in `_answer`, not trusted."""

    def __enter__(self) -> Runtime:
        """Itself."""
        return self

    def __exit__(self, *args: object) -> None:
        """Closes it."""
        self.close()


def _telling(column: Sequence[Value]) -> Iterable[Value]:
    """Some of the values, one of which is outside a domain if any is."""
    if set(map(type, column)) == {int}:
        numbers = cast(Sequence[int], column)
        return min(numbers), max(numbers)
    return [value for _, value in set(zip(map(type, column), column, strict=True))]


def _checked(rows: Sequence[Row]) -> tuple[int, bool]:
    """How many values each row has, and whether some are text.

    Raises:
        ValueError: A row has more or fewer, or holds something else.
    """
    width = len(rows[0]) if rows else 0
    types = set(map(type, chain.from_iterable(rows)))
    if not types.issubset(VALUE_TYPES) or set(map(len, rows)) - {width}:
        for row in rows:
            if len(row) != width or not all(type(value) in VALUE_TYPES for value in row):
                raise ValueError(f"row {row!r}: write {width} values, each a bool, an int or a string")
    return width, str in types
