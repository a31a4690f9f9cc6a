"""Metering as edits of the text: what `meter` does to the tree, done to the source, several times faster.

The places come from the tree that was checked, and the result parses to exactly the tree that `meter.metered` gives.
Where the text is written in a way that makes a place uncertain, there is no result, and the tree is rewritten instead.
"""

from __future__ import annotations

import ast
import re

from causim_env.scm import guards
from causim_env.scm.language import nodes

GUARDS: dict[type[ast.operator], str] = {
    ast.Add: "_add",
    ast.Mult: "_mul",
    ast.Pow: "_pow",
    ast.LShift: "_lshift",
    ast.Mod: "_mod",
}
_SIGNS = {"_add": "+", "_mul": "*", "_pow": "**", "_lshift": "<<", "_mod": "%"}
_PLAIN = re.compile(r"[ -~\n]*").fullmatch
_BETWEEN = re.compile(r"([ \n)]*)([-+*%<=]+)([ \n(]*)").fullmatch
_TURN = "_turn(_tank)"

Edit = tuple[int, int, int, str]
"""From, to, order among edits at one place, and the new text."""


class _Uncertain(Exception):
    """The text does not show where to edit it."""


def spliced(source: str, function: ast.FunctionDef) -> str | None:
    """The text of a checked function with fuel and guards; None where it has to be made from the tree.

    Args:
        source: The text of the function alone.
        function: Its tree, as parsed from that text.
    """
    if not _PLAIN(source) or "\\\n" in source:
        return None
    try:
        return _Splice(source, function).text()
    except _Uncertain:
        return None


class _Splice:
    """The edits of one text."""

    def __init__(self, source: str, function: ast.FunctionDef) -> None:
        self.source = source
        self.starts = [0]
        for line in source.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.edits: list[Edit] = []
        self._statement(function.body[0], f"_tank = [{guards.FUEL}]")
        for statement in function.body:
            for node in nodes(statement):
                self._node(node)

    def text(self) -> str:
        """The edited text."""
        parts, at = [], 0
        for start, end, _, new in sorted(self.edits):
            if start < at:
                raise _Uncertain
            parts += [self.source[at:start], new]
            at = end
        return "".join([*parts, self.source[at:]])

    def _start(self, node: ast.expr | ast.stmt) -> int:
        return self.starts[node.lineno - 1] + node.col_offset

    def _end(self, node: ast.expr | ast.stmt) -> int:
        assert node.end_lineno is not None and node.end_col_offset is not None
        return self.starts[node.end_lineno - 1] + node.end_col_offset

    def _node(self, node: ast.AST) -> None:
        kind = type(node)
        if kind is ast.BinOp:
            assert isinstance(node, ast.BinOp)
            guard = GUARDS.get(type(node.op))
            if guard is not None:
                self._call(guard, node, node.left, node.right)
        elif kind is ast.Name:
            assert isinstance(node, ast.Name)
            if node.id == "range":
                start = self._start(node)
                self.edits.append((start, start, 0, "_"))
        elif kind is ast.AugAssign:
            assert isinstance(node, ast.AugAssign)
            self._assign(node)
        elif kind is ast.For:
            assert isinstance(node, ast.For)
            self._statement(node.body[0], _TURN)
        elif kind is ast.comprehension:
            assert isinstance(node, ast.comprehension)
            self._filter(node)
        elif kind is ast.JoinedStr:
            raise _Uncertain

    def _call(self, guard: str, node: ast.BinOp, left: ast.expr, right: ast.expr) -> None:
        """`a + b` becomes `_add(a, b)`."""
        start, end = self._start(node), self._end(node)
        at, behind = self._operator(self._end(left), self._start(right), _SIGNS[guard])
        self.edits += [(start, start, start - end, f"{guard}("), (at, behind, 0, ","), (end, end, -start, ")")]

    def _assign(self, node: ast.AugAssign) -> None:
        """`x += b` becomes `x = _add(x, b)`."""
        guard = GUARDS.get(type(node.op))
        if guard is None:
            return
        if not isinstance(node.target, ast.Name) or isinstance(node.value, ast.Tuple):
            raise _Uncertain
        at, behind = self._operator(self._end(node.target), self._start(node.value), f"{_SIGNS[guard]}=")
        end = self._end(node)
        self.edits += [(at, behind, 0, f"= {guard}({node.target.id},"), (end, end, -self._start(node), ")")]

    def _operator(self, start: int, end: int, sign: str) -> tuple[int, int]:
        """Where an operator stands between its sides, with nothing but parentheses around it."""
        found = _BETWEEN(self.source, start, end)
        if found is None or found.group(2) != sign:
            raise _Uncertain
        return found.span(2)

    def _statement(self, first: ast.stmt, new: str) -> None:
        """A statement in front of the first of a block."""
        start = self._start(first)
        indent = self.source[self.starts[first.lineno - 1] : start]
        between = "; " if indent.strip() else f"\n{indent}"
        self.edits.append((start, start, -len(self.source) - 1, new + between))

    def _filter(self, node: ast.comprehension) -> None:
        """A first condition behind what a comprehension runs over."""
        start, end = self._start(node.iter), self._end(node.iter)
        if self.source[:start].rstrip()[-1:] == "(":
            raise _Uncertain
        self.edits.append((end, end, 1, f" if {_TURN}"))
