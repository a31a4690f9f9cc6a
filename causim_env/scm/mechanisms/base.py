"""What every mechanism family shares: the contract, the source text, and the memory of recognised families.

A family is a mechanism whose parameters are known, so it can print itself as Python, as an equation, as
English and as a table. Its Python is canonical: `recognise(parse(source()))` gives the family back, which
makes every rendering a pure function of the SCM's text. It leaves out noise: mechanisms are
deterministic, and noise enters as an ordinary exogenous parent.
"""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from causim_env.scm.domains import Domain, Integer, Value
from causim_env.scm.mechanisms.scores import integer
from causim_env.scm.mechanisms.terms import Domains, Values
from causim_env.scm.text import mechanism_source

if TYPE_CHECKING:
    from causim_env.render.words import Words
    from causim_env.streams import Stream

Kind = Literal["boolean", "integer", "category"]
Parents = Sequence[tuple[str, Domain]]


@dataclass(frozen=True, slots=True)
class Family(ABC):
    """A mechanism with known parameters.

    Attributes:
        parents: The parents' names, in the order of the function's parameters.
        domain: The declared domain of the value.
    """

    name: ClassVar[str]

    parents: tuple[str, ...]
    domain: Domain

    @abstractmethod
    def body(self) -> str:
        """The Python body without docstring, unindented, as `ast.unparse` prints it but for double quotes."""

    @abstractmethod
    def value(self, values: Values) -> Value:
        """What the mechanism gives for these values of its parents."""

    def column(self, supports: Sequence[Sequence[Value]]) -> list[Value] | None:
        """`value` over the product of the parents' values, last parent fastest; None where that is no faster."""
        return None

    @abstractmethod
    def summary(self, words: Words) -> str:
        """One short sentence for the docstring."""

    @abstractmethod
    def equation(self, name: str) -> str:
        """ASCII mathematics for the variable `name`, one or a few lines."""

    @abstractmethod
    def worked(self, values: Values) -> tuple[str, str]:
        """How the value comes about: what decides which case applies, and the case with numbers put in.

        Either part may be empty. The second is a chain of equal expressions without the value itself.
        """

    @abstractmethod
    def prose(self, name: str, words: Words) -> str:
        """Full sentences that determine the mechanism."""

    @abstractmethod
    def table(self, name: str, words: Words) -> list[list[str]]:
        """Header and rows of a table that determines the mechanism."""

    @property
    @abstractmethod
    def complexity(self) -> int:
        """Rough count of operators."""

    @classmethod
    @abstractmethod
    def sample(
        cls,
        stream: Stream,
        parents: Parents,
        kind: Kind,
        labels: tuple[str, ...],
        width: int,
    ) -> Self | None:
        """A random mechanism on these parents.

        Args:
            stream: Where the draws come from.
            parents: Names and domains; each parent gets a part.
            kind: What the variable should be.
            labels: The labels of a category.
            width: Wished number of values of an integer.

        Returns:
            A mechanism, or None where the family does not fit.
        """

    @classmethod
    @abstractmethod
    def recognise(cls, function: ast.FunctionDef, domains: Domains, domain: Domain) -> Self | None:
        """The family that prints as this function, or None; the inverse of `source`."""

    def source(self, name: str, doc: str) -> str:
        """The whole definition.

        Args:
            name: The variable.
            doc: Its docstring, or an empty string for none.
        """
        return mechanism_source(name, self.parents, self.domain, doc, self.body())


def statements(function: ast.FunctionDef) -> list[ast.stmt]:
    """A function's body without its docstring."""
    body = function.body
    first = body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        return body[1:] if type(first.value.value) is str else body
    return body


def returned(body: Sequence[ast.stmt]) -> ast.expr | None:
    """The expression of a body that is one `return`."""
    if len(body) == 1 and isinstance(body[0], ast.Return):
        return body[0].value
    return None


def constant(node: ast.expr | None) -> Value | None:
    """A literal value: boolean, integer or string."""
    if isinstance(node, ast.Constant) and type(node.value) in (bool, str):
        value = node.value
        return value if isinstance(value, (bool, str)) else None
    return integer(node)


def call(node: ast.expr | None, name: str) -> list[ast.expr] | None:
    """The arguments of a plain call of a builtin."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name and not node.keywords:
        return node.args
    return None


def local(wished: str, parents: Sequence[str]) -> str:
    """A name for a local variable that no parent bears."""
    while wished in parents:
        wished += "_now"
    return wished


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that a value is held within; None where there is none."""

    low: int | None = None
    high: int | None = None

    def code(self, text: str) -> str:
        """Python: `max(0, min(9, …))`."""
        if self.high is not None:
            text = f"min({self.high}, {text})"
        return f"max({self.low}, {text})" if self.low is not None else text

    def equation(self, text: str) -> str:
        """ASCII mathematics: `clip(…, 0, 9)`."""
        if self.low is not None and self.high is not None:
            return f"clip({text}, {self.low}, {self.high})"
        return self.code(text)

    def sentence(self) -> str:
        """English, with a leading space; empty without bounds."""
        if self.low is not None and self.high is not None:
            return f" A result below {self.low} counts as {self.low}, one above {self.high} as {self.high}."
        if self.low is not None:
            return f" A result below {self.low} counts as {self.low}."
        return f" A result above {self.high} counts as {self.high}." if self.high is not None else ""

    def rows(self) -> list[list[str]]:
        """Rows of a table of parts."""
        rows = [] if self.low is None else [[f"total below {self.low}", f"becomes {self.low}"]]
        if self.high is not None:
            rows.append([f"total above {self.high}", f"becomes {self.high}"])
        return rows

    def hold(self, amount: int) -> int:
        """The amount within the bounds."""
        if self.high is not None and amount > self.high:
            amount = self.high
        return self.low if self.low is not None and amount < self.low else amount

    @property
    def complexity(self) -> int:
        """Rough count of operators."""
        return (self.low is not None) + (self.high is not None)

    @classmethod
    def needed(cls, bounds: tuple[int, int], low: int, high: int) -> Limits:
        """The bounds that a score with these ends needs to stay within `low` and `high`."""
        return cls(low if bounds[0] < low else None, high if bounds[1] > high else None)


def read_limits(node: ast.expr) -> tuple[Limits, ast.expr]:
    """Bounds and what is held within them: `max(low, min(high, inside))`, either half or none."""
    low, inside = _bound(node, "max")
    high, inside = _bound(inside, "min")
    if low is not None and high is not None and low > high:
        return Limits(), node
    return Limits(low, high), inside


def _bound(node: ast.expr, name: str) -> tuple[int | None, ast.expr]:
    arguments = call(node, name)
    if arguments is not None and len(arguments) == 2:
        limit = integer(arguments[0])
        if limit is not None:
            return limit, arguments[1]
    return None, node


def cells(domain: Domain) -> int:
    """How many values a domain has."""
    return domain.high - domain.low + 1 if isinstance(domain, Integer) else len(domain.values)
