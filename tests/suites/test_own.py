"""Our own suites: the frozen one is what its hashes say, the library's twins differ where they should."""

from __future__ import annotations

from dataclasses import replace

import pytest

from causim_env import suites
from causim_env.evaluation import Completion, judge
from causim_env.evaluation.item import Item
from causim_env.splits import SPLITS
from causim_env.suites import SuiteError, heldout, library
from causim_env.suites.twins import gaps, of_twins

FEW = ("cha2ds2_vasc", "qsofa", "full_adder")


def test_the_frozen_problems_of_a_part_are_still_the_same() -> None:
    frozen = heldout.manifest()
    assert {part["split"] for part in frozen["parts"]} == set(SPLITS[2:])
    part = frozen["parts"][0]
    assert heldout.fingerprint(heldout.draw(frozen, part)) == part["sha256"]


@pytest.mark.slow
def test_all_frozen_problems_are_still_the_same() -> None:
    suite = suites.load("heldout")
    assert len(suite.items) == 720 and all(item.problem is not None for item in suite.items)


def test_other_problems_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    frozen = heldout.manifest()
    part = {**frozen["parts"][0], "n": 2, "level": 1}
    monkeypatch.setattr(heldout, "manifest", lambda: {**frozen, "parts": [part]})
    with pytest.raises(SuiteError, match="draws other problems for test-iid, level 1"):
        suites.load("heldout")


@pytest.fixture(scope="module")
def twins() -> suites.Suite:
    return library.load(FEW)


def test_every_question_is_asked_of_three_twins_and_the_contrary_one_differs(twins: suites.Suite) -> None:
    assert len(twins.items) == len(FEW) * len(library.KINDS) * 3
    for start in range(0, len(twins.items), 3):
        named, anonymised, contrary = twins.items[start : start + 3]
        assert [item.split for item in (named, anonymised, contrary)] == ["named", "anonymised", "contrary"]
        assert named.scm == anonymised.scm == contrary.scm
        assert named.gold.answer != contrary.gold.answer
        assert named.problem is not None and contrary.problem is not None
        assert named.problem.query == contrary.problem.query
    again = library.load(FEW)
    assert [item.prompt for item in again.items] == [item.prompt for item in twins.items]
    part = twins.spread(4).items
    assert len(part) == 6 and [item.split for item in part[:3]] == ["named", "anonymised", "contrary"]


def test_reciting_shows_as_a_gap_and_reasoning_does_not(twins: suites.Suite) -> None:
    recited: list[Item] = []
    for start in range(0, len(twins.items), 3):
        named, anonymised, contrary = twins.items[start : start + 3]
        recited += [named, anonymised, replace(contrary, problem=named.problem)]
    by_heart = [
        judge(item, Completion(said.solution), "m").record for item, said in zip(twins.items, recited, strict=True)
    ]
    assert of_twins(by_heart)
    found = gaps(by_heart)
    assert found["named - contrary"].value == 1 and found["named - anonymised"].value == 0
    reasoned = [judge(item, Completion(item.solution), "m").record for item in twins.items]
    assert gaps(reasoned)["named - contrary"].value == 0
    assert not of_twins(reasoned[:1])


def test_names_and_paths(tmp_path: object) -> None:
    with pytest.raises(SuiteError, match="write one of heldout, library, cladder, rlcausal, calm"):
        suites.load("gsm8k")
    with pytest.raises(SuiteError, match="leave the path out"):
        suites.load("library", heldout.files("causim_env"))  # type: ignore[arg-type]
