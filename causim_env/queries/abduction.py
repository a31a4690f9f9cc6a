"""Abduction: the effects are known, what was the cause?

The target is an exogenous variable; variables downstream of it are observed, and most of the other causes.
"""

from __future__ import annotations

from causim_env.queries.posing import Posed, Wish, Worlds, choose_target, pick, roots_of, settle
from causim_env.queries.query import Query
from causim_env.scm import SCM
from causim_env.streams import Stream

SHORTCUTS = ("ignore_evidence", "prior_mode")
ASKS = (("set", 3), ("value", 2))


def pose(scm: SCM, stream: Stream, wish: Wish, tries: int = 16) -> Posed | None:
    """An abduction on this SCM with the wished-for value among its answers, or None."""
    causes = [root.name for root in scm.exogenous if scm.children(root.name) and len(root.support) > 1]
    target = choose_target(scm, stream, causes)
    if target is None:
        return None
    worlds = Worlds(scm, stream)
    wanted = wish.value(scm[target].support)
    below = sorted(scm.descendants([target]) - {target})
    for _ in range(tries):
        world = worlds.draw()
        world[target] = wanted
        values = worlds.run(world)
        seen = stream.sample(below, min(len(below), 1 + stream.below(2)))
        others = [name for name in roots_of(scm, seen) if name != target]
        hidden = min(len(others), max(0, wish.hidden - 1))
        known = stream.sample(others, len(others) - hidden)
        query = Query("abduction", target, pick(values, [*known, *seen]), ask=wish.ask)
        posed = settle(scm, query, wish, SHORTCUTS)
        if posed is not None:
            return posed
    return None
