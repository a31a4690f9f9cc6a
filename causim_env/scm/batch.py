"""Many worlds at once, with numpy where every mechanism allows it.

The numpy path takes SCMs whose values are integers and booleans and whose mechanisms are straight-line
arithmetic: assignments, the ternary, comparisons, `and`/`or`/`not`, `+ - * // %`, `abs`, `min`, `max`, and
`if`/`return` chains. Integers stay in 64 bits because an interval is carried along each expression and the
path is left where one could grow past them. Everything else runs world by world; the results are the same.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from causim_env.scm.compile import check_world, evaluate, fused
from causim_env.scm.domains import Value
from causim_env.scm.model import SCM, Endogenous, World
from causim_env.scm.syntax import body_without_docstring, parse_python

if TYPE_CHECKING:
    import numpy as np

    Column = np.ndarray[Any, np.dtype[np.int64]]

MIN_ROWS = 64
_LIMIT = 2**62
_Interval = tuple[int, int]


def evaluate_batch(scm: SCM, worlds: Sequence[World], do: World) -> list[dict[str, Value]]:
    """See `SCM.evaluate_batch`."""
    program = _program(scm, frozenset(do)) if len(worlds) >= MIN_ROWS and scm.vetted else None
    if program is None:
        if not scm.vetted:
            return [evaluate(scm, world, do) for world in worlds]
        for world in worlds:
            check_world(scm, world)
        scm.check_values(do, "do")
        run = fused(scm, frozenset(do))
        return [run(world, do) for world in worlds]
    for world in worlds:
        check_world(scm, world)
    scm.check_values(do, "do")
    columns = evaluate_columns(scm, worlds, do, program)
    names = list(columns)
    rows = zip(*columns.values(), strict=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def evaluate_columns(
    scm: SCM,
    worlds: Sequence[World],
    do: World,
    program: Callable[[dict[str, Any]], dict[str, Any]],
) -> dict[str, list[Value]]:
    """The numpy program's result as Python values, one list a variable."""
    import numpy as np

    arrays: dict[str, Any] = {}
    for root in scm.exogenous:
        given = [do[root.name]] * len(worlds) if root.name in do else [w[root.name] for w in worlds]
        arrays[root.name] = np.array(given, dtype=np.int64)
    for node in scm.endogenous:
        if node.name in do:
            arrays[node.name] = np.full(len(worlds), int(do[node.name]), dtype=np.int64)
    computed = program(arrays)
    columns: dict[str, list[Value]] = {}
    for name in scm.names:
        boolean = type(scm[name].support[0]) is bool
        column = np.broadcast_to(computed[name], (len(worlds),))
        columns[name] = (column != 0).tolist() if boolean else column.tolist()
    return columns


class _Unsupported(Exception):
    """The mechanism needs more than the numpy path has."""


@lru_cache(maxsize=256)
def _program(scm: SCM, do: frozenset[str]) -> Callable[[dict[str, Any]], dict[str, Any]] | None:
    """The SCM as a function of columns; None where a mechanism does not allow it."""
    if any(type(scm[name].support[0]) is str for name in scm.names):
        return None
    lines = ["def run(c):"]
    lines.extend(f"    {name} = c[{name!r}]" for name in scm.names if scm.is_exogenous(name) or name in do)
    try:
        for node in scm.order:
            if node.name not in do:
                text = _Translation(scm, node).text()
                lines.append(f"    {node.name} = {text}")
    except _Unsupported:
        return None
    lines.append("    return {" + ", ".join(f"{name!r}: {name}" for name in scm.names) + "}")
    import numpy as np

    namespace: dict[str, Any] = {"where": np.where, "minimum": np.minimum, "maximum": np.maximum}
    exec(compile("\n".join(lines), "<scm columns>", "exec"), namespace)
    program: Callable[[dict[str, Any]], dict[str, Any]] = namespace["run"]
    return program


class _Translation:
    """One mechanism as an expression over columns."""

    def __init__(self, scm: SCM, node: Endogenous) -> None:
        function = parse_python(node.source).body[0]
        assert isinstance(function, ast.FunctionDef)
        self.body = body_without_docstring(function)
        self.start: dict[str, tuple[str, _Interval]] = {}
        for parent in node.parents:
            support = [int(value) for value in scm[parent].support]
            self.start[parent] = (parent, (min(support), max(support)))

    def text(self) -> str:
        return self._block(self.body, dict(self.start))[0]

    def _block(self, body: Sequence[ast.stmt], known: dict[str, tuple[str, _Interval]]) -> tuple[str, _Interval]:
        if not body:
            raise _Unsupported
        statement, rest = body[0], body[1:]
        match statement:
            case ast.Return(value=ast.expr() as value):
                return self._expression(value, known)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                return self._block(rest, {**known, name: self._expression(value, known)})
            case ast.AugAssign(target=ast.Name(id=name), op=operator, value=value):
                result = ast.BinOp(ast.Name(name, ast.Load()), operator, value)
                return self._block(rest, {**known, name: self._expression(result, known)})
            case ast.If(test=test, body=then, orelse=otherwise):
                condition, _ = self._expression(test, known)
                a, (low_a, high_a) = self._block([*then, *rest], known)
                b, (low_b, high_b) = self._block([*otherwise, *rest], known)
                text = f"where({condition} != 0, {a}, {b})"
                return self._bounded(text, (min(low_a, low_b), max(high_a, high_b)))
            case _:
                raise _Unsupported

    def _bounded(self, text: str, interval: _Interval) -> tuple[str, _Interval]:
        if max(abs(interval[0]), abs(interval[1])) >= _LIMIT or len(text) > 2_000:
            raise _Unsupported
        return text, interval

    def _expression(self, node: ast.expr, known: dict[str, tuple[str, _Interval]]) -> tuple[str, _Interval]:
        match node:
            case ast.Constant(value=int(value)):
                return self._bounded(f"({int(value)})", (int(value), int(value)))
            case ast.Name(id=name) if name in known:
                return known[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                text, (low, high) = self._expression(operand, known)
                return f"(-{text})", (-high, -low)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return f"(1 * ({self._expression(operand, known)[0]} == 0))", (0, 1)
            case ast.IfExp(test=test, body=then, orelse=otherwise):
                return self._block([ast.If(test, [ast.Return(then)], [ast.Return(otherwise)])], known)
            case ast.BoolOp(op=operator, values=values):
                return self._logic(operator, [self._expression(value, known) for value in values])
            case ast.Compare(left=left, ops=operators, comparators=comparators):
                return self._comparison([left, *comparators], operators, known)
            case ast.BinOp(left=left, op=operator, right=right):
                return self._arithmetic(operator, self._expression(left, known), self._expression(right, known))
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._call(name, [self._expression(argument, known) for argument in arguments])
            case _:
                raise _Unsupported

    def _logic(self, operator: ast.boolop, parts: list[tuple[str, _Interval]]) -> tuple[str, _Interval]:
        if any(interval[0] < 0 or interval[1] > 1 for _, interval in parts):
            raise _Unsupported
        sign = "&" if isinstance(operator, ast.And) else "|"
        return f"({f' {sign} '.join(text for text, _ in parts)})", (0, 1)

    def _comparison(
        self,
        sides: list[ast.expr],
        operators: list[ast.cmpop],
        known: dict[str, tuple[str, _Interval]],
    ) -> tuple[str, _Interval]:
        signs = {
            ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
        }  # fmt: skip
        texts = [self._expression(side, known)[0] for side in sides]
        parts = []
        for left, operator, right in zip(texts, operators, texts[1:], strict=False):
            if type(operator) not in signs:
                raise _Unsupported
            parts.append(f"(1 * ({left} {signs[type(operator)]} {right}))")
        return self._bounded("(" + " & ".join(parts) + ")", (0, 1))

    def _arithmetic(
        self, operator: ast.operator, left: tuple[str, _Interval], right: tuple[str, _Interval]
    ) -> tuple[str, _Interval]:
        (a, (low_a, high_a)), (b, (low_b, high_b)) = left, right
        match operator:
            case ast.Add():
                return self._bounded(f"({a} + {b})", (low_a + low_b, high_a + high_b))
            case ast.Sub():
                return self._bounded(f"({a} - {b})", (low_a - high_b, high_a - low_b))
            case ast.Mult():
                corners = [x * y for x in (low_a, high_a) for y in (low_b, high_b)]
                return self._bounded(f"({a} * {b})", (min(corners), max(corners)))
            case ast.FloorDiv() if low_b > 0:
                corners = [x // y for x in (low_a, high_a) for y in (low_b, high_b)]
                return self._bounded(f"({a} // {b})", (min(corners), max(corners)))
            case ast.Mod() if low_b > 0:
                return self._bounded(f"({a} % {b})", (0, high_b - 1))
            case _:
                raise _Unsupported

    def _call(self, name: str, parts: list[tuple[str, _Interval]]) -> tuple[str, _Interval]:
        if name in ("min", "max") and len(parts) >= 2:
            pick = min if name == "min" else max
            text, (low, high) = parts[0]
            for other, (other_low, other_high) in parts[1:]:
                text = f"{name}imum({text}, {other})"
                low, high = pick(low, other_low), pick(high, other_high)
            return self._bounded(text, (low, high))
        if name == "abs" and len(parts) == 1:
            text, (low, high) = parts[0]
            return self._bounded(f"abs({text})", (0, max(abs(low), abs(high))))
        if name in ("int", "bool") and len(parts) == 1:
            text, interval = parts[0]
            return (text, interval) if name == "int" else (f"(1 * ({text} != 0))", (0, 1))
        raise _Unsupported
