"""Runs side by side: the difference of two models on the same problems, and means over seeds.

Both intervals are honest about what varies. A difference is paired by problem and clustered by SCM; a mean over
seeds has Student's interval over the seeds, which also carries the luck of training.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist, mean, stdev

from causim_env.evaluation.differences import Interval, difference

__all__ = ["Interval", "difference", "over_seeds"]

_Z = NormalDist().inv_cdf(0.975)
_T = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262}


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
