"""The authors: what they ask, how they recover from refusals, and that a stopped run ends like one that was not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

pytest.importorskip("jinja2", reason="needs the llm extra")

from causim_env.authors.backend import Request
from causim_env.authors.incremental import Outcome, Rules
from causim_env.authors.journal import read_journal
from causim_env.authors.models import InProcess, Recorded
from causim_env.authors.noisy import NoisyAuthor
from causim_env.authors.run import MANIFEST, Order, write_all
from causim_env.authors.targets import Targets, depths, level_of
from causim_env.evaluation.completion import Completion
from causim_env.evaluation.models import Done, ModelError
from causim_env.sandbox import default_runtime
from causim_env.scm import SCM
from causim_env.scm.mechanisms import recognise
from tests.spoken import Spoken

RULES = Rules([default_runtime()])
SMALL = Order(2, (Targets(5), Targets(4, "greenhouse")), seed=3)


def sources(outcomes: Sequence[Outcome]) -> list[str]:
    return [outcome.scm.to_source() if outcome.scm else "" for outcome in outcomes]


def test_a_noisy_author_grows_what_was_asked_for() -> None:
    mix = {"linear": 1, "gate": 1}
    targets = Targets(8, "clinic", depth=3, max_parents=3, noise=0.2, families=mix, levels={2: 2, 3: 2})
    [outcome] = write_all(None, Order(1, (targets,)), NoisyAuthor(0.2, seed=1), RULES)
    assert outcome.complete, outcome.reason
    scm = outcome.scm
    assert scm is not None and len(scm.endogenous) == 8
    assert max(depths(scm).values()) <= 3
    assert all(1 <= len(node.parents) <= 3 for node in scm.endogenous)
    names = [family.name for node in scm.endogenous if (family := recognise(node, scm)) is not None]
    assert sum(name in ("linear", "gate") for name in names) >= 4
    levels = [level_of(scm, node.name) for node in scm.endogenous]
    assert levels.count(2) + levels.count(3) >= 3
    world = {root.name: root.support[0] for root in scm.exogenous}
    assert SCM.from_source(scm.to_source()).evaluate(world) == scm.evaluate(world)


def test_the_planner_sees_no_code_and_the_executor_only_the_neighbourhood() -> None:
    noisy = NoisyAuthor(0.0, seed=2)
    backend = Spoken(noisy.answer)
    [outcome] = write_all(None, Order(1, (Targets(7),)), backend, RULES)
    assert outcome.complete
    for request in backend.asked:
        if request.role == "plan":
            assert "return " not in request.prompt and "def " not in request.prompt
            assert request.schema is not None
        else:
            node = request.facts["node"]
            assert isinstance(node, dict)
            allowed = {node["name"], *node["parents"]}
            children = request.facts["children"]
            assert isinstance(children, list)
            for child in children:
                allowed.update((child["name"], *child["parents"]))
            strangers = [v.name for v in outcome.scm.variables if v.name not in allowed] if outcome.scm else []
            assert not any(f"- {name}:" in request.prompt for name in strangers)


def test_a_refusal_goes_back_in_one_line_and_a_hopeless_plan_is_dropped() -> None:
    noisy = NoisyAuthor(0.0, seed=4)
    writes: list[Request] = []

    def answer(request: Request) -> str | None:
        if request.role == "plan":
            return "I would rather not." if request.turn == 0 else noisy.answer(request)
        writes.append(request)
        return "def light(:" if len(writes) <= RULES.writes else noisy.answer(request)

    backend = Spoken(answer)
    [outcome] = write_all(None, Order(1, (Targets(3),)), backend, RULES)
    assert outcome.complete
    plans = [request for request in backend.asked if request.role == "plan"]
    assert "Your last proposal was refused: no JSON object" in plans[1].prompt
    assert "It was refused: V0: line 1: syntax error" in writes[1].prompt
    assert "def light(:" in writes[1].prompt
    assert "Given up, because nobody could write it" in plans[2].prompt


def test_an_author_that_never_gets_it_right_ends_and_says_why() -> None:
    outcome = write_all(None, Order(1, (Targets(3),)), Spoken(lambda request: None), RULES)[0]
    assert outcome.scm is None and not outcome.complete
    assert "nobody there" in outcome.reason
    rules = Rules(RULES.runtimes, tokens=2_000)
    outcome = write_all(None, Order(1, (Targets(9),)), NoisyAuthor(0.0), rules)[0]
    assert not outcome.complete and "budget of 2000 tokens" in outcome.reason
    assert outcome.scm is not None and 1 <= len(outcome.scm.endogenous) < 9


def test_the_one_shot_author_meets_the_same_ladder() -> None:
    right = write_all(None, Order(1, (Targets(5),), "one-shot", seed=1), NoisyAuthor(0.0, seed=1), RULES)[0]
    assert right.complete and right.turns == 1, right.reason
    wrong = Rules(RULES.runtimes, writes=2)
    never = write_all(None, Order(1, (Targets(5),), "one-shot"), NoisyAuthor(1.0), wrong)[0]
    assert never.scm is None and never.turns == 2 and never.reason.startswith("V")
    short = Spoken(NoisyAuthor(0.0).answer)
    backend = Spoken(lambda request: short.answer(request).partition("\n\ndef ")[0] + "\n```")
    write_all(None, Order(1, (Targets(5),), "one-shot"), backend, wrong)
    assert "Your last answer was refused: V1: no mechanism" in backend.asked[1].prompt


def test_a_second_author_rereads_the_docstrings() -> None:
    noisy = NoisyAuthor(0.0, seed=6)
    same = write_all(None, Order(1, (Targets(2),)), noisy, RULES, second=noisy)[0]
    assert same.complete
    lost = Spoken(lambda request: "no idea")
    never = write_all(None, Order(1, (Targets(2),)), noisy, RULES, second=lost)[0]
    assert not never.complete and "a second author" in never.reason
    assert {request.role for request in lost.asked} == {"reread"}


@pytest.mark.parametrize("cut", [0.3, 0.75])
def test_a_journal_that_was_cut_off_ends_with_the_same_scms(tmp_path: Path, cut: float) -> None:
    author = NoisyAuthor(0.3, seed=8)
    whole = write_all(tmp_path / "whole", SMALL, author, RULES)
    text = (tmp_path / "whole" / "journal.jsonl").read_bytes()
    place = int(cut * len(text))
    place -= 9 * (b"\n" in text[place - 3 : place + 1])  # in the middle of a line
    (tmp_path / "cut").mkdir()
    (tmp_path / "cut" / "journal.jsonl").write_bytes(text[:place])
    counting = Spoken(author.answer)
    counting.name, counting.settings = author.name, author.settings
    again = write_all(tmp_path / "cut", SMALL, counting, RULES, resume=True)
    assert sources(again) == sources(whole)
    kept = text[:place].count(b"\n") - 1
    assert len(counting.asked) == len(read_journal(tmp_path / "whole" / "journal.jsonl")) - kept
    manifests = [(tmp_path / folder / MANIFEST).read_text() for folder in ("whole", "cut")]
    assert manifests[0] == manifests[1]
    files = [(tmp_path / folder / "0001.scm.py").read_text() for folder in ("whole", "cut")]
    assert files[0] == files[1]


def test_a_folder_is_not_overwritten_and_other_settings_are_refused(tmp_path: Path) -> None:
    order = Order(1, (Targets(2),))
    write_all(tmp_path, order, NoisyAuthor(0.0), RULES)
    with pytest.raises(ValueError, match="--resume"):
        write_all(tmp_path, order, NoisyAuthor(0.0), RULES)
    with pytest.raises(ValueError, match="model_settings"):
        write_all(tmp_path, order, NoisyAuthor(0.5), RULES, resume=True)


def test_the_prompts_of_a_run_are_among_its_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order = Order(1, (Targets(2),))
    write_all(tmp_path, order, NoisyAuthor(0.0), RULES)
    used = json.loads((tmp_path / MANIFEST).read_text())["settings"]["prompts"]
    assert {"plan", "write", "whole", "reread", "language", "functions"} <= set(used)
    assert all(len(digest) == 64 for digest in used.values())
    monkeypatch.setattr("causim_env.authors.run.hashes", lambda: {**used, "plan": "0" * 64, "write": "1" * 64})
    with pytest.raises(ValueError, match=r"was written with other prompts \(plan, write\): choose another") as error:
        write_all(tmp_path, order, NoisyAuthor(0.0), RULES, resume=True)
    assert "\n" not in str(error.value)


def test_the_journal_says_everything_and_plays_back(tmp_path: Path) -> None:
    first = write_all(tmp_path, SMALL, NoisyAuthor(0.3, seed=8), RULES)
    turns = read_journal(tmp_path / "journal.jsonl")
    written = [turn for turn in turns if turn.role == "write"]
    assert all(turn.tokens[0] > 50 and len(turn.prompt_sha256) == 64 and turn.model == "noisy" for turn in turns)
    assert all(turn.verdicts["V0"] for turn in written)
    assert any(turn.refused for turn in written)
    assert {tuple(turn.verdicts) for turn in written if not turn.refused} == {tuple(RULES.rungs)}
    assert sources(write_all(None, SMALL, Recorded(tmp_path / "journal.jsonl"), RULES)) == sources(first)
    with pytest.raises(ModelError, match="no answer to question 0"):
        write_all(None, Order(1, (Targets(9),)), Recorded(tmp_path / "journal.jsonl"), RULES)


def test_a_local_model_answers_in_batches() -> None:
    class Model:
        name = "tiny"
        settings = ""
        batches: list[int] = []

        def complete_prompts(self, prompts: Sequence[str], done: Done) -> None:
            self.batches.append(len(prompts))
            for place in reversed(range(len(prompts))):
                done(place, Completion("nothing to say"))

    model = Model()
    outcomes = write_all(None, Order(6, (Targets(3),), at_once=6), InProcess(model), Rules(RULES.runtimes, drops=1))
    assert all(outcome.scm is None for outcome in outcomes)
    assert max(model.batches) == 6


@pytest.mark.parametrize(
    "wrong",
    [{"nodes": 1}, {"theme": "clinik"}, {"max_parents": 1}, {"noise": 2}, {"levels": {11: 1}}, {"families": {"x": 1}}],
)
def test_targets_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="write"):
        Targets(**wrong)  # type: ignore[arg-type]


@pytest.mark.slow
def test_kill_nine_in_the_middle_of_twenty_and_resume(tmp_path: Path) -> None:
    def command(folder: str, *more: str) -> list[str]:
        words = "author --backend noisy --faults 0.2 -n 20 --nodes 6 --at-once 20 --json --out"
        return [sys.executable, "-c", "from causim_env.cli import main; main()", *words.split(), folder, *more]

    subprocess.run(command(str(tmp_path / "whole")), check=True, capture_output=True)
    lines = (tmp_path / "whole" / "journal.jsonl").read_bytes().count(b"\n")
    for share in (0.25, 0.6):
        running = subprocess.Popen(command(str(tmp_path / "cut"), "--resume"), stdout=subprocess.DEVNULL)
        journal = tmp_path / "cut" / "journal.jsonl"
        while not journal.exists() or journal.read_bytes().count(b"\n") < share * lines:
            time.sleep(0.02)
            assert running.poll() is None
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        assert not (tmp_path / "cut" / MANIFEST).exists()
    subprocess.run(command(str(tmp_path / "cut"), "--resume"), check=True, capture_output=True)
    hashes = [json.loads((tmp_path / folder / MANIFEST).read_text())["scms"] for folder in ("whole", "cut")]
    assert hashes[0] == hashes[1] and len(hashes[0]) == 20
