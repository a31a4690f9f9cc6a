"""The procedural author: draws an SCM that reads like a small real system, without any language model.

A draw goes graph, plan (kinds and families), names from a theme, exact laws for the exogenous inputs, then one
mechanism after the other, each held against its whole table (see `draft`). It leaves out difficulty levels and
splits: those choose the `Spec`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from causim_env.authors.draft import Draft
from causim_env.authors.graphs import GRAPHS, confounded_pairs
from causim_env.authors.plan import make_plan
from causim_env.authors.spec import Spec
from causim_env.authors.themes import theme
from causim_env.scm.domains import SCMError
from causim_env.scm.model import SCM
from causim_env.streams import Stream

__all__ = ["MAX_ROWS", "Spec", "draw", "many"]

MAX_ROWS = 1500
_LEAST_ROWS = 12
_REDRAWS = 50
_SHRINKS = 8
_PIECE = 64


def draw(stream: Stream, spec: Spec) -> SCM:
    """Draws an SCM that is not degenerate; the same stream and spec always give the same one.

    Raises:
        SCMError: The spec leaves no such SCM, for example a single family that its own values do not fit.
    """
    for attempt in range(_REDRAWS):
        graph = stream.choice(spec.graphs)
        setting = theme(stream.choice(spec.domains))
        parents = GRAPHS[graph](stream, spec.nodes, spec.max_parents)
        pairs = confounded_pairs(spec.nodes) if graph == "confounded" else []
        plan = make_plan(stream, spec, setting, parents, {effect: cause for cause, effect in pairs})
        if plan is None:
            continue
        rows = max(MAX_ROWS >> attempt % _SHRINKS, _LEAST_ROWS)
        scm = Draft(stream, spec, setting, plan, rows).build()
        if scm is not None:
            return scm
    raise SCMError(
        f"no SCM of {spec.nodes} nodes from graphs {', '.join(spec.graphs)} and families "
        f"{', '.join(spec.families)} in {_REDRAWS} draws: allow more families"
    )


def many(seed: int, spec: Spec, n: int, *, ray: bool = False) -> Iterator[SCM]:
    """The first `n` SCMs of a seed, in order, here or on a Ray cluster.

    Raises:
        SCMError: As `draw`.
    """
    pieces = [range(start, min(start + _PIECE, n)) for start in range(0, n, _PIECE)]
    if not ray:
        return (draw(_stream(seed, index), spec) for piece in pieces for index in piece)
    from causim_env.cluster import mapped

    return (scm for drawn in mapped(partial(_drawn, seed, spec), pieces) for scm in drawn)


def _drawn(seed: int, spec: Spec, piece: range) -> list[SCM]:
    return [draw(_stream(seed, index), spec) for index in piece]


def _stream(seed: int, index: int) -> Stream:
    return Stream("author", seed, index)
