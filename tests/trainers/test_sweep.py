from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("trl")

import yaml

from tests.trainers.conftest import GRPO, TINY
from trainers import sweep
from trainers.guards import GuardError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sweep.yaml"
    path.write_text(yaml.safe_dump(row(tmp_path), sort_keys=False))
    return path


def row(tmp_path: Path) -> dict[str, Any]:
    return {
        "output_dir": str(tmp_path / "runs"),
        "script": "trainers/grpo.py",
        "config": str(tmp_path / "train.yaml"),
        "evaluate": str(tmp_path / "evaluate.yaml"),
        "options": {"rows": 0, "levels": [1, 2]},
        "grid": {"curriculum": ["fixed", "adaptive"], "seed": [0, 1]},
    }


def test_dry_run_prints_the_runs_and_makes_none(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sweep.main([str(file), "--dry-run"])
    out = capsys.readouterr().out
    assert [line.split()[1].rpartition("-")[0] for line in out.splitlines() if line[0] != " "] == [
        *("fixed-0", "fixed-1", "adaptive-0", "adaptive-1")
    ]
    assert "--rows 0 --levels 1 2 --curriculum adaptive --seed 1" in out
    assert not (tmp_path / "runs").exists()


def test_the_shipped_sweep(capsys: pytest.CaptureFixture[str], root: Path) -> None:
    sweep.main([str(root / "recipes" / "sweeps" / "curriculum.yaml"), "--dry-run"])
    assert sum(line[0] != " " for line in capsys.readouterr().out.splitlines()) == 15


def test_names_tell_runs_apart_and_do_not_change(tmp_path: Path) -> None:
    one = sweep.Sweep(**row(tmp_path)).runs()
    assert [run.name for run in one] == [run.name for run in sweep.Sweep(**row(tmp_path)).runs()]
    other = sweep.Sweep(**{**row(tmp_path), "options": {"rows": 0, "levels": [1, 3]}}).runs()
    assert not {run.name for run in one} & {run.name for run in other}


def test_random_search_draws_from_the_grid_without_repeats(tmp_path: Path) -> None:
    drawn = sweep.Sweep(**{**row(tmp_path), "random": 3, "random_seed": 5}).runs()
    again = sweep.Sweep(**{**row(tmp_path), "random": 3, "random_seed": 5}).runs()
    assert len({run.name for run in drawn}) == 3
    assert [run.name for run in drawn] == [run.name for run in again]
    assert {run.name for run in drawn} < {run.name for run in sweep.Sweep(**row(tmp_path)).runs()}


def test_slurm_script_has_a_task_for_every_run(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sweep.main([str(file), "--slurm"])
    out = capsys.readouterr().out
    assert out.startswith("#!/bin/bash") and "--array=0-3" in out and '--only "$SLURM_ARRAY_TASK_ID"' in out


@pytest.mark.parametrize(
    ("change", "hint"),
    [({"grids": {}}, "unknown key grids"), ({"grid": {"seed": 3}}, "write a list"), ({"script": None}, "no script")],
)
def test_a_file_that_makes_no_sense(tmp_path: Path, change: dict[str, Any], hint: str) -> None:
    path = tmp_path / "sweep.yaml"
    path.write_text(yaml.safe_dump({k: v for k, v in {**row(tmp_path), **change}.items() if v is not None}))
    with pytest.raises(GuardError, match=hint):
        sweep.Sweep.read(path)


def test_report_averages_over_seeds(tmp_path: Path) -> None:
    runs = sweep.Sweep(**row(tmp_path)).runs()
    for run, accuracy in zip(runs[:3], (0.4, 0.6, 0.9), strict=True):
        run.folder.mkdir(parents=True)
        found = {"accuracy": accuracy, "low": accuracy - 0.1, "high": accuracy + 0.1}
        result = {"arm": run.arm, "steps": 4, "cpu_seconds": 10.0, "accuracy": found}
        (run.folder / sweep.RESULT).write_text(json.dumps(result))
    facts = sweep.report(runs)
    fixed, adaptive = facts["arms"]
    assert fixed["accuracy"]["value"] == pytest.approx(0.5) and fixed["accuracy"]["low"] < 0
    assert adaptive["accuracy"] == {"value": 0.9, "low": pytest.approx(0.8), "high": pytest.approx(1.0)}
    text = (tmp_path / "runs" / "table.md").read_text()
    assert "3 of 4 runs" in text and "30 CPU seconds" in text
    assert (tmp_path / "runs" / "figure.svg").read_text().startswith("<?xml")


def test_report_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(GuardError, match="no run is finished"):
        sweep.report(sweep.Sweep(**row(tmp_path)).runs())


@pytest.mark.slow
def test_two_by_two_trains_evaluates_and_goes_on_where_it_was(
    file: Path, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train = _yaml([*GRPO, "--max_steps", "1", "--model_name_or_path", str(model)])
    (tmp_path / "train.yaml").write_text(yaml.safe_dump(train))
    evaluate = {name: value for name, value in _yaml(TINY[: TINY.index("--use_cpu")]).items()}
    (tmp_path / "evaluate.yaml").write_text(yaml.safe_dump({**evaluate, "rows": 4, "max_tokens": 4}))
    sweep.main([str(file), "--only", "2"])
    kept = [path for path in (tmp_path / "runs").glob("*/result.json")]
    before = kept[0].stat().st_mtime_ns
    sweep.main([str(file)])
    assert kept[0].stat().st_mtime_ns == before
    assert "4 of 4 runs" in capsys.readouterr().out
    facts = json.loads((tmp_path / "runs" / "results.json").read_text())
    assert [arm["seeds"] for arm in facts["arms"]] == [2, 2]
    assert {row["steps"] for row in facts["runs"]} == {1}


def _yaml(words: list[str]) -> dict[str, object]:
    """A command line as the keys and values of a file."""
    found: dict[str, list[Any]] = {}
    for word in words:
        if word.startswith("--"):
            found[word[2:]] = values = []
        else:
            values.append(word if word == "no" else yaml.safe_load(word))
    lists = ("levels", "kinds", "asks", "representation", "variables", "families", "width", "input_width")
    return {name: values if name in lists else values[0] for name, values in found.items()}
