"""Integer scores: sums of terms, the arithmetic that most families share.

A score prints as Python exactly as `ast.unparse` does, and is read back from the syntax tree.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from causim_env.scm.domains import Boolean, Category, Integer, Value
from causim_env.scm.mechanisms.terms import (
    NO_VALUES,
    Constant,
    Domains,
    Multiple,
    Pick,
    Quotient,
    Switch,
    Term,
    Values,
)

if TYPE_CHECKING:
    from causim_env.render.words import Words


@dataclass(frozen=True, slots=True)
class Score:
    """A sum of terms, in the order in which it is written."""

    terms: tuple[Term, ...]

    @property
    def parents(self) -> tuple[str, ...]:
        """The parents that contribute, in order."""
        return tuple(term.parent for term in self.terms if term.parent)

    @property
    def complexity(self) -> int:
        """Rough count of operators."""
        return max(0, len(self.terms) - 1) + sum(
            type(term) is not Constant and not (type(term) is Multiple and abs(term.factor) == 1) for term in self.terms
        )

    @property
    def constant(self) -> int | None:
        """The amount, when no parent contributes."""
        if len(self.terms) == 1 and type(self.terms[0]) is Constant:
            return self.terms[0].amount
        return None

    @property
    def simple(self) -> bool:
        """Whether it prints as one name or number, without any operator."""
        first = self.terms[0]
        return (
            len(self.terms) == 1
            and not first.negative
            and (type(first) is Constant or (type(first) is Multiple and first.factor == 1))
        )

    def code(self, bare: bool = False) -> str:
        """Python, as `ast.unparse` prints it; `bare` where a conditional needs no parentheses."""
        first = self.terms[0]
        text = first.code()
        if bare and len(self.terms) == 1 and type(first) is Switch and not first.negative:
            return text[1:-1]
        if first.negative:
            text = f"-({text})" if type(first) is Quotient else f"-{text}"
        for term in self.terms[1:]:
            text += f" - {term.code()}" if term.negative else f" + {term.code()}"
        return text

    def equation(self, at: Values = NO_VALUES) -> str:
        """ASCII mathematics; parents with a value in `at` are replaced by it."""
        first = self.terms[0]
        text = first.equation(at)
        if first.negative:
            text = f"-({text})" if type(first) is Quotient else f"-{text}"
        for term in self.terms[1:]:
            text += f" - {term.equation(at)}" if term.negative else f" + {term.equation(at)}"
        return text

    def phrase(self, words: Words) -> str:
        """English: `twice usable light plus 3`."""
        terms = sorted(self.terms, key=lambda term: term.negative)
        first = terms[0]
        if len(terms) == 1 and type(first) is Switch and not (first.on and first.off):
            return f"{'minus ' if first.negative else ''}{first.phrase(words)} and otherwise 0"
        clauses = any(type(term) is Switch or type(term) is Pick for term in terms)
        comma = "," if clauses and len(terms) > 1 else ""
        text = terms[0].phrase(words)
        if terms[0].negative:
            text = f"minus {text}" if type(terms[0]) is Constant else f"0 minus {text}"
        for term in terms[1:]:
            text += f"{comma} {'minus' if term.negative else 'plus'} {term.phrase(words)}"
        return text

    def value(self, values: Values) -> int:
        """The sum, given the parents' values."""
        return sum([term.value(values) for term in self.terms])

    def column(self, parents: Sequence[str], supports: Sequence[Sequence[Value]]) -> list[int]:
        """`value` over the product of the parents' values, last parent fastest."""
        amounts = [
            [sum([term.value({parent: value}) for term in self.terms if term.parent == parent]) for value in support]
            for parent, support in zip(parents, supports, strict=True)
        ]
        fixed = sum([term.value(NO_VALUES) for term in self.terms if not term.parent])
        return [sum(row, fixed) for row in product(*amounts)]

    def bounds(self, domains: Domains) -> tuple[int, int]:
        """Least and greatest value over the parents' domains."""
        ends = [term.bounds(domains) for term in self.terms]
        return sum([low for low, _ in ends]), sum([high for _, high in ends])

    def plus(self, amount: int) -> Score:
        """The score with a constant added at its end (or in front, where it would open with a minus)."""
        last = self.terms[-1]
        if type(last) is Constant:
            if len(self.terms) == 1:
                return Score((Constant(last.amount + amount),))
            return Score(self.terms[:-1]).plus(last.amount + amount)
        if amount == 0:
            return self
        if self.terms[0].negative:
            return Score((Constant(amount), *self.terms))
        return Score((*self.terms, Constant(amount)))


def read_score(node: ast.expr, domains: Domains) -> Score | None:
    """A score from an expression; None where it is something else."""
    terms: list[Term] = []
    return Score(tuple(terms)) if _collect(node, 1, domains, terms) else None


def integer(node: ast.expr | None) -> int | None:
    """The value of an integer literal, possibly with a sign."""
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = integer(node.operand)
        return None if inner is None else -inner
    return None


def _collect(node: ast.expr, sign: int, domains: Domains, terms: list[Term]) -> bool:
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
        other = -sign if isinstance(node.op, ast.Sub) else sign
        return _collect(node.left, sign, domains, terms) and _collect(node.right, other, domains, terms)
    term = _read_term(node, sign, domains)
    if term is not None:
        terms.append(term)
        return True
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return _collect(node.operand, -sign, domains, terms)
    return False


def _read_term(node: ast.expr, sign: int, domains: Domains) -> Term | None:
    amount = integer(node)
    if amount is not None:
        return Constant(sign * amount)
    if isinstance(node, ast.Name):
        return Multiple(node.id, sign) if type(domains.get(node.id)) is Integer else None
    if isinstance(node, ast.BinOp) and isinstance(node.left, ast.expr):
        return _read_product(node, sign, domains)
    if isinstance(node, ast.IfExp) and isinstance(node.test, ast.Name):
        on, off = integer(node.body), integer(node.orelse)
        if on is None or off is None or type(domains.get(node.test.id)) is not Boolean:
            return None
        return Switch(node.test.id, sign * on, sign * off)
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Dict):
        return _read_pick(node.value, node.slice, sign, domains)
    return None


def _read_product(node: ast.BinOp, sign: int, domains: Domains) -> Term | None:
    if isinstance(node.op, ast.Mult):
        factor, name = integer(node.left), node.right
        if factor is None:
            factor, name = integer(node.right), node.left
        if factor and isinstance(name, ast.Name) and type(domains.get(name.id)) is Integer:
            return Multiple(name.id, sign * factor)
    if isinstance(node.op, ast.FloorDiv) and isinstance(node.left, ast.Name):
        divisor = integer(node.right)
        if divisor and divisor > 1 and type(domains.get(node.left.id)) is Integer:
            return Quotient(node.left.id, divisor, sign < 0)
    return None


def _read_pick(table: ast.Dict, key: ast.expr, sign: int, domains: Domains) -> Pick | None:
    if not isinstance(key, ast.Name):
        return None
    domain = domains.get(key.id)
    if type(domain) is not Category:
        return None
    amounts: list[tuple[str, int]] = []
    for label, cell in zip(table.keys, table.values, strict=True):
        amount = integer(cell)
        if amount is None or not isinstance(label, ast.Constant) or type(label.value) is not str:
            return None
        amounts.append((label.value, sign * amount))
    labels = {label for label, _ in amounts}
    if len(labels) != len(amounts) or not labels >= set(domain.labels):
        return None
    return Pick(key.id, tuple(amounts))
