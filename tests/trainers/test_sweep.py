from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("trl")

import yaml

from tests.trainers.conftest import GRPO, TINY
from trainers import sweep
from trainers.guards import GuardError

_ARRAY = re.compile(r"--array=(\d+)-(\d+)")


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


def test_slurm_script_runs_every_task_once_and_again_only_what_is_missing(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Bash runs the script with a stand-in for srun, as Slurm would for every task of the array."""
    trivial(tmp_path)
    sweep.main([str(file), "--slurm"])
    script = tmp_path / "array.sh"
    script.write_text(capsys.readouterr().out)
    tasks = range(*(n + i for i, n in enumerate(map(int, _ARRAY.findall(script.read_text())[0]))))
    assert [*tasks] == [0, 1, 2, 3]
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    for name, text in (("srun", 'exec "$@"'), ("python", f'exec {sys.executable} "$@"')):
        (bin_ / name).write_text(f"#!/bin/bash\n{text}\n")
        (bin_ / name).chmod(0o755)
    for task in [1, 3, 1]:
        environment = os.environ | {"PATH": f"{bin_}:{os.environ['PATH']}", "SLURM_ARRAY_TASK_ID": str(task)}
        subprocess.run(["bash", str(script)], cwd=sweep.ROOT, env=environment, check=True)
    runs = sweep.Sweep.read(file).runs()
    assert [run.done for run in runs] == [False, True, False, True]
    assert (runs[1].folder / "log.txt").read_text().count("$ ") == 1
    environment = {k: v for k, v in environment.items() if k != "SLURM_ARRAY_TASK_ID"}
    failed = subprocess.run(["bash", str(script)], cwd=sweep.ROOT, env=environment, check=False, capture_output=True)
    assert failed.returncode != 0


@pytest.mark.slow
def test_two_by_two_on_ray_is_what_one_process_makes(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ray = pytest.importorskip("ray")
    trivial(tmp_path, kills=True)
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        sweep.main([str(file), "--ray"])
    finally:
        ray.shutdown()
    out = capsys.readouterr().out
    runs = sweep.Sweep.read(file).runs()
    assert [line.split()[0] for line in out.splitlines() if line.endswith(" done")] == [run.name for run in runs]
    assert "4 of 4 runs" in out and all(run.done for run in runs)
    assert (tmp_path / "mark").exists()
    starts = [(run.folder / "log.txt").read_text().count("$ ") for run in runs]
    assert sorted(starts) == [1, 1, 1, 2]


def trivial(tmp_path: Path, kills: bool = False) -> None:
    """A training script that trains nothing; the first one kills the worker that runs it, if it is to."""
    script = tmp_path / "train.py"
    mark = tmp_path / "mark"
    kill = f"mark = pathlib.Path({str(mark)!r})\n"
    kill += "if not mark.exists():\n    mark.touch()\n    os.kill(os.getppid(), 9)\n    sys.exit(1)\n"
    script.write_text(
        "import json, os, pathlib, sys\n"
        + (kill if kills else "")
        + "out = pathlib.Path(sys.argv[sys.argv.index('--output_dir') + 1])\n"
        "out.mkdir(parents=True)\n"
        "facts = {'steps': 1, 'seconds': 0.1, 'cpu_seconds': 0.1, 'world_size': 1}\n"
        "(out / 'run.json').write_text(json.dumps(facts))\n"
    )
    facts = {**row(tmp_path), "script": str(script), "evaluate": ""}
    (tmp_path / "sweep.yaml").write_text(yaml.safe_dump(facts, sort_keys=False))


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
