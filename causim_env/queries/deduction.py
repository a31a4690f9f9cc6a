"""Deduction: the causes are known, what is the effect?

The exogenous values above the target are observed; some may be replaced by the variable they lead to. Left
open on wish by hiding one that matters.
"""

from __future__ import annotations

from causim_env.queries.posing import Posed, Wish, Worlds, choose_target, inner, pick, roots_of, settle
from causim_env.queries.query import Query
from causim_env.scm import SCM
from causim_env.streams import Stream

SHORTCUTS = ("ignore_evidence",)
ASKS = (("value", 1),)


def pose(scm: SCM, stream: Stream, wish: Wish, tries: int = 24) -> Posed | None:
    """A deduction on this SCM whose answer has the wished-for rank, or None."""
    target = choose_target(scm, stream, inner(scm))
    if target is None:
        return None
    worlds = Worlds(scm, stream)
    wanted = wish.value(scm[target].support)
    roots = roots_of(scm, [target])
    for _ in range(tries):
        values = worlds.run(worlds.draw())
        if not wish.undetermined and (values[target] != wanted or worlds.guess(target) in (None, wanted)):
            continue
        known = stream.sample(roots, len(roots) - 1) if wish.undetermined else stream.shuffled(roots)
        query = Query("deduction", target, pick(values, known), ask="value")
        posed = settle(scm, query, wish, SHORTCUTS)
        if posed is not None:
            return posed
    return None
