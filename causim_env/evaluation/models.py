"""What a model is to an evaluation, and the run of one model over some problems.

A model answers problems in whatever order suits it and says of each when it is done; the run scores,
keeps what it gets at once, and asks only for what an earlier run did not get.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from causim_env.evaluation.completion import Completion
from causim_env.evaluation.item import Asked, Question
from causim_env.evaluation.predictions import Prediction, PredictionFile, judge

if TYPE_CHECKING:
    pass

Done = Callable[[int, Completion], None]


class ModelError(ValueError):
    """A model that cannot be used at all; the message says which, why, and what to do instead."""


class Model(Protocol):
    """Anything that answers problems."""

    @property
    def name(self) -> str:
        """What the model is called in predictions."""

    @property
    def settings(self) -> str:
        """What else decides what it says, in words: the address, the longest completion, the weights."""

    def complete(self, problems: Sequence[Asked], done: Done) -> None:
        """Answer every problem, calling `done(position, completion)` once for each.

        Raises:
            ModelError: If the model cannot be used; a single problem without an answer is no error
                but a `Completion` without text.
        """


def evaluate(
    model: Model,
    problems: Sequence[Question],
    path: Path | None = None,
    progress: Callable[[], None] = lambda: None,
    shards: int = 1,
) -> list[Prediction]:
    """Score a model on problems.

    Args:
        model: The model.
        problems: The problems, or questions from elsewhere; predictions come in their order.
        path: The file of predictions to take up and to finish, if they are to be kept.
        progress: Called once for every problem.
        shards: In how many parts other runs have written beside the file; they are taken over.

    Raises:
        ModelError: If the model cannot be used.
        ValueError: If the file holds predictions of another model or for other problems.
    """
    got: dict[int, Prediction] = {}

    def run(positions: Sequence[int], keep: Callable[[Prediction], object]) -> None:
        def done(place: int, completion: Completion) -> None:
            position = positions[place]
            got[position] = judge(problems[position], completion, model.name, model.settings)
            keep(got[position])
            progress()

        if positions:
            model.complete([problems[position] for position in positions], done)

    if path is None:
        run(range(len(problems)), lambda prediction: None)
        return [got[position] for position in range(len(problems))]
    with PredictionFile(path, model.name, model.settings, problems, shards) as file:
        missing = file.missing()
        for _ in range(len(problems) - len(missing)):
            progress()
        run(missing, file.add)
        return file.finish()
