"""Association: something is seen, what else is to be expected?

One to three variables are observed, upstream or downstream; the exact conditional distribution is asked for,
or the values that remain possible.
"""

from __future__ import annotations

from causim_env.queries.posing import Posed, Wish, Worlds, choose_target, pick, settle
from causim_env.queries.query import Query
from causim_env.scm import SCM
from causim_env.streams import Stream

SHORTCUTS = ("ignore_evidence", "prior_mode")
ASKS = (("distribution", 3), ("set", 1))


def pose(scm: SCM, stream: Stream, wish: Wish, tries: int = 12) -> Posed | None:
    """An association on this SCM whose evidence changes the answer, or None."""
    target = choose_target(scm, stream, [node.name for node in scm.endogenous])
    if target is None:
        return None
    worlds = Worlds(scm, stream)
    related = sorted(name for name in scm.names if name != target and scm.ancestors([name]) & scm.ancestors([target]))
    if not related:
        return None
    for _ in range(tries):
        values = worlds.run(worlds.draw())
        seen = stream.sample(related, min(len(related), 1 + stream.below(3)))
        query = Query("association", target, pick(values, seen), ask=wish.ask)
        posed = settle(scm, query, wish, SHORTCUTS)
        if posed is not None:
            return posed
    return None
