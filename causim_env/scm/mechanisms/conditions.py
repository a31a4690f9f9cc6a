"""Conditions on parents: tests of one parent, joined by and, or, exclusive or and not.

Each prints as Python (exactly as `ast.unparse` does), as ASCII logic and as English, and can be read back.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from causim_env.scm.domains import Boolean, Category, Integer, Value, literal
from causim_env.scm.mechanisms.english import listing, plain
from causim_env.scm.mechanisms.scores import integer
from causim_env.scm.mechanisms.terms import NO_VALUES, Domains, Values, shown

if TYPE_CHECKING:
    from causim_env.render.words import Words

OR, AND, NOT, COMPARE, ABOVE = range(5)
"""Binding strengths, as in `ast.unparse`."""


def _wrap(text: str, inside: bool) -> str:
    return f"({text})" if inside else text


@dataclass(frozen=True, slots=True)
class Test:
    """One parent compared with a constant, or a boolean parent itself (operator `is`)."""

    parent: str
    operator: str
    bound: Value = True

    def code(self, level: int = OR) -> str:
        """Python; parenthesised where the surrounding operator binds more strongly."""
        if self.operator == "is":
            return self.parent if self.bound else _wrap(f"not {self.parent}", level > NOT)
        return _wrap(f"{self.parent} {self.operator} {literal(self.bound)}", level > COMPARE)

    def equation(self, at: Values = NO_VALUES, level: int = OR) -> str:
        """ASCII logic."""
        name = shown(self.parent, at)
        if self.operator == "is":
            return name if self.bound else f"not {name}"
        sign = self.operator
        if sign == "==":
            sign = "is" if self.parent in at else "="
        return f"{name} {sign} {plain(self.bound)}"

    def phrase(self, words: Words, inner: bool = False) -> str:
        """English."""
        if self.operator in ("is", "=="):
            return words.state(self.parent, self.bound)
        value = words.value(self.parent, self.bound)
        verb = {"!=": "not", ">=": "at least", "<=": "at most", "<": "below", ">": "above"}
        subject = f"{words.noun(self.parent)} {words.verb(self.parent)}"
        return f"{subject} {verb[self.operator]} {value}"

    def holds(self, values: Values) -> bool:
        """Whether the test passes."""
        value, bound = values[self.parent], self.bound
        if self.operator in ("is", "=="):
            return value == bound
        if self.operator == "!=":
            return value != bound
        left, right = int(value), int(bound)
        if self.operator == ">=":
            return left >= right
        if self.operator == "<=":
            return left <= right
        return left < right if self.operator == "<" else left > right

    @property
    def complexity(self) -> int:
        """Rough count of operators."""
        return 0 if self.operator == "is" and self.bound else 1

    @property
    def parents(self) -> tuple[str, ...]:
        """The parents tested."""
        return (self.parent,)


@dataclass(frozen=True, slots=True)
class Joint:
    """Conditions joined by `and`, `or`, or (two of them) `xor`; `not` holds one."""

    operator: str
    parts: tuple[Test | Joint, ...]

    def code(self, level: int = OR) -> str:
        """Python; parenthesised where the surrounding operator binds more strongly."""
        if self.operator == "not":
            return _wrap(f"not {self.parts[0].code(NOT)}", level > NOT)
        if self.operator == "xor":
            left, right = self.parts
            return _wrap(f"{left.code(ABOVE)} != {right.code(ABOVE)}", level > COMPARE)
        own = AND if self.operator == "and" else OR
        inside = [part.code(own + 1 + i) for i, part in enumerate(self.parts)]
        return _wrap(f" {self.operator} ".join(inside), level > own)

    def equation(self, at: Values = NO_VALUES, level: int = OR) -> str:
        """ASCII logic."""
        if self.operator == "not":
            return f"not ({self.parts[0].equation(at)})"
        inside = [part.equation(at, ABOVE) for part in self.parts]
        if self.operator == "xor":
            inside = [
                _wrap(text, isinstance(part, Test) and part.complexity > 0)
                for text, part in zip(inside, self.parts, strict=True)
            ]
        return _wrap(f" {self.operator} ".join(inside), level > OR)

    def phrase(self, words: Words, inner: bool = False) -> str:
        """English; `inner` where it stands inside another condition."""
        texts = [part.phrase(words, True) for part in self.parts]
        if self.operator == "not":
            return f"it is not so that {texts[0]}"
        if self.operator == "xor":
            if inner or any(isinstance(part, Joint) for part in self.parts):
                return f"exactly one of these holds: (1) {texts[0]}; (2) {texts[1]}"
            return f"either {texts[0]} or {texts[1]}, but not both"
        if not inner and any(isinstance(part, Joint) for part in self.parts):
            return f", {self.operator} ".join(texts)
        if not inner:
            return listing(texts, self.operator)
        if len(texts) > 2:
            return f"{'all' if self.operator == 'and' else 'any'} of these hold: {'; '.join(texts)}"
        return f"{'both' if self.operator == 'and' else 'either'} " + listing(texts, self.operator)

    def holds(self, values: Values) -> bool:
        """Whether the condition is met."""
        if self.operator == "and":
            return all([part.holds(values) for part in self.parts])
        if self.operator == "or":
            return any([part.holds(values) for part in self.parts])
        first = self.parts[0].holds(values)
        return not first if self.operator == "not" else first != self.parts[1].holds(values)

    @property
    def complexity(self) -> int:
        """Rough count of operators."""
        return max(1, len(self.parts) - 1) + sum(part.complexity for part in self.parts)

    @property
    def parents(self) -> tuple[str, ...]:
        """The parents tested, in order."""
        return tuple(name for part in self.parts for name in part.parents)


Condition = Test | Joint

_COMPARE = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip


def read_condition(node: ast.expr, domains: Domains) -> Condition | None:
    """A condition from an expression; None where it is something else."""
    if isinstance(node, ast.Name):
        return Test(node.id, "is") if type(domains.get(node.id)) is Boolean else None
    if isinstance(node, ast.BoolOp):
        return _joint("and" if isinstance(node.op, ast.And) else "or", node.values, domains)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        if isinstance(node.operand, ast.Name):
            inner = read_condition(node.operand, domains)
            return Test(inner.parent, "is", False) if isinstance(inner, Test) else None
        return _joint("not", [node.operand], domains)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return _read_compare(node.left, _COMPARE.get(type(node.ops[0])), node.comparators[0], domains)
    return None


def _joint(operator: str, nodes: list[ast.expr], domains: Domains) -> Joint | None:
    parts = [read_condition(node, domains) for node in nodes]
    known = tuple(part for part in parts if part is not None)
    return Joint(operator, known) if len(known) == len(parts) else None


def _read_compare(left: ast.expr, operator: str | None, right: ast.expr, domains: Domains) -> Condition | None:
    if operator is None:
        return None
    if isinstance(left, ast.Name) and type(domains.get(left.id)) is Integer:
        bound = integer(right)
        return None if bound is None else Test(left.id, operator, bound)
    if operator not in ("==", "!="):
        return None
    if isinstance(left, ast.Name) and type(domains.get(left.id)) is Category:
        if isinstance(right, ast.Constant) and type(right.value) is str:
            return Test(left.id, operator, right.value)
        return None
    return _joint("xor", [left, right], domains) if operator == "!=" else None
