"""Integer scores: sums of what each parent contributes, the arithmetic that most families share.

A score is a tuple of terms, each of which prints as Python, as ASCII mathematics and as English, and can be read
back from the syntax tree. Integers enter times a factor or divided by a whole number (rounded down),
booleans through a conditional, categories through an amount for each label.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from causim_env.scm.domains import Boolean, Category, Domain, Integer, Value, literal
from causim_env.scm.mechanisms.english import listing, multiple, plain, quotient

if TYPE_CHECKING:
    from causim_env.render.words import Words

Domains = Mapping[str, Domain]
Values = Mapping[str, Value]
NO_VALUES: Values = {}


def shown(parent: str, at: Values) -> str:
    """A parent's name, or its value where one is given."""
    return plain(at[parent]) if parent in at else parent


@dataclass(frozen=True, slots=True)
class Constant:
    """A fixed amount."""

    amount: int

    parent = ""

    @property
    def negative(self) -> bool:
        """Whether the term prints behind a minus sign."""
        return self.amount < 0

    def code(self) -> str:
        """Python, without sign."""
        return str(abs(self.amount))

    def equation(self, at: Values = NO_VALUES) -> str:
        """ASCII mathematics, without sign."""
        return str(abs(self.amount))

    def phrase(self, words: Words) -> str:
        """English, without sign."""
        return str(abs(self.amount))

    def value(self, values: Values) -> int:
        """What the term contributes."""
        return self.amount

    def bounds(self, domains: Domains) -> tuple[int, int]:
        """Least and greatest contribution."""
        return self.amount, self.amount


@dataclass(frozen=True, slots=True)
class Multiple:
    """An integer parent times a factor other than zero."""

    parent: str
    factor: int

    @property
    def negative(self) -> bool:
        """Whether the term prints behind a minus sign."""
        return self.factor < 0

    def code(self) -> str:
        """Python, without sign."""
        size = abs(self.factor)
        return self.parent if size == 1 else f"{size} * {self.parent}"

    def equation(self, at: Values = NO_VALUES) -> str:
        """ASCII mathematics, without sign."""
        size = abs(self.factor)
        name = shown(self.parent, at)
        if name[0] == "-":
            name = f"({name})"
        return name if size == 1 else f"{size}*{name}"

    def phrase(self, words: Words) -> str:
        """English, without sign."""
        return multiple(abs(self.factor), words.noun(self.parent))

    def value(self, values: Values) -> int:
        """What the term contributes."""
        return self.factor * int(values[self.parent])

    def bounds(self, domains: Domains) -> tuple[int, int]:
        """Least and greatest contribution."""
        domain = domains[self.parent]
        assert isinstance(domain, Integer)
        ends = self.factor * domain.low, self.factor * domain.high
        return min(ends), max(ends)


@dataclass(frozen=True, slots=True)
class Quotient:
    """An integer parent divided by a whole number above one and rounded down, added or subtracted."""

    parent: str
    divisor: int
    negative: bool = False

    def code(self) -> str:
        """Python, without sign."""
        return f"{self.parent} // {self.divisor}"

    def equation(self, at: Values = NO_VALUES) -> str:
        """ASCII mathematics, without sign."""
        name = shown(self.parent, at)
        return f"({name})//{self.divisor}" if name[0] == "-" else f"{name}//{self.divisor}"

    def phrase(self, words: Words) -> str:
        """English, without sign."""
        return quotient(self.divisor, words.noun(self.parent))

    def value(self, values: Values) -> int:
        """What the term contributes."""
        part = int(values[self.parent]) // self.divisor
        return -part if self.negative else part

    def bounds(self, domains: Domains) -> tuple[int, int]:
        """Least and greatest contribution."""
        domain = domains[self.parent]
        assert isinstance(domain, Integer)
        low, high = domain.low // self.divisor, domain.high // self.divisor
        return (-high, -low) if self.negative else (low, high)


@dataclass(frozen=True, slots=True)
class Switch:
    """A boolean parent: one amount when it is true, another when it is false."""

    parent: str
    on: int
    off: int = 0

    @property
    def negative(self) -> bool:
        """Whether the term prints behind a minus sign."""
        return self.on <= 0 and self.off <= 0 and self.on + self.off < 0

    def _amounts(self) -> tuple[int, int]:
        return (-self.on, -self.off) if self.negative else (self.on, self.off)

    def code(self) -> str:
        """Python, without sign."""
        on, off = self._amounts()
        return f"({on} if {self.parent} else {off})"

    def equation(self, at: Values = NO_VALUES) -> str:
        """ASCII mathematics, without sign."""
        on, off = self._amounts()
        if self.parent in at:
            return str(on if at[self.parent] else off)
        test = f"[{self.parent}]"
        if off:
            return f"({on} if {self.parent} else {off})"
        return test if on == 1 else f"{on}*{test}"

    def phrase(self, words: Words) -> str:
        """English, without sign."""
        on, off = self._amounts()
        if not off:
            return f"{on} if {words.state(self.parent, True)}"
        if not on:
            return f"{off} if {words.state(self.parent, False)}"
        return f"{on} if {words.state(self.parent, True)} and {off} if not"

    def value(self, values: Values) -> int:
        """What the term contributes."""
        return self.on if values[self.parent] else self.off

    def bounds(self, domains: Domains) -> tuple[int, int]:
        """Least and greatest contribution."""
        return min(self.on, self.off), max(self.on, self.off)


@dataclass(frozen=True, slots=True)
class Pick:
    """A categorical parent: an amount for each of its labels."""

    parent: str
    amounts: tuple[tuple[str, int], ...]

    @property
    def negative(self) -> bool:
        """Whether the term prints behind a minus sign."""
        return all(a <= 0 for _, a in self.amounts) and any(a for _, a in self.amounts)

    def _signed(self) -> list[tuple[str, int]]:
        sign = -1 if self.negative else 1
        return [(label, sign * amount) for label, amount in self.amounts]

    def code(self) -> str:
        """Python, without sign."""
        inside = ", ".join(f"{literal(label)}: {amount}" for label, amount in self._signed())
        return f"{{{inside}}}[{self.parent}]"

    def equation(self, at: Values = NO_VALUES) -> str:
        """ASCII mathematics, without sign."""
        if self.parent in at:
            return str(dict(self._signed())[str(at[self.parent])])
        inside = ", ".join(f"{plain(label)}: {amount}" for label, amount in self._signed())
        return f"{{{inside}}}[{self.parent}]"

    def phrase(self, words: Words) -> str:
        """English, without sign."""
        amounts = [f"{amount} for {words.value(self.parent, v)}" for v, amount in self._signed()]
        return f"an amount for {words.noun(self.parent)} ({listing(amounts)})"

    def value(self, values: Values) -> int:
        """What the term contributes."""
        return dict(self.amounts)[str(values[self.parent])]

    def bounds(self, domains: Domains) -> tuple[int, int]:
        """Least and greatest contribution."""
        amounts = [amount for _, amount in self.amounts]
        return min(amounts), max(amounts)


Term = Constant | Multiple | Quotient | Switch | Pick


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

    def bounds(self, domains: Domains) -> tuple[int, int]:
        """Least and greatest value over the parents' domains."""
        ends = [term.bounds(domains) for term in self.terms]
        return sum([low for low, _ in ends]), sum([high for _, high in ends])

    def plus(self, amount: int) -> Score:
        """The score with a constant added at its end (or in front, where it would open with a minus)."""
        last = self.terms[-1]
        if type(last) is Constant and len(self.terms) > 1:
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
