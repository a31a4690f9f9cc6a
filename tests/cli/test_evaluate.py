"""`causim eval` on suites and in shards."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from causim_env.evaluation import Completion
from causim_env.evaluation.item import Asked
from causim_env.evaluation.models import Done, ModelError
from tests.cli.conftest import Run
from tests.suites.test_suites import ATE, TASKS, calm, cladder, question


class Yes:
    """An endpoint that says yes to everything and counts; breaks down where it is told to."""

    name, settings = "m", "agreeable"
    asked: list[str] = []
    breaks_after = 99

    def __init__(self, *words: object, **options: object) -> None:
        pass

    def complete(self, problems: Sequence[Asked], done: Done) -> None:
        for place, problem in enumerate(problems):
            if len(Yes.asked) == Yes.breaks_after:
                raise ModelError("out of order")
            Yes.asked.append(problem.id)
            done(place, Completion(f"{len(problem.prompt)} <answer>yes</answer>", "stop"))


@pytest.fixture
def yes(monkeypatch: pytest.MonkeyPatch) -> type[Yes]:
    pytest.importorskip("httpx", reason="needs the llm extra")
    Yes.asked, Yes.breaks_after = [], 99
    monkeypatch.setattr("causim_env.evaluation.endpoint.Endpoint", Yes)
    return Yes


def questions(tmp_path: Path) -> Path:
    rows = [question(1, "ate", "yes", ATE), question(2, "ate", "no", -ATE), question(3, "ate", "no", ATE)]
    return cladder(tmp_path, *rows)


def test_a_suite_is_asked_taken_up_and_scored_again(run: Run, tmp_path: Path, yes: type[Yes]) -> None:
    out = tmp_path / "out" / "p.jsonl"
    words = ("eval", "m", "--base-url", "x", "--suite", "cladder", "--suite-path", questions(tmp_path), "--out", out)
    yes.breaks_after = 2
    assert run(*words).code == 2 and not out.exists()
    yes.breaks_after = 99
    row = json.loads(run(*words, "--json").out)
    assert yes.asked == [f"cladder-questions-{n}" for n in (1, 2, 3)]
    assert (row["overall"]["accuracy"], row["overall"]["n"]) == (0.5, 2)
    assert (row["untrusted"]["accuracy"], row["untrusted"]["n"]) == (0.0, 1)
    assert any("independent" in flaw for flaw in row["flaws"])
    again = json.loads(run("score", out, "--json").out)
    assert again["changed"] == 0 and again["untrusted"] == row["untrusted"] and again["overall"] == row["overall"]
    shown = run(*words).out
    assert "apart, where the published answer is not to be trusted: 0.0%" in shown and "known: marginals" in shown


def test_floors_of_a_suite(run: Run, tmp_path: Path) -> None:
    words = ("eval", "--suite", "calm", "--suite-path", calm(tmp_path, TASKS), "--json", "--baseline")
    assert json.loads(run(*words, "oracle").out)["oracle"]["overall"]["accuracy"] == 1
    assert json.loads(run(*words, "constant").out)["constant"]["overall"]["accuracy"] > 0.5
    refused = run(*words, "random")
    assert refused.code == 2 and "needs SCMs" in refused.err


def test_the_library_reports_how_much_is_recited(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("causim_env.suites.library.names", lambda: ("qsofa", "full_adder"))
    words = ("eval", "--suite", "library", "--baseline", "oracle")
    found = json.loads(run(*words, "--json").out)["oracle"]
    assert set(found["by_split"]) == {"named", "anonymised", "contrary"}
    assert found["twins"]["named - contrary"] == {"value": 0, "low": 0, "high": 0}
    assert "named - contrary: +0.0 points" in run(*words).out


def test_shards_together_are_the_whole(run: Run, tmp_path: Path, yes: type[Yes]) -> None:
    words = ("eval", "m", "--base-url", "x", "--level", 1, "-n", 5, "--split", "train", "--out")
    whole, parts = tmp_path / "whole.jsonl", tmp_path / "parts.jsonl"
    reference = json.loads(run(*words, whole, "--json").out)
    order, yes.asked = yes.asked, []
    for shard in (1, 0):
        run(*words, parts, "--shard", shard, "--num-shards", 2)
    assert yes.asked == order[1::2] + order[0::2] and not parts.exists()
    assert json.loads(run(*words, parts, "--num-shards", 2, "--json").out) == reference
    assert len(yes.asked) == 5 and parts.read_bytes() == whole.read_bytes()
    parts.unlink()
    (tmp_path / "parts-00001-of-00002.jsonl").unlink()
    run(*words, parts, "--num-shards", 2)
    assert yes.asked[5:] == order[1::2] and parts.read_bytes() == whole.read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--suite", "cladder"], "after --suite-path"),
        (["--suite", "gsm8k"], "suite 'gsm8k' does not exist"),
        (["--suite-path", "{dir}"], "write its name after --suite"),
        (["--suite", "cladder", "--suite-path", "{dir}/none"], "none: no such file or folder"),
        (["--suite", "library", "--problems", "{dir}"], "write one of them"),
        (["--shard", "2", "--num-shards", "2"], "from 0 to 1"),
        (["--num-shards", "2"], "write --out"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(run: Run, tmp_path: Path, words: list[str], said: str) -> None:
    result = run("eval", "m", *(word.format(dir=tmp_path) for word in words))
    assert result.code == 2 and said in result.err
    assert result.err.startswith("causim: ") and result.err.count("\n") == 1
