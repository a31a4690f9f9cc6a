"""Runs side by side: the difference of two models on the same problems, and means over seeds.

A difference is paired by problem and clustered by SCM: it says what other problems would have given these two models. A
mean over seeds has Student's interval over the seeds: it says what other seeds would have given, and of other problems
only where every seed has problems of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, sqrt
from statistics import NormalDist, mean, stdev

from causim_env.evaluation.differences import Interval, difference

__all__ = ["Interval", "difference", "over_seeds"]

_Z = NormalDist().inv_cdf(0.975)
_T = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
    2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
"""Student's 97.5 % points for 1 to 30 degrees of freedom."""


def over_seeds(values: Sequence[float]) -> Interval:
    """The mean of several runs with Student's interval; that of a single run is everything.

    Raises:
        ValueError: There are no runs.
    """
    if not values:
        raise ValueError("no runs to take the mean of")
    centre = mean(values)
    if len(values) == 1:
        return Interval(centre, -inf, inf)
    half = (_T[len(values) - 2] if len(values) <= len(_T) + 1 else _Z) * stdev(values) / sqrt(len(values))
    return Interval(centre, centre - half, centre + half)
