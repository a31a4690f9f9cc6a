"""The log of a curriculum: what was planned, what came of it, and why; enough to live it through again.

The first line holds the settings, and the state to begin with where a run goes on from a checkpoint whose log is not
there. Every other line is one batch: the verdicts that came in, and what was planned after them, with a sentence for
every cell that got rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from causim_env import __version__
from causim_env.curriculum.cells import Cell, Group
from causim_env.curriculum.curriculum import Curriculum, CurriculumError
from causim_env.curriculum.schedules import Settings
from causim_env.files import read_rows, write_rows


class Journal:
    """Lives a curriculum and writes the log of it.

    Args:
        curriculum: At its beginning, or as a checkpoint held it.
        path: The log; lines of batches that the curriculum has not lived are dropped, and so are all that do not lead
            to where it is. None for no log, as on all processes but the first.
    """

    def __init__(self, curriculum: Curriculum, path: Path | None) -> None:
        self.curriculum = curriculum
        self._path = path
        if path is not None:
            write_rows(path, _known(path, curriculum))

    def ahead(self, rows: int) -> None:
        """Plans the rows up to `rows`, where a batch is not scored yet."""
        self._write([], self.curriculum.plan(rows))

    def record(self, groups: Sequence[Group], rows: int) -> None:
        """Takes in a batch of verdicts and plans the rows up to `rows`."""
        self.curriculum.record(groups)
        self._write(sorted(groups), self.curriculum.plan(rows))

    def _write(self, groups: Sequence[Group], dealt: Sequence[Cell]) -> None:
        if self._path is None or not (groups or dealt):
            return
        curriculum = self.curriculum
        reasons = curriculum.reasons()
        line = {
            "scored": curriculum.scored,
            "planned": curriculum.planned,
            "verdicts": [[*group] for group in groups],
            "cells": [cell.name for cell in dealt],
            "why": [reasons[cell] for cell in dict.fromkeys(dealt)],
            **curriculum.counts(),
        }
        with self._path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(line) + "\n")


def _known(path: Path, curriculum: Curriculum) -> Iterator[Mapping[str, object]]:
    """The head of a log and the lines that the curriculum has lived; its state where they do not lead to it."""
    fresh = {"version": __version__, "settings": curriculum.settings.to_json()}
    if not curriculum.planned:
        yield fresh
        return
    state = curriculum.to_json()
    rows = [*read_rows(path, drop_torn_end=True)] if path.exists() else []
    lived = rows[:1] + [row for row in rows[1:] if _is_lived(row, curriculum)]
    try:
        reached = _live(path, lived)[0].to_json() if lived else {}
    except (CurriculumError, LookupError, TypeError, ValueError):
        reached = {}
    yield from lived if reached == state else [{**fresh, "state": state}]


def _is_lived(line: Mapping[str, Any], curriculum: Curriculum) -> bool:
    return int(line["planned"]) <= curriculum.planned and int(line["scored"]) <= curriculum.scored


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a curriculum that was lived through.

    Attributes:
        row: Its number.
        cell: Its cell.
        right: Right answers to it, None if it was not scored.
        asked: Verdicts on it.
    """

    row: int
    cell: Cell
    right: int | None
    asked: int


def replay(path: Path) -> tuple[Curriculum, list[Step]]:
    """Lives through a log again, from its settings and its verdicts alone, or from the state that it begins with.

    Returns:
        The curriculum at the end, and every row of the log.

    Raises:
        CurriculumError: It is no such log, or another sequence comes out than it says.
    """
    return _live(path, read_rows(path, drop_torn_end=True))


def _live(path: Path, rows: Iterable[Mapping[str, Any]]) -> tuple[Curriculum, list[Step]]:
    lines = iter(rows)
    head = next(lines, {})
    if "settings" not in head:
        raise CurriculumError(f"{path}: the first line holds no settings; give the curriculum.jsonl of a run")
    curriculum = Curriculum(Settings.from_json(head["settings"]))
    if "state" in head:
        curriculum = Curriculum.from_json(head["state"])
    first = curriculum.scored
    dealt = [curriculum.cell(row) for row in range(first, curriculum.planned)]
    verdicts: dict[int, Group] = {}
    for number, line in enumerate(lines, start=2):
        groups = [Group(*map(int, group)) for group in line["verdicts"]]
        curriculum.record(groups)
        planned = curriculum.plan(int(line["planned"]))
        if [cell.name for cell in planned] != line["cells"]:
            raise CurriculumError(f"{path}:{number}: the verdicts lead to other cells than those of the log")
        dealt += planned
        verdicts |= {group.row: group for group in groups}
    steps = [
        Step(row, cell, verdicts[row].right if row in verdicts else None, verdicts[row].asked if row in verdicts else 0)
        for row, cell in enumerate(dealt, start=first)
    ]
    return curriculum, steps
