"""Terms: what one parent contributes to a sum, in Python, in ASCII mathematics and in English.

Integers enter times a factor or divided by a whole number (rounded down), booleans through a conditional,
categories through an amount for each label. Signs are printed by the score that holds the term.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from causim_env.scm.domains import Domain, Integer, Value, literal
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
