"""Runs in processes of their own: two of them, killed ones, and one whose verifier is hostile."""

from __future__ import annotations

import json
import os
import random
import subprocess
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("trl")

from causim_env.curriculum.log import replay
from causim_env.files import read_rows
from tests.processes import gone
from tests.trainers.conftest import GRPO, SFT
from tests.trainers.runs import run, start
from trainers import grpo, sft
from trainers.curriculum import LOG, STATE

pytestmark = pytest.mark.slow

# Eight prompts a step: 32 completions, on one process or on two.
CURRICULUM = [
    *GRPO,
    *("--rows", "0", "--levels", "1", "2", "--curriculum", "adaptive", "--save_strategy", "steps", "--save_steps", "1"),
]

SAVING = ["--save_strategy", "steps", "--save_steps", "1"]

# Trainer, options and number of steps of the runs that are killed.
KILLED = {
    "sft": ("sft", [*SFT, *SAVING], 24),
    "grpo": ("grpo", [*GRPO, *SAVING, "--log_completions", "true"], 8),
    "grpo with a stream": ("grpo", [*GRPO, *SAVING, "--log_completions", "true", "--rows", "0"], 8),
    "grpo with a curriculum": ("grpo", [*CURRICULUM, "--log_completions", "true"], 8),
}

# Half of all completions are right, so that there is something to learn from.
SCORE = """
from zlib import crc32

def score(completions, **columns):
    return [float(crc32(str(completions[0]).encode()) % 2)]
"""

# A rank leaves its name, and the rows that it scored, in a file of its own.
WITNESS = """
import json, os
from causim_env import rewards

def witness(completions, row, id, level, gold, **columns):
    out = os.environ["WITNESS"]
    # the verifier of a rank is its child
    with open(os.path.join(out, f"{os.getppid()}.jsonl"), "a") as stream:
        [one], [name] = row, id
        stream.write(json.dumps([one, name, os.environ.get("WORLD_SIZE", "1")]) + "\\n")
    return [float(row[0] % 3 == 0)]
"""

HOSTILE = """
import os, time

def first(name):
    try:
        os.close(os.open(os.environ["MARK"] + name, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True

def hostile(completions, row, **columns):
    if row[0] == 1 and first("hang"):
        time.sleep(10_000)
    if row[0] == 2 and first("crash"):
        os._exit(9)
    return [1.0]
"""


@pytest.mark.parametrize("curriculum", [True, False])
def test_two_processes_pose_the_problems_of_one(
    curriculum: bool, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "witness_verifier.py").write_text(WITNESS)
    monkeypatch.syspath_prepend(str(tmp_path))
    if curriculum:
        problems = [*CURRICULUM, "--verifier", "witness_verifier.witness", "--verifier_seconds", "300"]
    else:
        problems = [*GRPO, "--log_completions", "true", "--max_steps", "3"]
    found = {}
    for processes, size in ((1, 32), (2, 16)):
        out, seen = tmp_path / f"run{processes}", tmp_path / f"seen{processes}"
        seen.mkdir()
        monkeypatch.setitem(_environment(), "WITNESS", str(seen))
        monkeypatch.setenv("WITNESS", str(seen))
        options = ["--model_name_or_path", model, "--output_dir", out, "--max_steps", 3]
        options += ["--per_device_train_batch_size", size]
        if processes == 1:
            here("grpo", *problems, *options)
        else:
            run("grpo", *problems, *options, processes=processes, path=tmp_path)
        assert json.loads((out / "run.json").read_text())["world_size"] == processes
        found[processes] = _posed_by_curriculum(out, seen, processes) if curriculum else _posed(out)
    assert found[1] == found[2]
    assert len(found[1]) == 3


def here(script: str, *options: object) -> None:
    """Trains in this process, which has everything loaded."""
    {"sft": sft.main, "grpo": grpo.main}[script]([*map(str, options)])


def _environment() -> dict[str, str]:
    from tests.trainers import runs

    return runs.ENVIRONMENT


def _posed_by_curriculum(out: Path, seen: Path, processes: int) -> list[list[tuple[object, ...]]]:
    """What every step was about and what came of it; both ranks have scored their part."""
    ranks = [[*map(json.loads, path.read_text().splitlines())] for path in seen.iterdir()]
    assert len(ranks) == processes
    assert all(len(rank) == 96 // processes and rank[0][2] == str(processes) for rank in ranks)
    names = {row: name for rank in ranks for row, name, _ in rank}
    _, steps = replay(out / LOG)
    scored = [(names[step.row], step.cell.name, step.right, step.asked) for step in steps if step.asked]
    assert all(asked == 4 for *_, asked in scored)
    return [sorted(scored[i : i + 8]) for i in range(0, len(scored), 8)]


def _posed(out: Path, *columns: str) -> list[list[str]]:
    """The prompts of every step, or other columns, as TRL keeps them."""
    import pyarrow.parquet as parquet

    files = sorted(out.rglob("*.parquet"))
    return [sorted(map(str, parquet.read_table(file).select(columns or ["prompt"]).to_pylist())) for file in files]


@pytest.mark.parametrize("name", KILLED)
def test_killed_at_a_random_step_and_resumed(
    name: str, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script, options, steps = KILLED[name]
    if script == "grpo":
        (tmp_path / "score_verifier.py").write_text(SCORE)
        monkeypatch.syspath_prepend(str(tmp_path))
        options = [*options, "--verifier", "score_verifier.score", "--verifier_seconds", "300"]
    seed = f"{name} {date.today()}"
    wanted = random.Random(seed).randrange(1, steps - 2)
    said = f"killed after step {wanted} of {steps}, drawn with seed {seed!r}"
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    options = [*options, "--model_name_or_path", str(model), "--max_steps", str(steps)]
    here(script, *options, "--output_dir", whole)
    resumed = [*options, "--output_dir", cut, "--resume_from_checkpoint", "last"]
    with (tmp_path / "log.txt").open("w") as log:
        process = start(script, *resumed, path=tmp_path, out=log.fileno())
    while process.poll() is None and _last(cut) < wanted:
        time.sleep(0.02)
    assert process.poll() is None, f"ended before it could be {said}: {(tmp_path / 'log.txt').read_text()[-3000:]}"
    process.kill()
    process.wait()
    assert not (cut / "run.json").exists(), f"ended before it was {said}"
    here(script, *resumed)
    assert _curve(cut) == _curve(whole), said
    assert (cut / "model.safetensors").read_bytes() == (whole / "model.safetensors").read_bytes(), said
    assert _facts(cut) == _facts(whole), said
    if script == "grpo":
        posed = [_posed(out, "prompt", "completion") for out in (whole, cut)]
        assert len(posed[0]) == steps and posed[0] == posed[1], said
        assert any(row["loss"] for row in _curve(whole)), "nothing to learn from"
    if "curriculum" in name:
        assert replay(cut / LOG)[1] == replay(whole / LOG)[1], said
        assert [*read_rows(cut / LOG)] == [*read_rows(whole / LOG)], said
        states = [(run / f"checkpoint-{steps}" / STATE).read_text() for run in (whole, cut)]
        assert states[0] == states[1], said


def _last(out: Path) -> int:
    return max((int(path.parent.name.rpartition("-")[2]) for path in out.glob("checkpoint-*/whole.json")), default=0)


def _curve(out: Path) -> list[dict[str, object]]:
    """What was logged at every step, but for times; epochs are of the data loader, which a curriculum makes anew."""
    rows = json.loads((out / "trainer_state.json").read_text())["log_history"]
    return [{k: v for k, v in row.items() if "time" not in k and k != "epoch"} for row in rows if "loss" in row]


def _facts(out: Path) -> list[object]:
    found = json.loads((out / "run.json").read_text())
    return [found[name] for name in ("mix", "world_size", "steps", "samples", "tokens")]


def test_ranks_end_with_their_launcher(model: Path, tmp_path: Path) -> None:
    options = [*CURRICULUM, "--model_name_or_path", model, "--per_device_train_batch_size", 16, "--max_steps", 1000]
    process = start("grpo", *options, "--output_dir", tmp_path / "run", processes=2, out=subprocess.DEVNULL)
    while process.poll() is None and not _last(tmp_path / "run"):
        time.sleep(0.1)
    assert process.poll() is None
    ranks = [*map(int, Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split())]
    assert len(ranks) >= 2
    process.kill()
    process.wait()
    assert all(map(gone, ranks))


@pytest.fixture
def mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "mark"
    monkeypatch.setitem(_environment(), "MARK", str(path))
    yield path


def test_a_verifier_that_hangs_and_one_that_crashes_cost_a_sample_each(model: Path, tmp_path: Path, mark: Path) -> None:
    (tmp_path / "hostile_verifier.py").write_text(HOSTILE)
    run(
        "grpo",
        *CURRICULUM,
        *("--model_name_or_path", model, "--output_dir", tmp_path / "run", "--max_steps", 2),
        *("--per_device_train_batch_size", 8, "--verifier", "hostile_verifier.hostile", "--verifier_seconds", 4),
        processes=2,
        path=tmp_path,
    )
    assert json.loads((tmp_path / "run" / "run.json").read_text())["world_size"] == 2
    assert all(os.path.exists(f"{mark}{name}") for name in ("hang", "crash"))
    steps = [step for step in replay(tmp_path / "run" / LOG)[1] if step.right is not None]
    assert [step.asked for step in steps] == [4, 3, 3, 4, 4, 4, 4, 4]
    assert all(step.right == step.asked for step in steps)
