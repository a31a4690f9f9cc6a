"""What is kept of one scored completion, and the file of many that can be taken up again.

A prediction carries the gold answer, so that the file alone can be scored again. While a run goes
on, its predictions are appended to `<name>.partial`, one flushed line each; a finished run puts them
in the order of the problems and renames. A line torn by a crash is dropped, a prediction without a
completion is asked for again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from causim_env.answers import Verdict
from causim_env.evaluation.completion import Completion
from causim_env.evaluation.estimates import Record
from causim_env.evaluation.gold import Scored, wanted
from causim_env.evaluation.item import Asked, Item, Question
from causim_env.files import read_rows, write_rows

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class Prediction:
    """One problem, what was said to it, and the verdict.

    `correct` and `reward` are None where there was no completion or the verifier failed.
    """

    id: str
    scm: str
    kind: str
    level: int
    split: str
    representation: str
    prompt_sha256: str
    model: str
    settings: str
    gold: str
    completion: str | None
    finish: str
    reward: float | None
    correct: bool | None
    reason: str

    @property
    def record(self) -> Record:
        """The part that statistics need."""
        return Record(self.id, self.scm, self.kind, self.level, self.split, self.correct)

    def rescored(self, gold: str | None = None) -> Prediction:
        """Judge the completion again, against the gold answer it carries or another.

        Raises:
            ValueError: If the gold answer cannot be read.
        """
        if self.completion is None:
            return self
        line = gold or self.gold
        verdict = wanted(self.kind, line).score(self.completion)
        return replace(
            self,
            gold=line,
            reward=verdict.reward,
            correct=verdict.correct,
            reason=verdict.reason,
        )

    def to_json(self) -> dict[str, object]:
        """Return the prediction as one row."""
        return asdict(self)

    @classmethod
    def from_json(cls, row: Mapping[str, object]) -> Prediction:
        """Read a row; columns that others added are left out.

        Raises:
            ValueError: If a column is missing or has the wrong type.
        """
        record = Record.from_json({"correct": None, **row})
        completion, reward = row.get("completion"), row.get("reward")
        if completion is not None and not isinstance(completion, str):
            raise ValueError(f"column 'completion' must be text or null, got {completion!r}")
        if reward is not None and not isinstance(reward, int | float):
            raise ValueError(f"column 'reward' must be a number or null, got {reward!r}")
        return cls(
            id=record.id,
            scm=record.scm,
            kind=record.kind,
            level=record.level,
            split=record.split,
            representation=_text(row, "representation"),
            prompt_sha256=_text(row, "prompt_sha256"),
            model=_text(row, "model"),
            settings=_text(row, "settings"),
            gold=_text(row, "gold"),
            completion=completion,
            finish=_text(row, "finish"),
            reward=reward,
            correct=record.correct,
            reason=_text(row, "reason"),
        )


def _text(row: Mapping[str, object], column: str) -> str:
    value = row.get(column, "")
    if not isinstance(value, str):
        raise ValueError(f"column {column!r} must be text, got {value!r}")
    return value


def judge(asked: Question, completion: Completion, model: str, settings: str = "") -> Prediction:
    """Score what a model said to a problem.

    Args:
        asked: The problem.
        completion: What was said.
        model: Who said it.
        settings: What else decides what this model says, in words.
    """
    item = Item.of(asked)
    verdict: Scored = Verdict(None, None, f"no completion: {completion.error}")
    if completion.text is not None:
        verdict = item.score(completion.text)
    return Prediction(
        id=item.id,
        scm=item.scm,
        kind=item.kind,
        level=item.level,
        split=item.split,
        representation=item.representation,
        prompt_sha256=digest(item.prompt),
        model=model,
        settings=settings,
        gold=item.gold.dumps(),
        completion=completion.text,
        finish=completion.finish,
        reward=verdict.reward,
        correct=verdict.correct,
        reason=verdict.reason,
    )


def digest(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def shard_path(path: Path, shard: int, shards: int) -> Path:
    """Where one of several runs writes its part of a file of predictions."""
    return path.with_name(f"{path.stem}-{shard:05d}-of-{shards:05d}{path.suffix}")


class PredictionFile:
    """Predictions on their way to a file; use it as a context manager.

    Args:
        path: Where the finished predictions go. Those of an earlier run, finished or not, are taken over.
        model: The model whose predictions these are.
        settings: What else decides what it says.
        problems: The problems; the finished file holds their predictions in this order.
        shards: In how many parts other runs have written beside the file; what they have is taken over.
    """

    def __init__(self, path: Path, model: str, settings: str, problems: Sequence[Asked], shards: int = 1) -> None:
        self._path = path
        self._partial = path.with_name(path.name + ".partial")
        self._parts = [shard_path(path, shard, shards) for shard in range(shards)] if shards > 1 else []
        self._made_by = (model, settings)
        self._keys = [(problem.id, digest(problem.prompt)) for problem in problems]
        self._rows: dict[tuple[str, str], Prediction] = {}
        self._stream: TextIO | None = None

    def __enter__(self) -> Self:
        """Read what there is and open the file for more.

        Raises:
            ValueError: If what is there are no predictions, or those of another model, of other settings
                or of other problems, which this run would overwrite.
        """
        known = set(self._keys)
        found = ((self._path, False), (self._partial, True), *((part, False) for part in self._parts))
        for path, torn in found:
            for row in read_rows(path, drop_torn_end=torn) if path.exists() else ():
                prediction = Prediction.from_json(row)
                if _made_by(prediction) != self._made_by:
                    wanted, held = (" with ".join(filter(None, by)) for by in (self._made_by, _made_by(prediction)))
                    raise ValueError(f"{path} holds predictions of {held}, not of {wanted}: choose another file")
                if _key(prediction) not in known:
                    raise ValueError(f"{path} holds predictions for other problems: choose another file")
                if prediction.completion is not None:
                    self._rows[_key(prediction)] = prediction
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_rows(self._partial, (p.to_json() for p in self._rows.values()))
        self._stream = self._partial.open("a", encoding="utf-8")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the partial file; it stays until `finish` renames it."""
        if self._stream is not None:
            self._stream.close()

    def missing(self) -> list[int]:
        """Return the positions of the problems that have no prediction yet."""
        return [position for position, key in enumerate(self._keys) if key not in self._rows]

    def add(self, prediction: Prediction) -> None:
        """Keep a prediction, on disk at once."""
        if self._stream is None:
            raise RuntimeError("the prediction file is not open: use it in a with statement")
        self._rows[_key(prediction)] = prediction
        self._stream.write(json.dumps(prediction.to_json()) + "\n")
        self._stream.flush()

    def finish(self) -> list[Prediction]:
        """Write the finished file in the order of the problems and drop the partial one."""
        found = [self._rows[key] for key in self._keys]
        write_rows(self._path, (prediction.to_json() for prediction in found))
        if self._stream is not None:
            self._stream.close()
        self._partial.unlink(missing_ok=True)
        return found


def _key(prediction: Prediction) -> tuple[str, str]:
    return prediction.id, prediction.prompt_sha256


def _made_by(prediction: Prediction) -> tuple[str, str]:
    return prediction.model, prediction.settings


def read_predictions(path: Path) -> Iterator[Prediction]:
    """Read a file of predictions.

    Raises:
        ValueError: If a line is no prediction; the message names the line.
    """
    for number, row in enumerate(read_rows(path), start=1):
        try:
            yield Prediction.from_json(row)
        except ValueError as error:
            raise ValueError(f"{path}:{number}: {error}") from None
