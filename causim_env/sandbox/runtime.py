"""The one interface of all runtimes, and what they share: the check in front, the reading of what comes back."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from causim_env.sandbox import program
from causim_env.sandbox.errors import Reason, SandboxError
from causim_env.sandbox.results import read_values
from causim_env.scm.compile import check_value, check_world
from causim_env.scm.domains import VALUE_TYPES, Value
from causim_env.scm.model import SCM, World

__all__ = ["Reason", "Row", "Runtime", "SandboxError"]

Row = tuple[Value, ...]

SECONDS = 2.0
"""The backstop: longest time one call may take, whatever the machine."""
MEMORY = 256 << 20
"""Largest memory of a runtime's process, in bytes."""


class Runtime(ABC):
    """Runs mechanisms of the language in a process of its own, started with the first call.

    One instance serves one process: after a fork the child's first call starts a runtime of its own. Not for use
    from several threads at once.
    """

    name: str

    def __init__(self) -> None:
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
        _check_rows(rows)
        return self.run(program.tabulation(source, len(rows[0]) if rows else 0), rows, len(rows))

    def tabulate_many(self, submissions: Sequence[tuple[str, Sequence[Row]]]) -> list[list[Value] | SandboxError]:
        """`tabulate` for several mechanisms at the price of few calls; one that fails does not touch the others."""
        results: list[list[Value] | SandboxError] = []
        for source, rows in submissions:
            try:
                results.append(self.tabulate(source, rows))
            except SandboxError as error:
                results.append(error)
        return results

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
        tail = tuple(fixed.values())
        rows = [(*(world[root.name] for root in scm.exogenous), *tail) for world in worlds]
        nodes = [node for node in scm.order if node.name not in fixed]
        values = self.run(program.simulation(scm, fixed), rows, len(rows) * len(nodes))
        for place, node in enumerate(nodes):
            for value in {(type(value), value): value for value in values[place :: len(nodes)]}.values():
                check_value(node.name, node.domain, value)
        found = {node.name: place for place, node in enumerate(nodes)}
        result = []
        for start, world in enumerate(worlds):
            known = {**world, **fixed}
            offset = start * len(nodes)
            result.append({name: known[name] if name in known else values[offset + found[name]] for name in scm.names})
        return result

    def run(self, text: str, rows: Sequence[Row], count: int) -> list[Value]:
        """Feeds a program as it is: nothing checks it. For `program`'s texts, and for attacks.

        Args:
            text: A program that reads `_rows` and leaves its values, one a line, in `_answer`.
            rows: What it reads.
            count: How many values it must leave.

        Raises:
            SandboxError: With the reason.
        """
        if self._pid != os.getpid():
            self._forget()
            self._start()
            self._pid = os.getpid()
        return read_values(self._feed(text, rows), count)

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
    def _feed(self, text: str, rows: Sequence[Row]) -> object:
        """Runs one program; what it left in `_answer`, not trusted."""

    def __enter__(self) -> Runtime:
        """Itself."""
        return self

    def __exit__(self, *args: object) -> None:
        """Closes it."""
        self.close()


def _check_rows(rows: Sequence[Row]) -> None:
    width = len(rows[0]) if rows else 0
    for row in rows:
        if len(row) != width or not all(type(value) in VALUE_TYPES for value in row):
            raise ValueError(f"row {row!r}: write {width} values, each a bool, an int or a string")
