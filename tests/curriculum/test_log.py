from __future__ import annotations

import json
from pathlib import Path

import pytest

from causim_env.curriculum import Curriculum, CurriculumError, Group, Settings, cells
from causim_env.curriculum.log import Journal, replay

CELLS = cells(["deduction"], [1, 2], ["code", "prose"])


def run(journal: Journal, batches: int) -> None:
    journal.ahead(journal.curriculum.scored + 8)
    for _ in range(batches):
        first = journal.curriculum.scored
        groups = [Group(row, journal.curriculum.cell(row).level * row % 5, 4) for row in range(first, first + 4)]
        journal.record([g._replace(right=min(g.right, 4)) for g in groups], first + 12)


def fresh() -> Curriculum:
    return Curriculum(Settings("adaptive", CELLS))


def test_replay_reconstructs_the_sequence_from_the_verdicts(tmp_path: Path) -> None:
    log = tmp_path / "curriculum.jsonl"
    journal = Journal(fresh(), log)
    run(journal, 6)
    again, steps = replay(log)
    assert again.to_json() == journal.curriculum.to_json()
    assert [step.row for step in steps] == [*range(32)]
    assert [step.right is None for step in steps] == [False] * 24 + [True] * 8
    assert all(step.cell == again.cell(step.row) for step in steps[24:])


def test_a_resumed_run_cuts_the_log_back_to_its_checkpoint(tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole.jsonl", tmp_path / "cut.jsonl"
    run(Journal(fresh(), whole), 6)
    killed = Journal(fresh(), cut)
    run(killed, 3)
    state = json.dumps(killed.curriculum.to_json())
    run(killed, 2)
    with cut.open("a") as stream:
        stream.write('{"scored": 24, "pla')  # the kill tore a line
    run(Journal(Curriculum.from_json(json.loads(state)), cut), 3)
    assert cut.read_text() == whole.read_text()


def test_a_run_resumed_into_another_folder_begins_its_log_with_its_state(tmp_path: Path) -> None:
    whole, before, after = tmp_path / "whole.jsonl", tmp_path / "before.jsonl", tmp_path / "after.jsonl"
    run(Journal(fresh(), whole), 6)
    killed = Journal(fresh(), before)
    run(killed, 2)
    state = json.dumps(killed.curriculum.to_json())
    run(killed, 1)
    for _ in range(2):  # the second time a log of the first is there
        journal = Journal(Curriculum.from_json(json.loads(state)), after)
        run(journal, 4)
        end, steps = replay(after)
        assert end.to_json() == replay(whole)[0].to_json() == journal.curriculum.to_json()
        assert steps == replay(whole)[1][8:]
    assert "state" in json.loads(after.read_text().splitlines()[0])
    assert after.read_text().splitlines()[1:] == whole.read_text().splitlines()[-4:]


def test_a_folder_with_the_log_of_another_run_does_not_lend_it(tmp_path: Path) -> None:
    other, log = Journal(fresh(), tmp_path / "log.jsonl"), tmp_path / "log.jsonl"
    other.ahead(8)
    for first in range(0, 24, 4):
        other.record([Group(row, 4, 4) for row in range(first, first + 4)], first + 12)
    mine = Journal(fresh(), None)
    run(mine, 3)
    again = Journal(Curriculum.from_json(mine.curriculum.to_json()), log)
    run(again, 3)
    end, steps = replay(log)
    assert end.to_json() == again.curriculum.to_json()
    assert steps[0].row == 12


def test_a_log_that_was_tampered_with_is_found_out(tmp_path: Path) -> None:
    log = tmp_path / "curriculum.jsonl"
    run(Journal(fresh(), log), 6)
    lines = log.read_text().splitlines()
    line = json.loads(lines[4])
    line["cells"] = line["cells"][::-1]
    log.write_text("\n".join([*lines[:4], json.dumps(line), *lines[5:]]) + "\n")
    with pytest.raises(CurriculumError, match=":5: the verdicts lead to other cells"):
        replay(log)


def test_reasons_are_in_the_log(tmp_path: Path) -> None:
    log = tmp_path / "curriculum.jsonl"
    run(Journal(fresh(), log), 4)
    last = json.loads(log.read_text().splitlines()[-1])
    assert len(last["why"]) == len(set(last["cells"]))
    assert all("of the next rows: " in sentence for sentence in last["why"])


def test_something_else_is_no_log(tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text("{}\n")
    with pytest.raises(CurriculumError, match="no settings"):
        replay(other)
