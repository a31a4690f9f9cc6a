"""Claims: what a docstring says about a mechanism, in sentences that a program can check.

    Rises with light.                          monotone: one step up of `light` alone never lowers it
    Falls with light.
    Overall rises with light.                  sign: from its least to its greatest value `light` never lowers it
    Overall falls with light.
    Depends on light only through light >= 4.  threshold
    Levels off in light from 6.                saturation
    Ranges from 0 to 9.                        range, both ends taken
    Is 0 unless pump = true.                   default; the condition is =, >= or < on one parent
    Neither rises nor falls with light.        mixed: not monotone; said where no other claim is true

Every other claim also says that something happens: a mechanism that ignores `light` does not rise with it. Claims are
checked on all combinations of the parents' declared values, so that a claim that passes is true. Booleans count as
0 and 1; categories have no order and are spoken of only by `Is ... unless`. Any other sentence is prose.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from math import prod
from typing import ClassVar, Literal

from causim_env.scm.domains import SCMError, Value

Operator = Literal["=", ">=", "<"]


class ClaimError(SCMError):
    """A sentence that is no claim, or one that does not fit its variables."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A mechanism on all combinations of its parents' values.

    Attributes:
        supports: Each parent's values, in the order of the parameters.
        values: The mechanism's values, last parent fastest.
    """

    supports: Mapping[str, tuple[Value, ...]]
    values: Sequence[Value]

    @property
    def ordered(self) -> bool:
        """Whether the values have an order."""
        return all(type(value) is not str for value in self.values)

    def lines(self, parent: str) -> Iterator[Sequence[Value]]:
        """The values along one parent, one line for each combination of the others."""
        sizes = [len(support) for support in self.supports.values()]
        place = list(self.supports).index(parent)
        stride = prod(sizes[place + 1 :])
        block = stride * sizes[place]
        for start in range(0, len(self.values), block):
            for offset in range(start, start + stride):
                yield self.values[offset : offset + block : stride]


class Claim(ABC):
    """One checkable sentence.

    It is true of a mechanism if no line along the parent contradicts it and one line at least shows it.

    Attributes:
        form: What kind of claim it is.
        parent: The parent it speaks of; empty for none.
    """

    form: ClassVar[str]
    parent: str

    @abstractmethod
    def text(self) -> str:
        """The sentence."""

    @abstractmethod
    def check(self, grid: Grid) -> None:
        """Whether it can be said of a mechanism at all.

        Raises:
            ClaimError: It speaks of a parent or of an order that the mechanism does not have.
        """

    @abstractmethod
    def breaks(self, support: Sequence[Value], line: Sequence[Value]) -> bool:
        """Whether the values along the parent, all else equal, contradict it."""

    @abstractmethod
    def shows(self, support: Sequence[Value], line: Sequence[Value]) -> bool:
        """Whether what it speaks of happens on this line."""

    def holds(self, grid: Grid) -> bool:
        """Whether it is true of a mechanism.

        Raises:
            ClaimError: As `check`.
        """
        self.check(grid)
        support, lines = grid.supports.get(self.parent, ()), self._lines(grid)
        broken = any(self.breaks(support, line) for line in lines)
        return not broken and any(self.shows(support, line) for line in lines)

    def counterexample(self, grid: Grid) -> str:
        """The first line that contradicts it, in words; empty where it is only that no line shows it."""
        support = grid.supports.get(self.parent, ())
        others = {name: values for name, values in grid.supports.items() if name != self.parent}
        for row, line in zip(product(*others.values()), self._lines(grid), strict=False):
            if self.breaks(support, line):
                held = ", ".join(f"{name} = {plain(value)}" for name, value in zip(others, row, strict=True))
                values = ", ".join(f"{plain(at)}: {plain(value)}" for at, value in zip(support, line, strict=False))
                return f"{self.parent or 'the values'} {values or f'reach from {min(line)} to {max(line)}'}" + (
                    f" where {held}" if held and self.parent else ""
                )
        return ""

    def _lines(self, grid: Grid) -> list[Sequence[Value]]:
        return list(grid.lines(self.parent)) if self.parent else [grid.values]


@dataclass(frozen=True, slots=True)
class Monotone(Claim):
    """One step up of a parent never moves the value the other way, and sometimes moves it this way."""

    form: ClassVar[str] = "monotone"

    parent: str
    rises: bool

    def text(self) -> str:
        """For example `Rises with light`."""
        return f"{'Rises' if self.rises else 'Falls'} with {self.parent}."

    def check(self, grid: Grid) -> None:
        """Both have an order."""
        _need_order(self, grid, True)

    def breaks(self, support: Sequence[Value], line: Sequence[Value]) -> bool:
        """A step the other way."""
        return any(_moves(a, b, not self.rises) for a, b in pairwise(line))

    def shows(self, support: Sequence[Value], line: Sequence[Value]) -> bool:
        """A step this way."""
        return any(_moves(a, b, self.rises) for a, b in pairwise(line))


@dataclass(frozen=True, slots=True)
class Sign(Claim):
    """From its least to its greatest value a parent never moves the value the other way."""

    form: ClassVar[str] = "sign"

    parent: str
    rises: bool

    def text(self) -> str:
        """For example `Overall rises with light`."""
        return f"Overall {'rises' if self.rises else 'falls'} with {self.parent}."

    def check(self, grid: Grid) -> None:
        """Both have an order."""
        _need_order(self, grid, True)

    def breaks(self, support: Sequence[Value], line: Sequence[Value]) -> bool:
        """The ends lie the other way."""
        return _moves(line[0], line[-1], not self.rises)

    def shows(self, support: Sequence[Value], line: Sequence[Value]) -> bool:
        """The ends lie this way."""
        return _moves(line[0], line[-1], self.rises)


@dataclass(frozen=True, slots=True)
class Threshold(Claim):
    """An integer parent matters only by reaching a number."""

    form: ClassVar[str] = "threshold"

    parent: str
    at: int

    def text(self) -> str:
        """For example `Depends on light only through light >= 4`."""
        return f"Depends on {self.parent} only through {self.parent} >= {self.at}."

    def check(self, grid: Grid) -> None:
        """The parent is an integer."""
        _need_integer(self, grid)

    def breaks(self, support: Sequence[Value], line: Sequence[Value]) -> bool:
        """A side that is not constant."""
        cut = _below(support, self.at)
        return not (_constant(line[:cut]) and _constant(line[cut:]))

    def shows(self, support: Sequence[Value], line: Sequence[Value]) -> bool:
        """Two sides that differ."""
        return 0 < _below(support, self.at) < len(line) and line[0] != line[-1]


@dataclass(frozen=True, slots=True)
class Saturation(Claim):
    """An integer parent stops mattering from a number on."""

    form: ClassVar[str] = "saturation"

    parent: str
    at: int

    def text(self) -> str:
        """For example `Levels off in light from 6`."""
        return f"Levels off in {self.parent} from {self.at}."

    def check(self, grid: Grid) -> None:
        """The parent is an integer."""
        _need_integer(self, grid)

    def breaks(self, support: Sequence[Value], line: Sequence[Value]) -> bool:
        """Something changes from there on, or there is no such value."""
        cut = _below(support, self.at)
        return cut == len(line) or not _constant(line[cut:])

    def shows(self, support: Sequence[Value], line: Sequence[Value]) -> bool:
        """Something changes up to there."""
        return not _constant(line[: _below(support, self.at) + 1])


@dataclass(frozen=True, slots=True)
class Range(Claim):
    """The least and the greatest value."""

    form: ClassVar[str] = "range"

    low: int
    high: int
    parent: str = field(default="", init=False)

    def text(self) -> str:
        """For example `Ranges from 0 to 9`."""
        return f"Ranges from {self.low} to {self.high}."

    def check(self, grid: Grid) -> None:
        """The values have an order."""
        _need_order(self, grid, False)

    def breaks(self, support: Sequence[Value], line: Sequence[Value]) -> bool:
        """An end that is not taken, or a value outside."""
        return not self.shows(support, line)

    def shows(self, support: Sequence[Value], line: Sequence[Value]) -> bool:
        """Both ends are taken and nothing lies outside."""
        return min(line) == self.low and max(line) == self.high


@dataclass(frozen=True, slots=True)
class Default(Claim):
    """One value unless a condition on a parent holds; then sometimes another."""

    form: ClassVar[str] = "default"

    value: str
    parent: str
    operator: Operator
    at: str

    def text(self) -> str:
        """For example `Is 0 unless pump = true`."""
        return f"Is {self.value} unless {self.parent} {self.operator} {self.at}."

    def check(self, grid: Grid) -> None:
        """The condition can be said of the parent."""
        numeric = type(_support(self, grid)[0]) is int and re.fullmatch(r"-?\d+", self.at)
        if self.operator != "=" and not numeric:
            raise ClaimError(f"`{self.text()}`: write `=` for {self.parent}, which has no order")

    def breaks(self, support: Sequence[Value], line: Sequence[Value]) -> bool:
        """Another value where the condition fails."""
        return any(not self._met(at) and plain(value) != self.value for at, value in zip(support, line, strict=True))

    def shows(self, support: Sequence[Value], line: Sequence[Value]) -> bool:
        """Another value where the condition holds, which it does not everywhere."""
        met = [self._met(at) for at in support]
        return not all(met) and any(plain(value) != self.value for value, held in zip(line, met, strict=True) if held)

    def _met(self, at: Value) -> bool:
        if self.operator == "=":
            return plain(at) == self.at
        return (int(at) >= int(self.at)) == (self.operator == ">=")


@dataclass(frozen=True, slots=True)
class Mixed(Claim):
    """A parent with an order in which the value is not monotone: what is said where no other claim is true."""

    form: ClassVar[str] = "mixed"

    parent: str

    def text(self) -> str:
        """For example `Neither rises nor falls with light`."""
        return f"Neither rises nor falls with {self.parent}."

    def check(self, grid: Grid) -> None:
        """The parent has an order."""
        if type(_support(self, grid)[0]) is str:
            raise ClaimError(f"`{self.text()}`: {self.parent} has no order; write `Is ... unless ... = ...`")

    def breaks(self, support: Sequence[Value], line: Sequence[Value]) -> bool:
        """Nothing on one line alone."""
        return False

    def shows(self, support: Sequence[Value], line: Sequence[Value]) -> bool:
        """Nothing on one line alone."""
        return False

    def holds(self, grid: Grid) -> bool:
        """Whether neither monotone claim is true."""
        self.check(grid)
        return not grid.ordered or not any(Monotone(self.parent, rises).holds(grid) for rises in (True, False))

    def counterexample(self, grid: Grid) -> str:
        """The monotone claim that is true instead."""
        rises = Monotone(self.parent, True)
        return f"say `{(rises if rises.holds(grid) else Monotone(self.parent, False)).text()}`"


_SENTENCE = re.compile(
    r"""(?:^|(?<=[.!?]\s))(?:
      Neither\ rises\ nor\ falls\ with\ (?P<mixed>\w+)
    | (?P<direction>Rises|Falls|Overall\ rises|Overall\ falls)\ with\ (?P<with>\w+)
    | Depends\ on\ (?P<depends>\w+)\ only\ through\ (?P=depends)\ >=\ (?P<reach>-?\d{1,18})
    | Levels\ off\ in\ (?P<levels>\w+)\ from\ (?P<flat>-?\d{1,18})
    | Ranges\ from\ (?P<low>-?\d{1,18})\ to\ (?P<high>-?\d{1,18})
    | Is\ (?P<value>-?\w{1,60})\ unless\ (?P<parent>\w+)\ (?P<operator>=|>=|<)\ (?P<at>-?\w{1,60})
    )\.(?=\s|$)""",
    re.VERBOSE,
)


def read(doc: str) -> list[Claim]:
    """The claims of a docstring, in order."""
    return [_claim(match) for match in _SENTENCE.finditer(" ".join(doc.split()))]


def read_one(sentence: str) -> Claim:
    """One claim, alone.

    Raises:
        ClaimError: The sentence is none.
    """
    match = _SENTENCE.fullmatch(" ".join(sentence.split()))
    if match is None:
        raise ClaimError(
            f"claim `{sentence[:80]}`: write for example `Rises with light.` or `Is 0 unless pump = true.`"
        )
    return _claim(match)


def plain(value: Value) -> str:
    """A value as claims write it: `7`, `true`, `clay`."""
    return str(value).lower() if type(value) is bool else str(value)


def _claim(match: re.Match[str]) -> Claim:
    part = match.groupdict()
    if part["mixed"]:
        return Mixed(part["mixed"])
    if part["with"]:
        form = Sign if part["direction"].startswith("Overall") else Monotone
        return form(part["with"], part["direction"].lower().endswith("rises"))
    if part["depends"]:
        return Threshold(part["depends"], int(part["reach"]))
    if part["levels"]:
        return Saturation(part["levels"], int(part["flat"]))
    if part["low"]:
        return Range(int(part["low"]), int(part["high"]))
    operator: dict[str, Operator] = {"=": "=", ">=": ">=", "<": "<"}
    return Default(part["value"], part["parent"], operator[part["operator"]], part["at"])


def _support(claim: Claim, grid: Grid) -> tuple[Value, ...]:
    if claim.parent not in grid.supports:
        raise ClaimError(f"`{claim.text()}` speaks of {claim.parent}: speak of the parents {', '.join(grid.supports)}")
    return grid.supports[claim.parent]


def _need_order(claim: Claim, grid: Grid, parent: bool) -> None:
    if not grid.ordered or (parent and type(_support(claim, grid)[0]) is str):
        raise ClaimError(f"`{claim.text()}`: a category has no order; write `Is ... unless ... = ...`")


def _need_integer(claim: Claim, grid: Grid) -> None:
    if type(_support(claim, grid)[0]) is not int:
        raise ClaimError(f"`{claim.text()}`: {claim.parent} is no integer; write `Is ... unless ... = ...`")


def _below(support: Sequence[Value], at: int) -> int:
    return sum(int(value) < at for value in support)


def _moves(a: Value, b: Value, rises: bool) -> bool:
    return int(a) < int(b) if rises else int(a) > int(b)


def _constant(line: Sequence[Value]) -> bool:
    return all(value == line[0] for value in line)
