"""A model that transformers loads, once on every worker of a Ray cluster.

Batches are those of `LocalModel`, so predictions are the same in the same order; a lost worker's batch is answered
again by another one. Give every worker a GPU of its own where there are any.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from causim_env.cluster import gpus_each, mapped
from causim_env.evaluation.completion import Completion
from causim_env.evaluation.local import LocalModel, batches, settings
from causim_env.evaluation.models import Done, ModelError

if TYPE_CHECKING:
    from causim_env.evaluation.asked import Asked


class RayModel:
    """A causal language model on a Ray cluster.

    Args:
        name: A path that every worker can read, or a name on the hub.
        batch_size: How many problems a worker answers at once.
        max_tokens: The longest completion.

    Raises:
        ModelError: If a number is not above 0.
    """

    def __init__(self, name: str, *, batch_size: int = 16, max_tokens: int = 2048) -> None:
        if batch_size < 1 or max_tokens < 1:
            raise ModelError(f"batch_size {batch_size}, max_tokens {max_tokens}: write numbers above 0")
        self._name = name
        self._batch_size = batch_size
        self._max_tokens = max_tokens

    @property
    def name(self) -> str:
        """The path or hub name."""
        return self._name

    @property
    def settings(self) -> str:
        """Those of `LocalModel`."""
        return settings(self._name, self._max_tokens)

    def complete(self, problems: Sequence[Asked], done: Done) -> None:
        """Answer every problem, the longest prompts first.

        Raises:
            ModelError: If the workers cannot load the model.
        """
        cut = batches([problem.prompt for problem in problems], self._batch_size)
        answer = partial(_answer, self._name, self._batch_size, self._max_tokens)
        prompts = [[problems[position].prompt for position in batch] for batch in cut]
        for batch, completions in zip(cut, mapped(answer, prompts, gpus=gpus_each()), strict=True):
            for position, completion in zip(batch, completions, strict=True):
                done(position, completion)


def _answer(name: str, batch_size: int, max_tokens: int, prompts: Sequence[str]) -> list[Completion]:
    return _loaded(name, batch_size, max_tokens).answer(prompts)


@lru_cache(maxsize=1)
def _loaded(name: str, batch_size: int, max_tokens: int) -> LocalModel:
    """The model of this worker, loaded at its first batch."""
    return LocalModel(name, batch_size=batch_size, max_tokens=max_tokens)
