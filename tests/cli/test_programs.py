"""Formalization and induction from the command line: made, evaluated by floors and oracle, and scored again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from causim_env.formalization.floors import FLOORS
from causim_env.formalization.sets import SETS, Program, formal_set, read_problem
from tests.cli.conftest import Run


@pytest.mark.parametrize("kind", SETS)
def test_problems_on_disk_are_those_of_the_set(run: Run, tmp_path: Path, kind: str) -> None:
    code, _, _ = run("generate", "--kind", kind, "-n", 4, "--level", 2, "--seed", 6, "-o", tmp_path / "made")
    [shard] = (tmp_path / "made").glob("*.jsonl")
    problems = [read_problem(json.loads(line)) for line in shard.read_text().splitlines()]
    wanted = formal_set(kind, "train", 6, 2)
    assert code == 0 and problems == [wanted[i] for i in range(4)]
    settings = json.loads((tmp_path / "made" / "manifest.json").read_text())["settings"]
    assert settings["kinds"] == [kind]
    for problem in problems:
        assert Program.loads(problem.gold).score(problem.solution).correct


@pytest.mark.parametrize("kind", SETS)
def test_floors_are_low_and_the_oracle_is_right(run: Run, tmp_path: Path, kind: str) -> None:
    words = ("eval", "--kind", kind, "--level", 2, "-n", 8, "--json")
    _, out, _ = run(*words, "--baseline", "shortcuts")
    floors = json.loads(out)
    assert set(floors) == set(FLOORS)
    assert all(floor["mean_reward"] <= 0.1 for floor in floors.values())
    kept = tmp_path / "oracle.jsonl"
    _, out, _ = run(*words, "--baseline", "oracle", "--out", kept)
    assert json.loads(out)["oracle"]["mean_reward"] == 1.0
    code, out, _ = run("score", kept, "--json")
    again = json.loads(out)
    assert code == 0 and again["changed"] == 0


def test_a_description_can_be_chosen(run: Run) -> None:
    words = ("generate", "--kind", "formalization", "-n", 2, "--level", 1, "--representation", "note")
    rows = [json.loads(line) for line in run(*words)[1].splitlines()]
    assert [row["description"] for row in rows] == ["note", "note"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["generate", "--kind", "induction", "--kind", "abduction"], "--kind induction among others"),
        (["generate", "--kind", "formalization", "--representation", "song"], "descriptions song"),
        (["generate", "--kind", "formalization", "--simulators", "x"], "x"),
        (["eval", "--kind", "induction", "-n", "1", "--level", "1", "--baseline", "random"], "shortcuts or oracle"),
        (["eval", "--kind", "induction", "-n", "0", "--baseline", "oracle"], "-n 0"),
        (["show", "--kind", "formalization"], "--kind formalization"),
    ],
)
def test_bad_input_is_one_line(run: Run, words: list[str], message: str) -> None:
    code, _, err = run(*words)
    assert code == 2 and message in err and err.count("\n") == 1
