"""A candidate: an SCM, a proposal to grow it by, and the code that somebody wrote for the proposal.

Whatever is asked of it (the parsed mechanisms, their tables, the grown SCM) is worked out once and remembered, failures
too. Nothing of the code runs here: tables come from the sandbox, and the grown SCM reads those tables.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from math import prod
from typing import TypeVar, cast

from causim_env.authors.claims import Grid
from causim_env.authors.degenerate import Reach
from causim_env.authors.proposal import Proposal
from causim_env.sandbox import Runtime, SandboxError
from causim_env.scm.domains import SCMError, Value
from causim_env.scm.language import MAX_CHARS
from causim_env.scm.model import SCM, Endogenous
from causim_env.scm.syntax import MechanismError, lines_of, parse_text
from causim_env.scm.text import endogenous_from_source

T = TypeVar("T")
Rewritten = Mapping[str, str | SCMError]

MAX_ROWS = 20_000

_FENCE = re.compile(r"```[a-zA-Z]*\n(.*?)```", re.DOTALL)


class CandidateError(SCMError):
    """Code that did not come to a table."""


class Candidate:
    """One attempt at one step.

    Args:
        base: The SCM so far.
        proposal: What was asked for.
        reply: What was written: a fenced block of code, or code alone.
        runtimes: The sandboxes that run it; the first makes the tables, all have to agree.
        rewritten: Mechanisms that a second author wrote from the docstrings alone, by name, or why there is none.
    """

    def __init__(
        self,
        base: SCM,
        proposal: Proposal,
        reply: str,
        runtimes: Sequence[Runtime],
        rewritten: Rewritten | None = None,
    ) -> None:
        self.base = base
        self.proposal = proposal
        self.code = fenced(reply)
        self.runtimes = runtimes
        self.rewritten = rewritten or {}
        self._kept: dict[str, object] = {}

    @property
    def nodes(self) -> dict[str, Endogenous]:
        """The mechanisms of the code, by name.

        Raises:
            MechanismError: The code is outside the language.
        """
        return self._once("nodes", lambda: read_nodes(self.code))

    @property
    def shape(self) -> SCM:
        """The grown SCM as a graph, not to be run.

        Raises:
            SCMError: It is none.
        """
        return self._once("shape", lambda: self._grown(None))

    @property
    def scm(self) -> SCM:
        """The grown SCM; its mechanisms are read from tables.

        Raises:
            SCMError: It is none, or a mechanism has no table.
        """
        return self._once("scm", lambda: self._grown({**self.base.tables, **{n: self.table(n) for n in self.nodes}}))

    @property
    def reach(self) -> Reach:
        """Every variable's values in some worlds of the grown SCM.

        Raises:
            SCMError: As `scm`.
        """
        return self._once("reach", lambda: witnesses(self.scm))

    def grid(self, name: str) -> Grid:
        """A mechanism of the code on all values of its parents.

        Raises:
            SCMError: It did not come to an end with exact values.
        """
        return self._once(f"grid {name}", lambda: self._tabulated(self.nodes[name], self.runtimes[0]))

    def table(self, name: str) -> dict[tuple[Value, ...], Value]:
        """The same as a mapping.

        Raises:
            SCMError: As `grid`.
        """
        grid = self.grid(name)
        return dict(zip(product(*grid.supports.values()), grid.values, strict=True))

    def second_grid(self, name: str, runtime: Runtime) -> Grid:
        """The same from another runtime.

        Raises:
            SCMError: As `grid`.
        """
        return self._tabulated(self.nodes[name], runtime)

    def _tabulated(self, node: Endogenous, runtime: Runtime) -> Grid:
        supports = {parent: self.shape[parent].support for parent in node.parents}
        return tabulated(node.source, supports, runtime)

    def _grown(self, tables: Mapping[str, Mapping[tuple[Value, ...], Value]] | None) -> SCM:
        nodes = {node.name: node for node in self.base.endogenous} | self.nodes
        roots = (*self.base.exogenous, *self.proposal.inputs)
        if tables is None:
            return SCM(self.base.doc, roots, nodes.values())
        return SCM(self.base.doc, roots, self.shape.order, tables=tables)

    def _once(self, key: str, make: Callable[[], T]) -> T:
        if key not in self._kept:
            try:
                self._kept[key] = make()
            except SCMError as error:
                self._kept[key] = error
        found = self._kept[key]
        if isinstance(found, SCMError):
            raise found
        return cast(T, found)


def fenced(reply: str) -> str:
    """The code of a reply: its fenced blocks, or all of it where it has none."""
    blocks = _FENCE.findall(reply)
    return "\n".join(blocks).strip("\n") if blocks else reply.strip("\n")


def read_nodes(code: str) -> dict[str, Endogenous]:
    """The mechanisms of a text that holds nothing else.

    Raises:
        MechanismError: It holds something else, or a mechanism is outside the language.
    """
    if len(code) > MAX_CHARS:
        raise MechanismError(1, f"{len(code)} characters", f"write at most {MAX_CHARS}")
    lines = lines_of(code)
    found: dict[str, Endogenous] = {}
    for statement in parse_text(code).body:
        if not isinstance(statement, ast.FunctionDef):
            raise MechanismError(statement.lineno, type(statement).__name__, "write functions only")
        start = min([statement.lineno, *(decorator.lineno for decorator in statement.decorator_list)]) - 1
        node = endogenous_from_source("\n" * start + "\n".join(lines[start : statement.end_lineno]))
        if node.name in found:
            raise MechanismError(statement.lineno, f"second `{node.name}`", "write each function once")
        found[node.name] = node
    if not found:
        raise MechanismError(1, "no function", "write `def name(parents) -> support:`")
    return found


def tabulated(source: str, supports: Mapping[str, tuple[Value, ...]], runtime: Runtime) -> Grid:
    """A mechanism on all values of its parents, run in the sandbox.

    Raises:
        CandidateError: There are too many, or the run ended without exact values.
    """
    rows = prod(map(len, supports.values()))
    if rows > MAX_ROWS:
        raise CandidateError(f"{rows} combinations of parent values: read fewer parents, at most {MAX_ROWS}")
    try:
        return Grid(supports, runtime.tabulate(source, list(product(*supports.values()))))
    except SandboxError as error:
        raise CandidateError(f"{error.reason}: {error}") from None


def witnesses(scm: SCM) -> Reach:
    """Every variable's values in some worlds, read from the SCM's tables."""
    reach = Reach({root.name: root.support for root in scm.exogenous})
    worlds = len(reach.rows([root.name for root in scm.exogenous])) or 1
    for node in scm.order:
        table = scm.tables[node.name]
        rows = reach.rows(node.parents) if node.parents else [()] * worlds
        reach.add(node.name, [table[row] for row in rows])
    return reach
