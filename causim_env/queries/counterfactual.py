"""Counterfactual: given what happened, what would have happened had something been otherwise?

Some exogenous causes stay hidden and have to be abducted from what was observed; then the variable is set and
the consequences follow in the same world (Pearl, Causality, 2nd ed., theorem 7.1.7).
"""

from __future__ import annotations

from collections.abc import Mapping

from causim_env.queries.posing import (
    SAME_PAIR,
    Posed,
    Wish,
    Worlds,
    choose_cause_and_target,
    choose_target,
    other_value,
    pick,
    roots_of,
    settle,
)
from causim_env.queries.query import Query
from causim_env.scm import SCM, Value
from causim_env.streams import Stream

SHORTCUTS = ("copy_factual", "ignore_evidence", "ignore_do", "evidence_under_do")
GUESSED = tuple(name for name in SHORTCUTS if name != "ignore_evidence")
ASKS = (("value", 3), ("set", 1), ("distribution", 1))


def pose(scm: SCM, stream: Stream, wish: Wish, tries: int = 48) -> Posed | None:
    """A counterfactual on this SCM that needs both its evidence and its `do`, or None."""
    worlds = Worlds(scm, stream)
    cause = target = ""
    uncut: list[str] = []
    for turn in range(tries):
        if turn % SAME_PAIR == 0:
            pair = choose_cause_and_target(scm, stream)
            if pair is None:
                return None
            cause, target = pair
            uncut = _roots_past(scm, target, cause)
        if not uncut:
            continue
        world = worlds.draw()
        factual = worlds.run(world)
        do = {cause: other_value(scm, stream, cause, factual[cause])}
        outcome = worlds.imagine(factual, cause, do[cause])[target]
        if outcome == factual[target]:
            continue
        closed = wish.ask == "value" and not wish.undetermined
        if closed and (outcome != wish.value(scm[target].support) or worlds.guess(target, do) in (None, outcome)):
            continue
        hidden = stream.sample(uncut, min(len(uncut), wish.hidden))
        query = Query("counterfactual", target, _evidence(scm, stream, wish, factual, hidden, target), do, wish.ask)
        posed = settle(scm, query, wish, GUESSED if closed else SHORTCUTS)
        if posed is not None:
            return posed
    return None


def _roots_past(scm: SCM, target: str, cause: str) -> list[str]:
    """The exogenous variables that reach the target without passing through the cause."""
    seen, todo = {target}, [target]
    while todo:
        for parent in scm.parents(todo.pop()):
            if parent != cause and parent not in seen:
                seen.add(parent)
                todo.append(parent)
    return [root.name for root in scm.exogenous if root.name in seen]


def _evidence(
    scm: SCM, stream: Stream, wish: Wish, factual: Mapping[str, Value], hidden: list[str], target: str
) -> dict[str, Value]:
    """Traces of the hidden causes and the other causes; fewer of them where the answer is to stay open."""
    above = scm.ancestors([target])
    traces = []
    for name in hidden[1:] if wish.undetermined else hidden:
        below = sorted(scm.descendants([name]) - {name})
        near = [other for other in below if other in above] or below
        trace = choose_target(scm, stream, near)
        if trace is not None:
            traces.append(trace)
    others = [name for name in roots_of(scm, [target, *traces]) if name not in hidden]
    if wish.undetermined or wish.ask != "value":
        others = stream.sample(others, len(others) // 2)
    return pick(factual, [*others, *traces])
