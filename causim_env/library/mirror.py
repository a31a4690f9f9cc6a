"""A mechanism rewritten to read some of its parents mirrored, as one would have written it by hand.

`x >= 5` on 0..9 becomes `x <= 4`, `2 if smoker else 0` becomes `0 if smoker else 2`, the entries of a table change
places. Where a parent stands alone it is replaced: `not smoker`, `9 - x`, or a small table of words.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from operator import ge, gt, le, lt

from causim_env.scm import Endogenous, SCMError, Value
from causim_env.scm.syntax import body_without_docstring
from causim_env.scm.text import mechanism_source

Supports = Mapping[str, tuple[Value, ...]]
_COMPARED = {ast.Lt: lt, ast.LtE: le, ast.Gt: gt, ast.GtE: ge}
_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}


def mirrored_source(node: Endogenous, supports: Supports, doc: str) -> str:
    """The text of a mechanism that gives at some values what `node` gives at the mirrored ones.

    Args:
        node: The mechanism.
        supports: The parents to mirror, with their values in order.
        doc: The docstring of the result.

    Raises:
        SCMError: The mechanism assigns to one of its parents.
    """
    function = ast.parse(node.source).body[0]
    assert isinstance(function, ast.FunctionDef)
    body = body_without_docstring(function)
    for part in body:
        for name in ast.walk(part):
            if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store) and name.id in node.parents:
                raise SCMError(f"{node.name} assigns to its parent {name.id}: give the local another name")
    mirror = _Mirror(supports)
    turned = _ascending([mirror.visit(part) for part in body])
    text = "\n".join(ast.unparse(ast.fix_missing_locations(part)) for part in turned)
    return mechanism_source(node.name, node.parents, node.domain, doc, _double_quoted(text))


def _double_quoted(text: str) -> str:
    """Words in the quotes that SCM texts use."""
    return text.replace("'", '"') if '"' not in text else text


def _ascending(body: list[ast.stmt]) -> list[ast.stmt]:
    """A chain of returns on falling bounds, written on rising ones: `if x < 3: ...; if x < 7: ...`."""
    steps: list[tuple[str, int, ast.stmt]] = []
    for statement in body[:-1]:
        match statement:
            case ast.If(
                test=ast.Compare(left=ast.Name(id=name), ops=[ast.GtE()], comparators=[ast.Constant(value=int(bound))]),
                body=[ast.Return() as result],
                orelse=[],
            ):
                steps.append((name, bound, result))
            case _:
                return body
    bounds = [bound for _, bound, _ in steps]
    if not steps or len({name for name, _, _ in steps}) > 1 or bounds != sorted(set(bounds), reverse=True):
        return body
    results = [result for _, _, result in steps]
    key = ast.Name(steps[0][0], ast.Load())
    rising: list[ast.stmt] = []
    for bound, step in zip(reversed(bounds), [body[-1], *reversed(results)], strict=False):
        rising.append(ast.If(ast.Compare(key, [ast.Lt()], [_constant(bound)]), [step], []))
    return [*rising, results[0]]


class _Mirror(ast.NodeTransformer):
    def __init__(self, supports: Supports) -> None:
        self.supports = supports
        self.images = {name: dict(zip(support, reversed(support), strict=True)) for name, support in supports.items()}

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """A parent where nothing neater is possible."""
        if node.id not in self.images:
            return node
        support, image = self.supports[node.id], self.images[node.id]
        if type(support[0]) is bool:
            return ast.UnaryOp(ast.Not(), node)
        if type(support[0]) is int:
            ends = int(support[0]) + int(support[-1])
            if all(int(value) + int(other) == ends for value, other in image.items()):
                return ast.BinOp(_constant(ends), ast.Sub(), node)
        rows = list(image.items())
        return ast.Subscript(ast.Dict([_constant(v) for v, _ in rows], [_constant(o) for _, o in rows]), node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        """`not not x` is `x`."""
        inner = self.visit(node.operand)
        if isinstance(node.op, ast.Not) and _is_not(inner):
            return inner.operand  # type: ignore[no-any-return]
        return ast.UnaryOp(node.op, inner)

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        """`a if not x else b` is `b if x else a`."""
        test, yes, no = self.visit(node.test), self.visit(node.body), self.visit(node.orelse)
        return ast.IfExp(test.operand, no, yes) if _is_not(test) else ast.IfExp(test, yes, no)

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """A sum with the constants that the mirror brought in taken together."""
        if not isinstance(node.op, ast.Add | ast.Sub):
            self.generic_visit(node)
            return node
        terms: list[tuple[int, ast.expr]] = []
        self._flatten(node, 1, terms)
        base = sum(sign * term.value for sign, term in terms if _is_int(term))  # type: ignore[attr-defined]
        rest = [(sign, term) for sign, term in terms if not _is_int(term)]
        if base or not rest or rest[0][0] < 0:
            rest = [(1, _constant(base)), *rest] if not rest or rest[0][0] < 0 else [*rest, (1, _constant(base))]
        total = rest[0][1]
        for sign, term in rest[1:]:
            if _is_int(term) and term.value < 0:  # type: ignore[attr-defined]
                sign, term = -sign, _constant(-term.value)  # type: ignore[attr-defined]
            total = ast.BinOp(total, ast.Add() if sign > 0 else ast.Sub(), term)
        return total

    def _flatten(self, node: ast.expr, sign: int, terms: list[tuple[int, ast.expr]]) -> None:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            self._flatten(node.left, sign, terms)
            self._flatten(node.right, sign if isinstance(node.op, ast.Add) else -sign, terms)
            return
        new = node if _is_int(node) else self.visit(node)
        match new:
            case ast.BinOp(left=ast.Constant(), op=ast.Sub(), right=ast.Name() as name):
                terms += [(sign, new.left), (-sign, name)]
            case ast.BinOp(
                left=ast.Constant(value=int(factor)),
                op=ast.Mult(),
                right=ast.BinOp(left=ast.Constant(value=int(ends)), op=ast.Sub(), right=ast.Name() as name),
            ):
                terms += [(sign, _constant(factor * ends)), (-sign, ast.BinOp(_constant(factor), ast.Mult(), name))]
            case _:
                terms.append((sign, new))

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """A comparison with constants keeps its form: the constants are mirrored."""
        sides = [node.left, *node.comparators]
        at = next((i for i, s in enumerate(sides) if isinstance(s, ast.Name) and s.id in self.images), None)
        if at is None or len(sides) > 3 or any(i != at and not _is_constant(s) for i, s in enumerate(sides)):
            self.generic_visit(node)
            return node
        name = sides[at]
        assert isinstance(name, ast.Name)
        support, image = self.supports[name.id], self.images[name.id]
        if at == 0 and isinstance(node.ops[0], ast.In | ast.NotIn) and isinstance(sides[1], ast.Tuple):
            labels = [_constant(image.get(_value(part), _value(part))) for part in sides[1].elts]
            return ast.Compare(name, node.ops, [ast.Tuple(labels, ast.Load())])
        if any(isinstance(side, ast.Tuple) for side in sides):
            self.generic_visit(node)
            return node
        if len(sides) == 2 and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            value = _value(sides[1 - at])
            return ast.Compare(name, node.ops, [_constant(image.get(value, value))])
        plain = type(support[0]) is int and list(support) == sorted(support)
        if not plain or not all(type(op) in _TURNED for op in node.ops):
            self.generic_visit(node)
            return node
        links = [_turned(name, op, side, at > i, support) for i, (op, side) in enumerate(_links(node, at))]
        if len(links) == 1:
            return links[0]
        low, high = sorted(links, key=lambda link: isinstance(link.ops[0], ast.LtE))
        if type(low.ops[0]) is type(high.ops[0]):
            return ast.BoolOp(ast.And(), [low, high])
        return ast.Compare(low.comparators[0], [ast.LtE(), ast.LtE()], [name, high.comparators[0]])

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        """The entries of a table on parents change places."""
        index = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        names = [part.id if isinstance(part, ast.Name) else "" for part in index]
        table = node.value
        if not isinstance(table, ast.Dict) or not any(name in self.images for name in names):
            self.generic_visit(node)
            return node
        rows: dict[tuple[Value, ...], ast.expr] = {}
        for key, entry in zip(table.keys, table.values, strict=True):
            parts = key.elts if isinstance(key, ast.Tuple) else [key]
            if not all(_is_constant(part) for part in parts) or len(parts) != len(names):
                self.generic_visit(node)
                return node
            rows[tuple(_value(part) for part in parts)] = self.visit(entry)
        turned = {self._image(names, key): entry for key, entry in rows.items()}
        if turned.keys() == rows.keys():
            turned = {key: turned[key] for key in rows}
        keys = [_constant(k[0]) if len(k) == 1 else ast.Tuple([_constant(v) for v in k], ast.Load()) for k in turned]
        return ast.Subscript(ast.Dict(list(keys), list(turned.values())), node.slice)

    def _image(self, names: list[str], key: tuple[Value, ...]) -> tuple[Value, ...]:
        return tuple(self.images.get(name, {}).get(value, value) for name, value in zip(names, key, strict=True))

    def visit_Match(self, node: ast.Match) -> ast.stmt:
        """The cases of a match on parents change their labels."""
        parts = node.subject.elts if isinstance(node.subject, ast.Tuple) else [node.subject]
        names = [part.id if isinstance(part, ast.Name) else "" for part in parts]
        if any(isinstance(p, ast.MatchAs) and p.name for case in node.cases for p in ast.walk(case.pattern)):
            self.generic_visit(node)
            return node
        for case in node.cases:
            case.pattern = self._pattern(case.pattern, names, isinstance(node.subject, ast.Tuple))
            case.guard = None if case.guard is None else self.visit(case.guard)
            case.body = [self.visit(statement) for statement in case.body]
        if not all(name in self.images or isinstance(p, ast.Name) for name, p in zip(names, parts, strict=True)):
            raise SCMError("match on more than names: match on the parents themselves")
        return node

    def _pattern(self, pattern: ast.pattern, names: list[str], is_tuple: bool) -> ast.pattern:
        if isinstance(pattern, ast.MatchOr):
            return ast.MatchOr([self._pattern(part, names, is_tuple) for part in pattern.patterns])
        if is_tuple and isinstance(pattern, ast.MatchSequence):
            pairs = zip(pattern.patterns, names, strict=True)
            return ast.MatchSequence([self._pattern(part, [name], False) for part, name in pairs])
        image = self.images.get(names[0], {})
        if isinstance(pattern, ast.MatchSingleton) and image:
            return ast.MatchSingleton(not pattern.value)
        if isinstance(pattern, ast.MatchValue):
            value = _value(pattern.value)
            return ast.MatchValue(_constant(image.get(value, value)))
        return pattern


def _links(node: ast.Compare, at: int) -> list[tuple[ast.cmpop, ast.expr]]:
    """The comparisons of a chain in which the name at `at` takes part, in order."""
    sides = [node.left, *node.comparators]
    return [(op, sides[i] if i + 1 == at else sides[i + 1]) for i, op in enumerate(node.ops)]


def _turned(name: ast.Name, op: ast.cmpop, side: ast.expr, on_left: bool, support: tuple[Value, ...]) -> ast.Compare:
    """`name op bound`, true of a value where the old comparison is true of its mirror image."""
    kind = _TURNED[type(op)] if on_left else type(op)
    bound = int(_value(side))
    values = [int(value) for value in support]
    passing = sum(_COMPARED[kind](value, bound) for value in values)
    if kind in (ast.GtE, ast.Gt):
        edge = values[passing - 1] if passing else values[0] - 1
        return ast.Compare(name, [ast.LtE()], [_constant(edge)])
    edge = values[-passing] if passing else values[-1] + 1
    return ast.Compare(name, [ast.GtE()], [_constant(edge)])


def _constant(value: Value) -> ast.expr:
    return ast.Constant(value)


def _value(node: ast.expr | None) -> Value:
    value: Value = ast.literal_eval(node)  # type: ignore[arg-type]
    return value


def _is_constant(node: ast.expr | None) -> bool:
    if isinstance(node, ast.Tuple):
        return all(_is_constant(part) for part in node.elts)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return _is_int(node.operand)
    return isinstance(node, ast.Constant)


def _is_int(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int


def _is_not(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
