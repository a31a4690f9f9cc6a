"""Faults: each changes the text, and those that keep every sentence are false all the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

pytest.importorskip("jinja2", reason="needs the llm extra")

from benchmarks.faulty_plans import PLANS
from benchmarks.steps import PLACES, Step, grown
from benchmarks.witness import degenerate
from causim_env.authors.candidate import Candidate
from causim_env.authors.claims import Monotone, Saturation, Sign, read
from causim_env.authors.faults import FAULTS
from causim_env.authors.noisy import NoisyAuthor
from causim_env.authors.proposal import Node, Proposal, check
from causim_env.authors.verify import climb
from causim_env.authors.written import Written, grid_of
from causim_env.sandbox import default_runtime
from causim_env.scm import Integer
from causim_env.streams import Stream
from tests.authors.test_verify import EMPTY, LIGHT

RUNTIME = default_runtime()
LEVEL = Written(
    "level",
    (("rain", (0, 1, 2, 3, 4)), ("open", (False, True))),
    Integer(0, 4),
    "Level [m]. Rises with rain. Levels off in rain from 3. Is 0 unless rain >= 1.",
    "if open:\n    return min(rain, 2)\nreturn min(rain, 3)",
)


@pytest.fixture(scope="module")
def steps() -> list[Step]:
    return [step for number in range(2) for step in grown(number, (4, 7))]


def test_steps_are_of_all_places_and_fit(steps: list[Step]) -> None:
    assert {step.place for step in steps} == set(PLACES)
    assert {len(step.scm.endogenous) for step in steps} == {3, 6}
    for step in steps:
        check(step.proposal, step.scm, 4)
        assert ("\ndef " in step.written.after) == (step.place == "between") == bool(step.proposal.rewire)
        found = climb(Candidate(step.scm, step.proposal, step.written.source, [RUNTIME]))
        assert found.accepted or found.message[:2] in ("V5", "V7", "V8"), found.message


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_changes_the_text(kind: str, steps: list[Step]) -> None:
    texts = [(step, FAULTS[kind](step.written, Stream("faults", i))) for i, step in enumerate(steps)]
    assert all(text != step.written.source for step, text in texts)
    assert FAULTS[kind](LEVEL, Stream("faults")) not in (None, LEVEL.source)


@pytest.mark.parametrize("kind", ["wrong_direction", "off_by_one", "unsaturated"])
def test_a_slip_keeps_every_sentence_and_one_is_false(kind: str) -> None:
    text = FAULTS[kind](LEVEL, Stream("slip"))
    assert text is not None and LEVEL.doc in text
    body = "\n".join(line[4:] for line in text.split("\n")[2:])
    grid = grid_of(replace(LEVEL, body=body))
    assert grid is not None
    false = [claim for claim in read(LEVEL.doc) if not claim.holds(grid)]
    form = {"wrong_direction": Monotone | Sign, "unsaturated": Saturation}.get(kind, object)
    assert any(isinstance(claim, form) for claim in false)
    assert FAULTS[kind](replace(LEVEL, doc="Level [m]."), Stream("slip")) is None


def test_the_ladder_refuses_slips_for_what_they_are(steps: list[Step]) -> None:
    first: dict[str, Counter[str]] = {kind: Counter() for kind in FAULTS}
    for number, step in enumerate(steps):
        for kind in ("wrong_direction", "off_by_one", "unsaturated", "breaks_child", "cycle"):
            text = FAULTS[kind](step.written, Stream("slips", number))
            if text is not None and (step.place == "between" or kind not in ("breaks_child", "cycle")):
                first[kind][climb(Candidate(step.scm, step.proposal, text, [RUNTIME])).message[:2]] += 1
    for kind in ("wrong_direction", "off_by_one"):
        assert set(first[kind]) == {"V6"}, first[kind]
    assert set(first["cycle"]) == {"V1"}
    assert set(first["breaks_child"]) <= {"V4", "V5", "V6", "V7", ""} and first["breaks_child"]["V4"]


def test_a_wrong_plan_is_refused_where_it_can_be_told(steps: list[Step]) -> None:
    step = next(step for step in steps if step.place == "between")
    for kind, rung in (("planned_cycle", "V1"), ("twin", "V5"), ("explosion", "V8")):
        wrong = PLANS[kind](step, Stream("plans", kind))
        assert wrong is not None
        found = climb(Candidate(wrong.scm, wrong.proposal, wrong.written.source, [RUNTIME]), stop=False)
        assert [verdict.rung for verdict in found.verdicts if verdict.passed is False] == [rung], kind
        if rung != "V1":
            assert all(verdict.passed for verdict in found.verdicts if verdict.rung != rung)
    assert PLANS["planned_cycle"](next(one for one in steps if one.place == "leaf"), Stream("plans")) is None


def test_worlds_show_what_is_degenerate() -> None:
    light = Candidate(EMPTY, LIGHT, "def light(u_sun, u_cloud) -> Integer(0, 6):\n    return u_sun * 2", [RUNTIME])
    assert not degenerate(light.scm, LIGHT)
    same = Proposal(Node("sun", "Sun.", Integer(0, 3), ("u_sun",)), LIGHT.inputs)
    code = "def sun(u_sun) -> Integer(0, 3):\n    return u_sun"
    assert degenerate(Candidate(EMPTY, same, code, [RUNTIME]).scm, same)
    rare = "def light(u_sun, u_cloud) -> Integer(0, 6):\n    return 1 if u_sun > 5 else 0"
    assert degenerate(Candidate(EMPTY, LIGHT, rare, [RUNTIME]).scm, LIGHT)


def test_an_author_whose_kinds_find_no_room_writes_it_right(steps: list[Step]) -> None:
    plain = replace(LEVEL, doc="Level [m].")
    author = NoisyAuthor(1.0, faults=("unsaturated",))
    assert author._spoil(plain, Stream("room")) == plain.source
    assert author._spoil(LEVEL, Stream("room")) != LEVEL.source
