"""Single-edit mutants of a mechanism: what a small slip of the pen would have made of it."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from causim_env.sandbox import Runtime, SandboxError
from causim_env.scm.domains import Value
from causim_env.scm.language import parse_python

_SWAPS: dict[type[ast.AST], ast.AST] = {
    ast.Add: ast.Sub(),
    ast.Sub: ast.Add(),
    ast.Mult: ast.Add(),
    ast.FloorDiv: ast.Mult(),
    ast.Mod: ast.FloorDiv(),
    ast.And: ast.Or(),
    ast.Or: ast.And(),
    ast.Lt: ast.GtE(),
    ast.GtE: ast.Lt(),
    ast.Gt: ast.LtE(),
    ast.LtE: ast.Gt(),
    ast.Eq: ast.NotEq(),
    ast.NotEq: ast.Eq(),
}
_CALLS = {"min": "max", "max": "min"}


def mutants(source: str, most: int) -> list[str]:
    """Different texts, each one edit away from a mechanism; spread evenly where there are more than `most`."""
    count = len(list(_edits(_tree(source))))
    wanted = range(count) if count <= most else [i * count // most for i in range(most)]
    found: dict[str, None] = {}
    for place in wanted:
        tree = _tree(source)
        for i, _ in enumerate(_edits(tree)):
            if i == place:
                found[ast.unparse(ast.fix_missing_locations(tree))] = None
                break
    return list(found)


def tabulate(
    edited: Sequence[str], supports: Mapping[str, Sequence[Value]], runtime: Runtime
) -> list[list[Value] | None]:
    """The values of mutants on all inputs, in few calls of the sandbox; None for one that fails.

    All are put into one function that takes a number first; where that fails, its halves are tried.
    """
    if not edited:
        return []
    which = "which"
    while which in supports:
        which += "_one"
    cases = [
        f"        case {number}:\n" + textwrap.indent("\n".join(text.split("\n")[1:]), "        ")
        for number, text in enumerate(edited)
    ]
    header = f"def edited({', '.join([which, *supports])}):\n    match {which}:\n"
    rows = list(product(*supports.values()))
    try:
        values = runtime.tabulate(header + "\n".join(cases), [(n, *row) for n in range(len(edited)) for row in rows])
    except SandboxError:
        half = len(edited) // 2
        return (
            [None]
            if not half
            else tabulate(edited[:half], supports, runtime) + tabulate(edited[half:], supports, runtime)
        )
    return [values[start : start + len(rows)] for start in range(0, len(values), len(rows))]


def _tree(source: str) -> ast.FunctionDef:
    function = parse_python(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    if ast.get_docstring(function) is not None:
        del function.body[0]
    return function


def _edits(tree: ast.FunctionDef) -> Iterator[None]:
    """Makes one edit after the other in the tree, each undone before the next; the order is that of the text."""
    for statement in tree.body:
        for node in ast.walk(statement):
            yield from _edits_of(node)


def _edits_of(node: ast.AST) -> Iterator[None]:
    match node:
        case ast.Constant(value=bool(value)):
            node.value = not value
            yield
            node.value = value
        case ast.Constant(value=int(value)):
            for other in (value + 1, value - 1):
                node.value = other
                yield
            node.value = value
        case ast.BinOp(op=operator) | ast.BoolOp(op=operator) if type(operator) in _SWAPS:
            node.op = _SWAPS[type(operator)]  # type: ignore[assignment]
            yield
            node.op = operator
        case ast.Compare(ops=[operator, *rest]) if type(operator) in _SWAPS:
            node.ops = [_SWAPS[type(operator)], *rest]  # type: ignore[list-item]
            yield
            node.ops = [operator, *rest]
        case ast.Call(func=ast.Name(id=name) as function) if name in _CALLS:
            function.id = _CALLS[name]
            yield
            function.id = name
        case _:
            pass
