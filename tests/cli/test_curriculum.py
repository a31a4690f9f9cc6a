from __future__ import annotations

import json
from pathlib import Path

import pytest

from causim_env.curriculum import Curriculum, Group, Settings, cells
from causim_env.curriculum.log import Journal
from tests.cli.conftest import Run


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "curriculum.jsonl"
    journal = Journal(Curriculum(Settings("linear", cells(["deduction"], [1, 2], ["code"]), horizon=20)), path)
    journal.ahead(4)
    for first in range(0, 40, 4):
        journal.record([Group(row, row % 5, 4) for row in range(first, first + 4)], first + 8)
    return path


def test_replay_for_people(log: Path, run: Run) -> None:
    code, out, _ = run("curriculum", "replay", str(log))
    assert code == 0
    assert "level 1" in out and "40 rows scored" in out and "deduction/2/code gets" in out


def test_replay_for_machines(log: Path, run: Run) -> None:
    code, out, _ = run("curriculum", "replay", str(log), "--json")
    found = json.loads(out)
    assert code == 0 and found["scored"] == 40 and len(found["rows"]) == 44
    assert found["rows"][0][1] == "deduction/1/code" and found["rows"][39][1] == "deduction/2/code"


def test_a_log_that_disagrees_is_one_line_and_exit_code_2(log: Path, run: Run) -> None:
    log.write_text(log.read_text().replace("deduction/1/code", "deduction/2/code", 5))
    code, _, err = run("curriculum", "replay", str(log))
    assert code == 2 and err.count("\n") == 1


def test_no_log(tmp_path: Path, run: Run) -> None:
    code, _, err = run("curriculum", "replay", str(tmp_path / "none.jsonl"))
    assert code == 2 and "none.jsonl" in err
