"""What values a variable can take, and with which exact probabilities.

A `Domain` is the declared range of a mechanism; a `Distribution` is the declared law of an exogenous
variable. Both are finite, both print as they are written in an SCM's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm
from types import MappingProxyType

Value = bool | int | str

VALUE_TYPES = (bool, int, str)
_FEW = 256
MAX_DOMAIN = 100_000


class SCMError(ValueError):
    """An SCM that cannot be built or run as asked; the message says what, where and what to write."""


def same(a: object, b: object) -> bool:
    """Equality by type and value: `True` is not `1`, and only exact primitive types compare."""
    return type(a) is type(b) and type(a) in VALUE_TYPES and a == b


def literal(value: Value) -> str:
    """A value as it is written in an SCM's text: `7`, `True`, `"clay"`."""
    if type(value) is str:
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return str(value)


@dataclass(frozen=True, slots=True)
class Boolean:
    """The two truth values."""

    @property
    def values(self) -> tuple[Value, ...]:
        """`(False, True)`."""
        return (False, True)

    def text(self) -> str:
        """`Boolean()`."""
        return "Boolean()"


@dataclass(frozen=True, slots=True)
class Integer:
    """The integers from `low` to `high`, both included."""

    low: int
    high: int

    def __post_init__(self) -> None:
        """Refuses an empty or huge range."""
        if not 0 <= self.high - self.low < MAX_DOMAIN:
            raise SCMError(f"Integer({self.low}, {self.high}): write low <= high, at most {MAX_DOMAIN} values")

    @property
    def values(self) -> tuple[Value, ...]:
        """All integers of the range, ascending."""
        return _integers(self.low, self.high)

    def text(self) -> str:
        """For example `Integer(0, 6)`."""
        return f"Integer({self.low}, {self.high})"


@dataclass(frozen=True, slots=True)
class Category:
    """A finite set of words, in the order they are declared."""

    labels: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuses an empty list or a word given twice."""
        if not self.labels or len(set(self.labels)) != len(self.labels):
            raise SCMError(f"{self.text()}: write at least one label, each once")

    @property
    def values(self) -> tuple[Value, ...]:
        """The labels."""
        return self.labels

    def text(self) -> str:
        """For example `Category("low", "high")`."""
        return f"Category({', '.join(literal(label) for label in self.labels)})"


Domain = Boolean | Integer | Category


def _integers(low: int, high: int) -> tuple[Value, ...]:
    return _few_integers(low, high) if high - low < _FEW else tuple(range(low, high + 1))


@lru_cache(maxsize=4096)
def _few_integers(low: int, high: int) -> tuple[Value, ...]:
    return tuple(range(low, high + 1))


@dataclass(frozen=True, slots=True)
class Distribution:
    """An exact law on finitely many values: integer weights over their total.

    Attributes:
        weights: (value, weight) pairs, weights positive with greatest common divisor 1.
        total: The sum of the weights.
        support: The values, in declared order.
        kind: The one type of all values; part of equality, since `True == 1`.
    """

    weights: tuple[tuple[Value, int], ...]
    total: int = field(init=False, compare=False)
    support: tuple[Value, ...] = field(init=False, compare=False)
    kind: type[Value] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Reduces the weights; refuses empty, negative and repeated entries."""
        seen: set[tuple[type, Value]] = set()
        for value, weight in self.weights:
            if type(value) not in VALUE_TYPES:
                raise SCMError(f"value {value!r}: write a bool, an int or a string")
            if weight <= 0:
                raise SCMError(f"weight {weight} of {value!r}: write a positive weight")
            if (type(value), value) in seen:
                raise SCMError(f"value {value!r} stands twice: write it once")
            seen.add((type(value), value))
        if not self.weights:
            raise SCMError("empty distribution: write at least one value")
        if len({type(value) for value, _ in self.weights}) > 1:
            raise SCMError("values of different types: write all bool, all int or all string")
        shared = gcd(*(weight for _, weight in self.weights))
        if shared > 1:
            object.__setattr__(self, "weights", tuple((v, w // shared) for v, w in self.weights))
        values, weights = zip(*self.weights, strict=True)
        object.__setattr__(self, "total", sum(weights))
        object.__setattr__(self, "support", values)
        object.__setattr__(self, "kind", type(values[0]))

    @property
    def probabilities(self) -> Mapping[Value, Fraction]:
        """Value to exact probability."""
        return MappingProxyType({v: Fraction(w, self.total) for v, w in self.weights})

    def text(self) -> str:
        """As declared in an SCM's text: `Uniform(0, 3)`, `Bernoulli(1, 5)` or `Categorical(…)`."""
        values = self.support
        kind = type(values[0])
        if kind is bool:
            weight = dict(self.weights).get(True, 0)
            if values in ((False, True), (True,), (False,)):
                return f"Bernoulli({weight}, {self.total})"
        if kind is int and all(weight == 1 for _, weight in self.weights):
            low = values[0]
            if values == _integers(int(low), int(low) + len(values) - 1):
                return f"Uniform({low}, {values[-1]})"
        if kind is str and all(_is_keyword_label(str(value)) for value in values):
            inside = ", ".join(f"{value}={weight}" for value, weight in self.weights)
            return f"Categorical({inside})"
        inside = ", ".join(f"{literal(value)}: {weight}" for value, weight in self.weights)
        return f"Categorical({{{inside}}})"


def _is_keyword_label(label: str) -> bool:
    from keyword import iskeyword

    return label.isidentifier() and label.isascii() and not iskeyword(label)


def Uniform(low: int, high: int) -> Distribution:
    """All integers from `low` to `high` equally likely.

    Raises:
        SCMError: The range is empty or huge.
    """
    return Distribution(tuple((value, 1) for value in Integer(low, high).values))


def Bernoulli(p: int, q: int = 1) -> Distribution:
    """True with probability `p / q`, else False.

    Raises:
        SCMError: `p / q` is no probability.
    """
    if not (q > 0 and 0 <= p <= q):
        raise SCMError(f"Bernoulli({p}, {q}): write p and q with 0 <= p <= q")
    return Distribution(tuple((v, w) for v, w in ((False, q - p), (True, p)) if w))


def Categorical(weights: Mapping[Value, int | Fraction]) -> Distribution:
    """The given values with probabilities proportional to the given weights.

    Raises:
        SCMError: No weight is positive, or one is negative.
    """
    return from_weights(weights.items())


def from_weights(pairs: Iterable[tuple[Value, int | Fraction]]) -> Distribution:
    """A distribution from rational weights; values of weight zero are dropped.

    Raises:
        SCMError: No weight is positive, or one is negative.
    """
    kept = [(value, weight) for value, weight in pairs if weight != 0]
    scale = lcm(*(Fraction(weight).denominator for _, weight in kept)) if kept else 1
    return Distribution(tuple((value, int(weight * scale)) for value, weight in kept))
