"""The verification ladder under measure: every rung by itself, on steps written right and with one fault each.

The steps are those of the incremental author (`benchmarks.steps`): a leaf, a root and a node between two others, in
simulators of several sizes. The faults are those of `causim_env.authors.faults`, and plans that are wrong although the
code does what they say (`benchmarks.faulty_plans`); every one of them changes the text. Each candidate runs in both
sandboxes, the worker under two hash seeds.

`detected`: refused by the ladder. `refused_by`: the share of a fault that a rung calls wrong, whatever the others say.
`without`: what is still called wrong when one rung is missing; a rung that cannot judge catches nothing. `only`: the
share of all faults that one rung alone calls wrong, and of those the share that left the rungs above it without
anything to judge; where that is all of them, nothing can replace the rung, for what it lets through stops the others.
The second author writes what was meant, so its share is what a docstring that is understood adds to the claims in it.

`clean`: refusals of steps written right, by the first rung that calls them wrong. They are `justified` where worlds
that were drawn show what V4 or V5 says: the variable hardly varies there, copies another one, or the rewired child
does not react. The others are alarms.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from benchmarks.faulty_plans import PLANS
from benchmarks.sandbox import spent
from benchmarks.steps import PLACES, Step, grown
from benchmarks.witness import degenerate
from causim_env.authors.candidate import Candidate
from causim_env.authors.claiming import derive
from causim_env.authors.faults import FAULTS
from causim_env.authors.verify import RUNGS, Climb, climb
from causim_env.authors.written import grid_of
from causim_env.evaluation.estimates import wilson
from causim_env.sandbox import Runtime, runtimes
from causim_env.streams import Stream

SIZES = (5, 10, 20)
KINDS = (*FAULTS, *PLANS)
AT_ONCE = 4
"""Kinds of faults tried on each step."""
EVERY_EXPLOSION = 40
"""Steps between two explosions, each of which takes half a second."""
_BELIED = {
    "wrong_direction": ("monotone", "sign"),
    "off_by_one": ("threshold", "default"),
    "unsaturated": ("saturation",),
}


def ladder(simulators: int) -> dict[str, object]:
    """Climbs with right and wrong steps of so many simulators."""
    sandboxes: list[Runtime] = [make() for make in runtimes().values()]
    start = spent()
    clean, faults = _Clean(), _Faults()
    done = 0
    try:
        for number in range(simulators):
            for step in grown(number, SIZES):
                right = Candidate(step.scm, step.proposal, step.written.source, sandboxes)
                clean.add(step, right, climb(right, stop=False))
                for kind, wrong, text in _spoiled(step, done):
                    faults.add(kind, wrong, text, sandboxes)
                done += 1
            print(f"{number + 1} of {simulators} simulators", file=sys.stderr, flush=True)
        seconds = round(spent() - start, 1)
    finally:
        for runtime in sandboxes:
            runtime.close()
    return {
        "simulators": simulators,
        "sandboxes": [runtime.name for runtime in sandboxes],
        "clean": clean.to_json(),
        "faulty_steps": sum(faults.count.values()),
        **faults.to_json(),
        "processor_s": seconds,
    }


def _spoiled(step: Step, number: int) -> Iterator[tuple[str, Step, str]]:
    """A few faults of a step: kind, what was asked for, and the text."""
    stream = Stream("benchmark fault", number)
    kinds = [kind for kind in KINDS if kind != "explosion"]
    chosen = stream.sample(kinds, AT_ONCE)
    if number % EVERY_EXPLOSION == 0:
        chosen.append("explosion")
    for kind in chosen:
        asked: Step | None = step
        if kind in PLANS:
            asked = PLANS[kind](step, stream)
            text = asked.written.source if asked is not None else None
        else:
            text = FAULTS[kind](step.written, stream)
            if text is None and kind in _BELIED:
                asked, text = _with_claim(step, kind, stream)
        if asked is not None and text is not None:
            assert text != step.written.source, kind
            yield kind, asked, text


def _with_claim(step: Step, kind: str, stream: Stream) -> tuple[Step, str | None]:
    """The step with a true claim more that a fault can belie."""
    grid = grid_of(step.written)
    assert grid is not None
    for claim in derive(grid, 100):
        if claim.form in _BELIED[kind] and claim not in step.proposal.node.claims:
            richer = step.claiming(claim)
            text = FAULTS[kind](richer.written, stream)
            if text is not None:
                return richer, text
    return step, None


class _Clean:
    """What became of steps that are written right."""

    def __init__(self) -> None:
        self.count: Counter[tuple[int, str]] = Counter()
        self.justified: Counter[tuple[int, str]] = Counter()
        self.alarms: Counter[tuple[int, str]] = Counter()
        self.rungs: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)

    def add(self, step: Step, candidate: Candidate, climbed: Climb) -> None:
        """Counts one."""
        key = len(step.scm.endogenous) + 1, step.place
        self.count[key] += 1
        if climbed.accepted:
            return
        self.rungs[key][climbed.message[:2]] += 1
        shown = climbed.message[:2] in ("V4", "V5") and degenerate(candidate.scm, step.proposal)
        (self.justified if shown else self.alarms)[key] += 1

    def to_json(self) -> dict[str, object]:
        """All of them, and by size and place."""
        cells = [
            {"nodes": size, "place": place, **self._row([(size, place)])}
            for size in SIZES
            for place in PLACES
            if (size, place) in self.count
        ]
        return {**self._row(list(self.count)), "cells": cells}

    def _row(self, keys: list[tuple[int, str]]) -> dict[str, object]:
        count, alarms = sum(self.count[key] for key in keys), sum(self.alarms[key] for key in keys)
        rungs: Counter[str] = Counter()
        for key in keys:
            rungs.update(self.rungs[key])
        return {
            "steps": count,
            "refused": sum(rungs.values()),
            "justified": sum(self.justified[key] for key in keys),
            "alarms": alarms,
            "alarm_rate": round(alarms / count, 4),
            "alarm_interval": _interval(alarms, count),
            "by_rung": {rung: rungs[rung] for rung in RUNGS if rungs[rung]},
        }


class _Faults:
    """What became of steps with one fault."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()
        self.detected: Counter[str] = Counter()
        self.reread: Counter[str] = Counter()
        self.places: dict[str, dict[str, list[int]]] = defaultdict(dict)
        self.alone: dict[str, Counter[str]] = defaultdict(Counter)
        self.first: dict[str, Counter[str]] = defaultdict(Counter)
        self.caught: Counter[str] = Counter()
        self.only: dict[str, Counter[str]] = defaultdict(Counter)
        self.unjudged: Counter[str] = Counter()

    def add(self, kind: str, step: Step, text: str, sandboxes: list[Runtime]) -> None:
        """Sends one up the ladder and counts it."""
        climbed = climb(Candidate(step.scm, step.proposal, text, sandboxes), stop=False)
        wrong = [verdict.rung for verdict in climbed.verdicts if verdict.passed is False]
        self.count[kind] += 1
        self.detected[kind] += not climbed.accepted
        place = self.places[kind].setdefault(step.place, [0, 0])
        place[0] += not climbed.accepted
        place[1] += 1
        self.alone[kind].update(wrong)
        self.first[kind][wrong[0] if wrong else "unjudged" if not climbed.accepted else "none"] += 1
        self.caught[kind] += bool(wrong)
        if len(wrong) == 1:
            self.only[wrong[0]][kind] += 1
            above = [verdict for verdict in climbed.verdicts if verdict.rung > wrong[0]]
            self.unjudged[wrong[0]] += bool(above) and all(verdict.passed is None for verdict in above)
        if climbed.accepted:
            meant = {step.proposal.node.name: step.written.source.partition("\n\ndef ")[0]}
            self.reread[kind] += not climb(Candidate(step.scm, step.proposal, text, sandboxes, meant), ["V6"]).accepted

    def to_json(self) -> dict[str, object]:
        """By kind, and by rung."""
        kinds = [kind for kind in KINDS if self.count[kind]]
        total = sum(self.count.values())
        lost = {rung: sum(self.only[rung].values()) for rung in RUNGS}
        unjudged = {rung: round(self.unjudged[rung] / lost[rung], 4) for rung in RUNGS if lost[rung]}
        return {
            "faults": {kind: self._kind(kind) for kind in kinds},
            "only": {
                rung: {"share": round(lost[rung] / total, 4), "left_unjudged": unjudged.get(rung, 0.0)}
                for rung in RUNGS
            },
            "irreplaceable": [rung for rung in RUNGS if unjudged.get(rung) == 1],
        }

    def _kind(self, kind: str) -> Mapping[str, object]:
        count, detected = self.count[kind], self.detected[kind]
        return {
            "steps": count,
            "detected": round(detected / count, 4),
            "detected_interval": _interval(detected, count),
            "detected_with_second_author": round((detected + self.reread[kind]) / count, 4),
            "by_place": {place: self.places[kind][place] for place in PLACES if place in self.places[kind]},
            "refused_by": {rung: round(self.alone[kind][rung] / count, 3) for rung in RUNGS},
            "without": {rung: round((self.caught[kind] - self.only[rung][kind]) / count, 3) for rung in RUNGS},
            "first": dict(self.first[kind]),
        }


def _interval(hits: int, count: int) -> list[float]:
    return [round(end, 4) for end in wilson(hits / count, count)]
