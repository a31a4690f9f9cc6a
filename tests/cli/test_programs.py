"""Formalization and induction from the command line: made, evaluated by floors and oracle, and scored again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from causim_env.formalization.floors import FLOORS
from causim_env.formalization.sets import SETS, Program, formal_set, read_problem
from causim_env.generation import Settings, make_rows
from causim_env.scm import SCM
from tests.cli.conftest import Run


@pytest.mark.parametrize("kind", SETS)
def test_problems_on_disk_are_those_of_the_set(run: Run, tmp_path: Path, kind: str) -> None:
    code, _, _ = run("generate", "--kind", kind, "-n", 4, "--level", 2, "--seed", 6, "-o", tmp_path / "made")
    [shard] = (tmp_path / "made").glob("*.jsonl")
    problems = [read_problem(json.loads(line)) for line in shard.read_text().splitlines()]
    wanted = formal_set(kind, "train", 6, 2)
    assert code == 0 and problems == [wanted[i] for i in range(4)]
    settings = json.loads((tmp_path / "made" / "manifest.json").read_text())["settings"]
    assert settings["kinds"] == [kind] and settings["representation"] == [*SETS[kind].offered]
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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "simulators"
    path.mkdir()
    for i in range(3):
        (path / f"{i}.scm.py").write_text(formal_set("formalization", "train", 0, 2)[i].scm.to_source())
    return path


@pytest.mark.parametrize("kind", [*SETS, "deduction"])
def test_problems_are_made_of_the_simulators_of_a_folder(run: Run, folder: Path, tmp_path: Path, kind: str) -> None:
    hashes = {SCM.from_source(path.read_text()).content_hash for path in folder.iterdir()}
    words = ("--kind", kind, "--simulators", folder, "-n", 6, "--level", 1)
    rows = [json.loads(line) for line in run("generate", *words)[1].splitlines()]
    assert len(rows) == 6 and {SCM.from_json(row["scm"]).content_hash for row in rows} <= hashes
    run("generate", *words, "-o", tmp_path / "made")
    assert json.loads((tmp_path / "made" / "manifest.json").read_text())["settings"]["simulators"]
    kept = tmp_path / "oracle.jsonl"
    code, out, _ = run("eval", *words, "--split", "train", "--baseline", "oracle", "--out", kept, "--json")
    assert code == 0 and json.loads(out)["oracle"]["overall"]["accuracy"] == 1.0
    known = {SCM.from_source(path.read_text()).canonical_hash for path in folder.iterdir()}
    assert {json.loads(line)["scm"] for line in kept.read_text().splitlines()} <= known


def test_a_folder_made_on_ray_is_the_same(tmp_path: Path) -> None:
    for kind, made in SETS.items():
        settings = Settings("train", 3, (1,), (kind,), made.offered, 2, 2)
        assert make_rows(settings, [(1, 1)]) == [formal_set(kind, "train", 3, 1)[1].to_json()]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["generate", "--kind", "induction", "--kind", "abduction"], "--kind induction among others"),
        (["generate", "--kind", "formalization", "--representation", "song"], "descriptions song"),
        (["generate", "--kind", "formalization", "--simulators", "nowhere"], "nowhere: no .scm.py file here"),
        (["generate", "--kind", "formalization", "--representation", "code"], "descriptions code: write some of prose"),
        (["generate", "--kind", "induction", "--representation", "prose"], "descriptions prose: write some of runs"),
        (["eval", "--baseline", "oracle", "--simulators", "x", "--suite", "heldout"], "leave out --suite"),
        (["eval", "--kind", "induction", "-n", "1", "--level", "1", "--baseline", "random"], "shortcuts or oracle"),
        (["eval", "--kind", "induction", "-n", "0", "--baseline", "oracle"], "-n 0"),
        (["show", "--kind", "formalization"], "--kind formalization"),
    ],
)
def test_bad_input_is_one_line(run: Run, words: list[str], message: str) -> None:
    code, _, err = run(*words)
    assert code == 2 and message in err and err.count("\n") == 1
