"""Cells, which a curriculum chooses between, and what is remembered of the answers to their problems.

A group is all completions of one problem. Only a group with right and wrong answers teaches anything when rewards
are compared inside the group, so groups are the unit here, and those without contrast are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple


class Cell(NamedTuple):
    """One sort of problem: a kind of query at a level in a representation."""

    kind: str
    level: int
    representation: str

    @property
    def name(self) -> str:
        """For example `counterfactual/3/code`."""
        return f"{self.kind}/{self.level}/{self.representation}"

    @classmethod
    def read(cls, name: str) -> Cell:
        """Reads a name.

        Raises:
            ValueError: It has not the form of one.
        """
        kind, level, representation = name.split("/")
        return cls(kind, int(level), representation)


def cells(kinds: Iterable[str], levels: Iterable[int], representations: Iterable[str]) -> tuple[Cell, ...]:
    """All cells of the axes, the easiest level first."""
    named = (tuple(kinds), tuple(representations))
    return tuple(Cell(kind, level, shown) for level in sorted(levels) for kind in named[0] for shown in named[1])


class Group(NamedTuple):
    """The verdicts on the completions of one row.

    Attributes:
        row: Which row.
        right: How many were right.
        asked: How many got a verdict; a verifier that failed gives none.
    """

    row: int
    right: int
    asked: int


@dataclass(slots=True)
class Memory:
    """What is remembered of a cell.

    Attributes:
        recent: Right and asked of the latest groups, oldest first.
        groups: Groups with a verdict, ever.
        all_right: Those of them without a wrong answer.
        all_wrong: Those of them without a right answer.
        credit: Rows that the cell has been promised and not been dealt.
    """

    recent: list[tuple[int, int]] = field(default_factory=list)
    groups: int = 0
    all_right: int = 0
    all_wrong: int = 0
    credit: float = 0.0

    def add(self, right: int, asked: int, window: int) -> None:
        """Takes in one group; without any verdict it leaves no trace."""
        if asked == 0:
            return
        self.recent = [*self.recent, (right, asked)][-window:]
        self.groups += 1
        self.all_right += right == asked
        self.all_wrong += right == 0

    @property
    def right(self) -> int:
        """Right answers among the recent ones."""
        return sum(right for right, _ in self.recent)

    @property
    def asked(self) -> int:
        """Recent answers."""
        return sum(asked for _, asked in self.recent)

    @property
    def mixed(self) -> int:
        """Recent groups with right and wrong answers."""
        return sum(0 < right < asked for right, asked in self.recent)

    def inside(self, low: Fraction, high: Fraction) -> float:
        """Posterior probability that the success rate lies in the band, from a uniform prior."""
        right, wrong = self.right, self.asked - self.right
        return max(0.0, below(high, right, wrong) - below(low, right, wrong))

    def progress(self) -> float:
        """Success in the newer half of the recent groups less that in the older half; 0 with fewer than four."""
        half = len(self.recent) // 2
        if half < 2:
            return 0.0
        return _rate(self.recent[-half:]) - _rate(self.recent[:half])

    def to_json(self) -> dict[str, object]:
        """Plain JSON."""
        return {
            "recent": [list(pair) for pair in self.recent],
            "groups": self.groups,
            "all_right": self.all_right,
            "all_wrong": self.all_wrong,
            "credit": self.credit,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Memory:
        """Reads what `to_json` wrote."""
        recent = [(int(right), int(asked)) for right, asked in row["recent"]]
        return cls(recent, int(row["groups"]), int(row["all_right"]), int(row["all_wrong"]), float(row["credit"]))


@lru_cache(maxsize=16_384)
def below(bound: Fraction, right: int, wrong: int) -> float:
    """P(success rate ≤ bound) given the answers, from a uniform prior.

    The Beta(right + 1, wrong + 1) law at `bound` is a binomial tail: more than `right` successes in right + wrong + 1
    trials. It is summed with products and quotients alone, so every platform gets the same bits.
    """
    if bound <= 0 or bound >= 1:
        return float(bound >= 1)
    n, p = right + wrong + 1, float(bound)
    mode = min(n, int((n + 1) * p))
    weights = [1.0] * (n + 1)  # relative to the mode, where nothing can underflow that matters
    for k in range(mode, n):
        weights[k + 1] = weights[k] * (n - k) / (k + 1) * p / (1 - p)
    for k in range(mode, 0, -1):
        weights[k - 1] = weights[k] * k / (n - k + 1) * (1 - p) / p
    return sum(weights[right + 1 :]) / sum(weights)


def _rate(groups: Sequence[tuple[int, int]]) -> float:
    return sum(right for right, _ in groups) / sum(asked for _, asked in groups)
