from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("trl")

from tests.trainers.runs import ENVIRONMENT, ROOT
from trainers.spent import Meter, cpu_seconds

BURN = "import time\nwhile time.process_time() < 0.5: pass\nprint('burnt', flush=True)\ninput()\n"

# Rank 0 spends 10 s, rank 1 twice as much.
RANK = """
import os, sys
from pathlib import Path
from accelerate import PartialState
from trainers import spent
state = PartialState(cpu=True)
clock = iter([0.0, 10.0 * (state.process_index + 1)])
spent.cpu_seconds = lambda: next(clock)
Path(sys.argv[1], str(state.process_index)).write_text(str(spent.Meter(None, None).read()["cpu_seconds"]))
state.destroy_process_group()
"""


def test_children_count_while_they_live_and_after(tmp_path: Path) -> None:
    before = cpu_seconds()
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    child = subprocess.Popen([sys.executable, "-c", BURN], **pipes)  # type: ignore[call-overload]
    assert child.stdout.readline() == "burnt\n"
    assert cpu_seconds() - before > 0.4
    child.communicate("\n")
    assert cpu_seconds() - before > 0.4


def test_a_meter_counts_on_from_a_checkpoint(tmp_path: Path) -> None:
    seal = tmp_path / "whole.json"
    seal.write_text(json.dumps({"step": 2, "seconds": 100.0, "cpu_seconds": 200.0}))
    meter = Meter(None, seal)
    ends = time.process_time() + 0.2
    while time.process_time() < ends:
        pass
    found = meter.read()
    assert 100.1 < found["seconds"] < 160 and 200.1 < found["cpu_seconds"] < 210
    seal.write_text(json.dumps({"step": 2}))  # of a checkpoint that did not say
    for start in (seal, tmp_path / "none.json", None):
        assert Meter(None, start).read()["cpu_seconds"] < 10


def test_processes_are_summed(tmp_path: Path) -> None:
    (tmp_path / "rank.py").write_text(RANK)
    launcher = ["-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2"]
    words = [sys.executable, *launcher, str(tmp_path / "rank.py"), str(tmp_path)]
    subprocess.run(words, env=ENVIRONMENT | {"PYTHONPATH": str(ROOT)}, check=False)
    assert [(tmp_path / str(rank)).read_text() for rank in (0, 1)] == ["30.0", "30.0"]
