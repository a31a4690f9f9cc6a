"""Intervention: something is set from outside, what follows?

Asked for a value, the exogenous causes are known and the variable set would have been another. Asked for a
distribution, they are not, and setting must differ from seeing, so that confounding has to be undone.
"""

from __future__ import annotations

from causim_env.queries.posing import (
    SAME_PAIR,
    Posed,
    Wish,
    Worlds,
    choose_cause_and_target,
    other_value,
    pick,
    roots_of,
    settle,
)
from causim_env.queries.query import Query
from causim_env.scm import SCM
from causim_env.streams import Stream

SHORTCUTS = ("ignore_evidence", "ignore_do", "see_for_do")
ASKS = (("value", 3), ("distribution", 2))


def pose(scm: SCM, stream: Stream, wish: Wish, tries: int = 48) -> Posed | None:
    """An intervention on this SCM in which the `do` matters, or None."""
    worlds = Worlds(scm, stream)
    cause = target = ""
    roots: list[str] = []
    for turn in range(tries):
        if turn % SAME_PAIR == 0:
            pair = choose_cause_and_target(scm, stream)
            if pair is None:
                return None
            cause, target = pair
            roots = roots_of(scm, [target])
        world = worlds.draw()
        do = {cause: other_value(scm, stream, cause, worlds.run(world)[cause])}
        values = worlds.run(world, do)
        if wish.ask == "value":
            wanted = wish.value(scm[target].support)
            if not wish.undetermined and (values[target] != wanted or worlds.guess(target, do) in (None, wanted)):
                continue
            known = stream.sample(roots, len(roots) - wish.undetermined)
            shortcuts: tuple[str, ...] = SHORTCUTS
        else:
            seen = [name for name in scm.ancestors([target]) if name not in (cause, target)]
            known = stream.sample(sorted(seen), min(len(seen), stream.below(3)))
            shortcuts = SHORTCUTS if known else SHORTCUTS[1:]
        query = Query("intervention", target, pick(values, known), do, ask=wish.ask)
        posed = settle(scm, query, wish, shortcuts)
        if posed is not None:
            return posed
    return None
