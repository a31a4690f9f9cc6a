"""The difference of two accuracies on the same questions, with its interval."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, sqrt
from statistics import NormalDist
from typing import Protocol

_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Interval:
    """A number with its 95 % interval."""

    value: float
    low: float
    high: float

    def to_json(self) -> dict[str, float]:
        """Plain numbers."""
        return {"value": self.value, "low": self.low, "high": self.high}

    def within(self, least: float, most: float) -> Interval:
        """The interval cut off at what the number can be."""
        return Interval(self.value, max(self.low, least), min(self.high, most))


class Scored(Protocol):
    """A record or a prediction."""

    @property
    def id(self) -> str:
        """Which question."""

    @property
    def scm(self) -> str:
        """About what."""

    @property
    def correct(self) -> bool | None:
        """Whether the answer was right; None without a verdict."""


def difference(before: Iterable[Scored], after: Iterable[Scored]) -> Interval:
    """How much more often `after` is right than `before`, on the questions that both have a verdict on.

    It is paired by question and clustered by SCM.

    Raises:
        ValueError: They have no question in common.
    """
    old = {one.id: one.correct for one in before if one.correct is not None}
    gains: dict[str, list[int]] = defaultdict(list)
    for one in after:
        if one.correct is not None and one.id in old:
            gains[one.scm].append(int(one.correct) - int(bool(old[one.id])))
    n = sum(len(gain) for gain in gains.values())
    if n == 0:
        raise ValueError("the two share no problem: evaluate both on the same splits, seed and rows")
    shift = sum(sum(gain) for gain in gains.values()) / n
    spread = sum((sum(gain) - shift * len(gain)) ** 2 for gain in gains.values())
    half = _Z * sqrt(len(gains) / (len(gains) - 1) * spread) / n if len(gains) > 1 else inf
    return Interval(shift, shift - half, shift + half)
