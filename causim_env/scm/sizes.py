"""What the expressions of a mechanism can hold: single values, containers whose size the text bounds, or anything.

A parent's value is a number, a boolean or a text, and so is everything that is computed from such values without a
container. Only what may hold more has to be weighed before something walks through it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from causim_env.scm.syntax import nodes

_SINGLE_CALLS = frozenset("abs all any bool int len round str".split())
_SINGLE_METHODS = frozenset("count endswith index isalpha isdigit lower startswith strip upper".split())
_Binding = tuple[str, ast.expr | None]


class Sizes:
    """What can be said of one function's expressions.

    Args:
        function: A mechanism that passed the check.
    """

    def __init__(self, function: ast.FunctionDef) -> None:
        everything = nodes(function)
        bindings = [pair for node in everything for pair in _bindings(node)]
        self._single = {argument.arg for argument in function.args.args} | {name for name, _ in bindings}
        size = -1
        while size != len(self._single):
            size = len(self._single)
            self._single -= {name for name, value in bindings if value is None or not self.single(value)}

    def single(self, value: ast.expr) -> bool:
        """Whether it is one number, boolean or text."""
        match value:
            case ast.Constant() | ast.UnaryOp() | ast.Compare():
                return True
            case ast.Name(id=name):
                return name in self._single
            case ast.BinOp(left=left, op=ast.Add() | ast.Mult(), right=right):
                return self.single(left) and self.single(right)
            case ast.BinOp():
                return True
            case ast.BoolOp(values=values):
                return all(map(self.single, values))
            case ast.IfExp(body=then, orelse=otherwise):
                return self.single(then) and self.single(otherwise)
            case ast.Call(func=ast.Name(id="max" | "min"), args=[_, _, *_] as arguments):
                return all(map(self.single, arguments))
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return name in _SINGLE_CALLS or name == "sum" and len(arguments) == 1
            case ast.Call(func=ast.Attribute(attr=name)):
                return name in _SINGLE_METHODS
            case ast.Subscript(value=ast.List(elts=elements) | ast.Tuple(elts=elements), slice=index):
                return not isinstance(index, ast.Slice) and all(map(self.single, elements))
            case ast.Subscript(value=ast.Dict(values=values)):
                return all(map(self.single, values))
            case ast.Subscript(value=inner):
                return self.single(inner)
            case _:
                return False

    def bounded(self, value: ast.expr | None) -> bool:
        """Whether it holds no more single values than the text shows."""
        match value:
            case None | ast.Set():
                return True
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                return all(map(self.bounded, elements))
            case ast.Dict(keys=keys, values=values):
                return all(map(self.bounded, [*keys, *values]))
            case ast.Call(func=ast.Name(id="divmod")):
                return True
            case _:
                return self.single(value)

    def _holds_singles(self, value: ast.expr) -> bool:
        """Whether it is a range, or a display of single values."""
        match value:
            case ast.Call(func=ast.Name(id="range")):
                return True
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                return all(map(self.single, elements))
            case _:
                return self.single(value)

    def nests(self, node: ast.AST) -> bool:
        """Whether it puts a container into another one, by name, so that parts can be shared."""
        match node:
            case ast.List(ctx=ast.Load()) | ast.Tuple(ctx=ast.Load()) | ast.Dict():
                return not self.bounded(node)
            case ast.Call(func=ast.Name(id="zip" | "enumerate"), args=arguments):
                return not all(self._holds_singles(argument) for argument in arguments)
            case ast.Call(func=ast.Attribute(attr="append"), args=[value]):
                return not self.bounded(value)
            case ast.Assign(targets=targets, value=value):
                return any(isinstance(target, ast.Subscript) for target in targets) and not self.bounded(value)
            case _:
                return False


def _bindings(node: ast.AST) -> Iterator[_Binding]:
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _bound(target, value)
        case ast.AugAssign(target=ast.Name(id=name) as target, op=operator, value=value):
            yield name, ast.BinOp(ast.Name(target.id, ast.Load()), operator, value)
        case ast.For(target=target, iter=iterated) | ast.comprehension(target=target, iter=iterated):
            yield from _bound(target, _element(iterated))
        case ast.MatchAs(name=str(name)):
            yield name, None
        case _:
            pass


def _bound(target: ast.expr, value: ast.expr | None) -> Iterator[_Binding]:
    match target:
        case ast.Name(id=name):
            yield name, value
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            values: list[ast.expr] | list[None] = [None] * len(elements)
            if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(elements):
                values = value.elts
            for inner, part in zip(elements, values, strict=True):
                yield from _bound(inner, part)
        case _:
            pass


def _element(iterated: ast.expr) -> ast.expr | None:
    """Something that stands for what a loop over a range or over displayed values brings; None for anything else."""
    match iterated:
        case ast.Call(func=ast.Name(id="range")):
            return ast.Constant(0)
        case ast.List(elts=[first, *rest]) | ast.Tuple(elts=[first, *rest]):
            whole = first
            for other in rest:
                whole = ast.IfExp(ast.Constant(True), whole, other)
            return whole
        case ast.Constant():
            return iterated
        case _:
            return None
