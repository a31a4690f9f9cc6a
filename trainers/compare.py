"""Runs side by side: the difference of two models on the same problems, and means over seeds.

Both intervals are honest about what varies. A difference is paired by problem and clustered by SCM; a mean over
seeds has Student's interval over the seeds, which also carries the luck of training.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt
from statistics import NormalDist, mean, stdev

from causim_env.evaluation import Prediction

_Z = NormalDist().inv_cdf(0.975)
_T = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262}


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


def difference(before: Sequence[Prediction], after: Sequence[Prediction]) -> Interval:
    """How much more often `after` is right than `before`, on the problems that both have a verdict on.

    Args:
        before: Predictions of the first model.
        after: Predictions of the second one.

    Raises:
        ValueError: They have no problem in common.
    """
    old = {p.id: p.correct for p in before if p.correct is not None}
    gains: dict[str, list[int]] = defaultdict(list)
    for prediction in after:
        if prediction.correct is not None and prediction.id in old:
            gains[prediction.scm].append(int(prediction.correct) - int(bool(old[prediction.id])))
    n = sum(len(gain) for gain in gains.values())
    if n == 0:
        raise ValueError("the two models share no problem: evaluate both on the same splits, seed and rows")
    shift = sum(sum(gain) for gain in gains.values()) / n
    spread = sum((sum(gain) - shift * len(gain)) ** 2 for gain in gains.values())
    factor = len(gains) / (len(gains) - 1) if len(gains) > 1 else inf
    half = _Z * sqrt(factor * spread) / n if spread else 0.0
    return Interval(shift, shift - half, shift + half)


def over_seeds(values: Sequence[float]) -> Interval:
    """The mean of several runs with Student's interval; a single run has no interval of its own.

    Raises:
        ValueError: There are no runs.
    """
    if not values:
        raise ValueError("no runs to take the mean of")
    centre = mean(values)
    if len(values) == 1:
        return Interval(centre, centre, centre)
    half = _T.get(len(values) - 1, _Z) * stdev(values) / sqrt(len(values))
    return Interval(centre, centre - half, centre + half)
