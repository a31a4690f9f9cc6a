"""The journal of a run: every question, every answer and what the ladder said, one JSON line each.

A run that is taken up again walks the same way from the start: questions whose answers stand in the journal are not
asked again, and what was refused is not verified again. So it ends with the same SCMs as a run that nothing stopped,
as long as the answers are the same. A last line that a crash cut off is dropped and its question asked anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from causim_env.files import read_rows, write_rows


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange.

    Attributes:
        scm: Which SCM it was about.
        turn: Which question about that SCM, from 0.
        role: What was asked for.
        model: Who answered.
        prompt_sha256: Hash of the question.
        reply: The answer, or None where none could be had.
        error: Why there is none.
        tokens: Tokens of question and answer.
        seconds: How long the answer took.
        verdicts: What each rung of the ladder said of it; of a whole SCM, what it said of each function (`V3 light`).
            Empty for a plan.
        refused: Why it was refused in one line; empty where it was accepted.
    """

    scm: str
    turn: int
    role: str
    model: str
    prompt_sha256: str
    reply: str | None
    error: str = ""
    tokens: tuple[int, int] = (0, 0)
    seconds: float = 0.0
    verdicts: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""

    @property
    def key(self) -> tuple[str, int, str]:
        """What tells it from every other exchange of a run."""
        return self.scm, self.turn, self.role


class Journal:
    """Turns on their way to a file; use it as a context manager.

    Args:
        path: The file; None keeps nothing.
        settings: What decides the answers and the questions. A journal of other settings is refused.

    Raises:
        ValueError: The file is no journal, or one of other settings.
    """

    def __init__(self, path: Path | None, settings: Mapping[str, object]) -> None:
        self._path = path
        self._settings = json.loads(json.dumps(settings))
        self._turns: dict[tuple[str, int, str], Turn] = {}
        self._beside: dict[tuple[str, int], set[str]] = {}
        self._stream: TextIO | None = None

    def __enter__(self) -> Self:
        """Reads what there is and opens the file for more."""
        if self._path is None:
            return self
        if self._path.exists():
            self._read(self._path)
        rows = [{"settings": self._settings}, *(asdict(turn) for turn in self._turns.values())]
        write_rows(self._path, rows)
        self._stream = self._path.open("a", encoding="utf-8", newline="\n")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes the file."""
        if self._stream is not None:
            self._stream.close()

    def find(self, scm: str, turn: int, role: str) -> Turn | None:
        """An exchange of an earlier run."""
        return self._turns.get((scm, turn, role))

    def beside(self, turn: Turn) -> list[Turn]:
        """Every exchange that bears the number of this one, itself included."""
        roles = self._beside.get((turn.scm, turn.turn), set())
        return [self._turns[turn.scm, turn.turn, role] for role in sorted(roles)]

    def add(self, turn: Turn) -> None:
        """Keeps an exchange, on disk at once."""
        self._keep(turn)
        if self._stream is not None:
            self._stream.write(json.dumps(asdict(turn)) + "\n")
            self._stream.flush()

    @property
    def turns(self) -> list[Turn]:
        """Every exchange so far."""
        return list(self._turns.values())

    def _read(self, path: Path) -> None:
        rows = read_rows(path, drop_torn_end=True)
        held = next(rows, {"settings": self._settings}).get("settings")
        if not isinstance(held, dict):
            raise ValueError(f"{path}: no journal of an author; choose another folder")
        for name, value in self._settings.items():
            if held.get(name) != value:
                raise ValueError(
                    f"{path} was written with {_differs(name, held.get(name), value)}: choose another folder"
                )
        for number, row in enumerate(rows, start=2):
            self._keep(_turn(row, f"{path}:{number}"))

    def _keep(self, turn: Turn) -> None:
        self._turns[turn.key] = turn
        self._beside.setdefault((turn.scm, turn.turn), set()).add(turn.role)


def read_journal(path: Path) -> list[Turn]:
    """The exchanges of a journal.

    Raises:
        ValueError: A line is none; the message names it.
    """
    rows = enumerate(read_rows(path, drop_torn_end=True), start=1)
    return [_turn(row, f"{path}:{number}") for number, row in rows if "settings" not in row]


def _differs(name: str, held: object, wanted: object) -> str:
    """What of a setting is another; of one with many parts, which parts."""
    if not isinstance(held, dict) or not isinstance(wanted, dict):
        return f"{name} {held!r}, not {wanted!r}"
    parts = [part for part in {**held, **wanted} if held.get(part) != wanted.get(part)]
    return f"other {name} ({', '.join(map(str, parts))})"


def _turn(row: Mapping[str, Any], where: str) -> Turn:
    try:
        return Turn(**{**row, "tokens": (int(row["tokens"][0]), int(row["tokens"][1]))})
    except (TypeError, LookupError, ValueError) as error:
        raise ValueError(f"{where}: no exchange with an author ({error})") from None
