"""What a sweep or a study runs does not outlive it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("trl")

import yaml

from tests.processes import gone, written
from trainers.commands import ROOT, execute
from trainers.guards import GuardError
from trainers.sweep import Sweep

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel does it")

# Leaves its id and that of a child, is deaf if it is to be, and stays.
SLEEPER = """
import os, pathlib, signal, sys, time
out = pathlib.Path(sys.argv[sys.argv.index("--output_dir") + 1]).parent
out.mkdir(parents=True, exist_ok=True)
if "deaf" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0:
    (out / "child").write_text(str(os.getpid()))
    time.sleep(10_000)
(out / "script").write_text(str(os.getpid()))
time.sleep(10_000)
"""
# Says when it starts, and whether another one works in its folder at that time.
WORKER = """
import fcntl, json, pathlib, sys, time
out = pathlib.Path(sys.argv[sys.argv.index("--output_dir") + 1])
out.mkdir(parents=True, exist_ok=True)
lock = (out / "lock").open("a")
try:
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    (out / "twice").touch()
(out / "started").touch()
time.sleep(1.5)
facts = {"steps": 1, "seconds": 1.5, "cpu_seconds": 0.1, "world_size": 1}
(out / "run.json").write_text(json.dumps(facts))
"""
STUDY = """
import sys
from collections.abc import Iterator
from pathlib import Path
from benchmarks.results import Results
from benchmarks.study import Study, execute
file = Path(sys.argv[1])
execute([Study.read(file)], [0], Results(file.with_name("results.json")), lanes=2)
"""


@pytest.fixture
def sleeper(tmp_path: Path) -> str:
    (tmp_path / "sleeper.py").write_text(SLEEPER)
    return str(tmp_path / "sleeper.py")


def start(*words: object) -> subprocess.Popen[bytes]:
    """A Python in a session of its own, as a terminal would start it; a test that fails takes it along."""
    process = subprocess.Popen(
        [sys.executable, *map(str, words)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job in the background would be deaf to it
    )
    _started.append(process)
    return process


_started: list[subprocess.Popen[bytes]] = []


@pytest.fixture(autouse=True)
def tidy() -> Iterator[None]:
    yield
    while _started:
        _started.pop().kill()


def dumped(path: Path, facts: dict[str, Any]) -> Path:
    path.write_text(yaml.safe_dump(facts, sort_keys=False))
    return path


def sweep(folder: Path, script: str, **options: str) -> Path:
    facts = {"output_dir": str(folder / "runs"), "script": script, "config": "none.yaml", "grid": {"seed": [0, 1]}}
    return dumped(folder / "sweep.yaml", {**facts, "options": options})


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_sweep_that_is_ended_leaves_nothing_running(tmp_path: Path, sleeper: str, number: int) -> None:
    process = start("-m", "trainers.sweep", sweep(tmp_path, sleeper))
    while not (found := [*tmp_path.glob("runs/*/")]):
        time.sleep(0.01)
    numbers = [written(found[0] / name) for name in ("script", "child")]
    process.send_signal(number)
    assert process.wait(60) != 0
    assert all(map(gone, numbers))
    assert len([*tmp_path.glob("runs/*/")]) == 1


def test_a_killed_sweep_that_is_started_again_ends_every_run_and_none_twice_at_once(tmp_path: Path) -> None:
    (tmp_path / "worker.py").write_text(WORKER)
    file = sweep(tmp_path, str(tmp_path / "worker.py"))
    runs = Sweep.read(file).runs()
    for killed in runs:
        process = start("-m", "trainers.sweep", file)
        while not (killed.folder / "model" / "started").exists():
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not killed.done
    assert start("-m", "trainers.sweep", file).wait(120) == 0
    assert all(run.done for run in runs)
    assert [(run.folder / "log.txt").read_text().count("$ ") for run in runs] == [2, 2]
    assert not [*tmp_path.glob("runs/*/model/twice")]
    assert "2 of 2 runs" in (tmp_path / "runs" / "table.md").read_text()


def test_an_interrupted_study_ends_what_all_its_lanes_run(tmp_path: Path, sleeper: str) -> None:
    stage = f"{sleeper} --output_dir {{out}}/x"
    facts = {"title": "Small", "question": "Which?", "setting": "Equal.", "output_dir": str(tmp_path / "runs")}
    arms = {"one": ["train a"], "two": ["train b", "train c"], "three": ["train d"]}
    file = dumped(tmp_path / "small.yaml", {**facts, "stages": {"train": stage}, "arms": arms, "evaluate": stage})
    process = start("-c", STUDY, file)
    while len(found := [*tmp_path.glob("runs/seed0/*/")]) < 2:
        time.sleep(0.01)
    numbers = [written(folder / name) for name in ("script", "child") for folder in found]
    process.send_signal(signal.SIGINT)
    assert process.wait(60) != 0
    assert all(map(gone, numbers))
    assert len([*tmp_path.glob("runs/seed0/*/")]) == 2


def test_a_deaf_script_is_ended_by_an_exception(tmp_path: Path, sleeper: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainers.commands.GRACE", 0.5)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 2.0)
        with pytest.raises(KeyboardInterrupt):
            execute([sleeper, "deaf", "--output_dir", str(tmp_path / "run" / "x")], tmp_path / "log.txt", "run")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert all(gone(written(tmp_path / "run" / name)) for name in ("script", "child"))


def test_a_launcher_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(GuardError, match="(?s)exit code 1.*nowhere/python: No such file"):
        execute(["script.py"], tmp_path / "log.txt", "run", ["nowhere/python"])
