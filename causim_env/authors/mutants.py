"""Single-edit mutants of a mechanism: what a small slip of the pen would have made of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

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


def _tree(source: str) -> ast.FunctionDef:
    function = ast.parse(source).body[0]
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
