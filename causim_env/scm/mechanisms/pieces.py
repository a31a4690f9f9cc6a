"""Formulae that share a range: what piecewise and match put in each of their cases."""

from __future__ import annotations

from causim_env.scm.mechanisms.scores import Score
from causim_env.scm.mechanisms.terms import Domains
from causim_env.streams import Stream


def tile(stream: Stream, scores: list[Score], domains: list[Domains], width: int) -> tuple[list[Score], int]:
    """Shifts scores so that together they cover 0 up to a top without a gap.

    Args:
        stream: Where the order and the overlaps come from.
        scores: One for each case, each without gaps of its own.
        domains: What the parents can be in each case.
        width: Wished number of values.

    Returns:
        The shifted scores and the top.
    """
    top = -1
    placed = list(scores)
    for i in stream.shuffled(range(len(scores))):
        low, high = scores[i].bounds(domains[i])
        span = high - low
        start = top + 1
        if start + span >= width:
            start = max(0, min(start, stream.between(0, max(0, width - 1 - span))))
        placed[i] = scores[i].plus(start - low)
        top = max(top, start + span)
    return placed, top
