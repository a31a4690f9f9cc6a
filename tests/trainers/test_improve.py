"""What a run of self-improvement learns from, when it stops, and what it goes on with."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("trl")

from causim_env import ProblemSet
from tests.trainers.improving import MIX, Sampled
from trainers.guards import GuardError
from trainers.improve import learn
from trainers.improve import publish as published
from trainers.improve.answers import answers
from trainers.improve.buffer import Buffer, credited
from trainers.improve.collapse import Limits, best, collapsed
from trainers.improve.options import SelfImproveArguments
from trainers.improve.propose import Proposal
from trainers.improve.publish import publish
from trainers.improve.settings import settle
from trainers.improve.solve import Attempts, keep, learnability, learnability_deviation, read_attempts, write_attempts


def test_what_is_always_or_never_solved_is_dropped() -> None:
    problem = ProblemSet(level=1)[0]
    tried = [Attempts(problem, (), s, 4) for s in (0, 1, 2, 3, 4)]
    assert [one.successes for one in keep(tried, 2)] == [1, 2]
    assert [one.successes for one in keep(tried, 9)] == [1, 2, 3]
    assert learnability(2, 4) == pytest.approx(6 / 7)
    assert learnability(32, 64) > learnability(2, 4)
    assert [one.n for one in keep([Attempts(problem, (), 1, 2), Attempts(problem, (), 8, 16)], 1)] == [16]


def test_what_is_known_of_a_rate_is_written_down(tmp_path: Path) -> None:
    tried = Attempts(ProblemSet(level=1)[0], ("a",), 1, 4)
    assert tried.deviation == pytest.approx((8 / (36 * 7)) ** 0.5)
    square = 16 * 2 * 3 * 4 * 5 / (6 * 7 * 8 * 9)
    assert learnability_deviation(1, 4) == pytest.approx((square - learnability(1, 4) ** 2) ** 0.5)
    write_attempts(tmp_path / "attempts.jsonl", [tried])
    row = json.loads((tmp_path / "attempts.jsonl").read_text())
    assert (row["learnable"], row["deviation"]) == (tried.learnable, tried.deviation)
    assert read_attempts(tmp_path / "attempts.jsonl") == [tried]


def test_the_buffer_is_bounded_and_remembers_what_fell_out() -> None:
    buffer = Buffer(3, known=["seen"])
    buffer.add([Proposal("new", "", "", "", str(i), 1, "m", problems=i % 2) for i in range(5)])
    buffer.add([Proposal("copy", "", "", "", "x", 1, "m")])
    assert [one.canonical_hash for one in buffer.proposals] == ["2", "3", "4"]
    assert buffer.known == {"seen", *"01234"}
    assert [one.canonical_hash for one in buffer.learnable()] == ["3"]


def test_the_proposer_learns_from_the_most_learnable() -> None:
    means = [0.5, 0.9, 0.2, 0.9, 0.7]
    buffer = Buffer(9)
    buffer.add([Proposal("new", "", "", "", str(9 - i), 1, "m", 1, learnable=mean) for i, mean in enumerate(means)])
    assert [one.canonical_hash for one in buffer.teaching(9)] == ["9", "8", "7", "6", "5"]
    assert [one.canonical_hash for one in buffer.teaching(3)] == ["8", "6", "5"]
    assert [one.canonical_hash for one in buffer.teaching(1)] == ["6"]
    problem = ProblemSet(level=1)[0]
    tried = [Attempts(problem, (), successes, 4) for successes in (0, 1, 2)]
    [one] = credited([Proposal("new", "", "", "", problem.scm.canonical_hash, 1, "m")], tried, tried[1:])
    assert one.learnable == pytest.approx((learnability(1, 4) + learnability(2, 4)) / 3)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"valid": 0.01}, "validity"),
        ({"valid": 0.45}, "validity"),
        ({"valid": 0.55}, ""),
        ({"new": 0.0}, "novelty"),
        ({"graphs": 1}, "diversity"),
        ({"graphs": 9}, "diversity"),
        ({"graphs": 10}, ""),
        ({"accuracy": 0.2}, "accuracy"),
        ({}, ""),
    ],
)
def test_collapse_says_why(change: dict[str, float], why: str) -> None:
    sound = {"valid": 0.9, "new": 0.5, "graphs": 40, "accuracy": 0.5}
    assert collapsed([{"accuracy": 0.4}, sound, sound | change], Limits()).partition(":")[0] == why


def test_the_best_round_is_the_earlier_of_equals() -> None:
    accuracies = (0.2, 0.6, 0.5, 0.6, 0.1)
    assert best([{"round": number, "accuracy": found} for number, found in enumerate(accuracies)]) == 1


def test_a_published_model_takes_the_place_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, old, new = (tmp_path / name for name in ("out", "old", "new"))
    for folder in (out, old, new):
        (folder / "checkpoint-1").mkdir(parents=True)
        (folder / "settings.json").write_text(folder.name)
    (old / "model-00001-of-00002.safetensors").write_text("old")
    (new / "model.safetensors").write_text("new")
    publish(old, out)
    publish(new, out)
    assert {path.name for path in out.glob("*.safetensors")} == {"model.safetensors"}
    assert (out / "settings.json").read_text() == "out"
    monkeypatch.setattr(published, "snapshot_download", lambda name, local_files_only: str(old))
    publish("somebody/model", out)
    assert {path.name for path in out.glob("*.safetensors")} == {"model-00001-of-00002.safetensors"}


def test_what_a_killed_merge_left_is_taken(tmp_path: Path) -> None:
    merged = tmp_path / "half-model-merged"
    merged.mkdir()
    (merged / "run.json").write_text("{}")
    learn.train("sft", "no recipe", tmp_path / "rows", "m", tmp_path / "half-model", 0)
    assert (tmp_path / "half-model" / "run.json").exists() and not merged.exists()


def test_a_folder_of_a_run_that_knew_fewer_options_goes_on(tmp_path: Path) -> None:
    options = SelfImproveArguments(model_name_or_path="m", sft_config="c")
    settle(tmp_path, run=options, limits=Limits())
    path = tmp_path / "settings.json"
    kept = json.loads(path.read_text())
    del kept["run"]["extend"], kept["limits"]["greatest_valid_fall"]
    path.write_text(json.dumps(kept))
    settle(tmp_path, run=replace(options, rounds=9), limits=Limits())
    assert json.loads(path.read_text())["run"]["extend"] == 0
    for other in (replace(options, extend=0.5), replace(options, keep=7)):
        with pytest.raises(GuardError, match="other settings"):
            settle(tmp_path, run=other, limits=Limits())
    path.write_text("[]")
    with pytest.raises(GuardError, match="other settings"):
        settle(tmp_path, run=options, limits=Limits())


def test_answers_that_are_there_are_not_asked_for_again(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BATCHES", str(tmp_path / "batches"))
    prompts = [MIX.problems(0, 1)[i].prompt for i in range(7) for _ in range(3)]

    def ask(path: Path) -> list[str | None]:
        sampled = Sampled(str(model), batch_size=4, max_tokens=3, temperature=1.0, seed=1)
        return answers(sampled, prompts, path)

    whole = ask(tmp_path / "whole.jsonl")
    lines = (tmp_path / "whole.jsonl").read_text().splitlines(keepends=True)
    assert len(lines) == 21 and len((tmp_path / "batches").read_text().splitlines()) == 6
    (tmp_path / "half.jsonl").write_text("".join(lines[:10]) + lines[10][:9])
    assert ask(tmp_path / "half.jsonl") == whole
    assert len((tmp_path / "batches").read_text().splitlines()) == 6 + 4
    changed = json.dumps({**json.loads(lines[0]), "prompt": "another"}) + "\n"
    (tmp_path / "other.jsonl").write_text(changed + "".join(lines[1:]))
    assert ask(tmp_path / "other.jsonl") == whole
