"""The backends of language models: an endpoint, a model in this process, and a run that somebody recorded.

The endpoint and the local model are those of `causim_env.evaluation`; what is here turns requests into prompts for
them. Any backend is recorded by its journal, and `Recorded` plays a journal back.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from causim_env.authors.backend import Ask, Reply, Request, estimated
from causim_env.authors.journal import read_journal
from causim_env.evaluation.completion import Completion
from causim_env.evaluation.models import Done, ModelError

if TYPE_CHECKING:
    from causim_env.evaluation.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class AtEndpoint:
    """A model behind an OpenAI-compatible endpoint; plans are asked for as structured output.

    Attributes:
        endpoint: The endpoint and how it is asked.
    """

    endpoint: Endpoint

    @property
    def name(self) -> str:
        """The model's name."""
        return self.endpoint.name

    @property
    def settings(self) -> str:
        """How it is asked, not where: a run goes on wherever the model is served."""
        return self.endpoint.sampling

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ask]:
        """A session with one pool of connections."""
        async with self.endpoint.session() as complete:

            async def ask(request: Request) -> Reply:
                return _reply(request, await complete(request.prompt, request.schema))

            yield ask


class Completes(Protocol):
    """A model that answers prompts in batches, such as `LocalModel`."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def settings(self) -> str:
        """What else decides what it says."""

    def complete_prompts(self, prompts: Sequence[str], done: Done) -> None:
        """Answer every prompt."""


class InProcess:
    """A model in this process; what is asked at the same time is answered in one batch.

    Args:
        model: The model.
    """

    def __init__(self, model: Completes) -> None:
        self._model = model

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name

    @property
    def settings(self) -> str:
        """Those of the model."""
        return self._model.settings

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ask]:
        """A session with one queue."""
        waiting: asyncio.Queue[tuple[Request, asyncio.Future[Reply]]] = asyncio.Queue()

        async def answer() -> None:
            while True:
                batch = [await waiting.get()]
                await asyncio.sleep(0)  # everybody who is ready gets to ask
                while not waiting.empty():
                    batch.append(waiting.get_nowait())
                try:
                    completions = await asyncio.to_thread(self._complete, [request.prompt for request, _ in batch])
                except BaseException as error:
                    for _, future in batch:
                        future.set_exception(error if isinstance(error, Exception) else ModelError("stopped"))
                    if not isinstance(error, Exception):
                        raise
                    continue
                for (request, future), completion in zip(batch, completions, strict=True):
                    future.set_result(_reply(request, completion))

        async def ask(request: Request) -> Reply:
            future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
            await waiting.put((request, future))
            return await future

        task = asyncio.create_task(answer())
        try:
            yield ask
        finally:
            task.cancel()

    def _complete(self, prompts: Sequence[str]) -> list[Completion]:
        got: dict[int, Completion] = {}
        self._model.complete_prompts(prompts, lambda place, completion: got.update({place: completion}))
        return [got[place] for place in range(len(prompts))]


class Recorded:
    """Answers that stand in the journal of an earlier run.

    Args:
        path: The journal.

    Raises:
        ValueError: The file is no journal.
    """

    name = "replay"

    def __init__(self, path: Path) -> None:
        turns = read_journal(path)
        self._replies = {(turn.scm, turn.prompt_sha256, turn.turn): turn for turn in turns}
        self.settings = f"{len(turns)} answers of {', '.join(sorted({turn.model for turn in turns})) or 'nobody'}"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ask]:
        """A session."""
        import hashlib

        async def ask(request: Request) -> Reply:
            digest = hashlib.sha256(request.prompt.encode()).hexdigest()
            turn = self._replies.get((request.scm, digest, request.turn))
            if turn is None:
                raise ModelError(
                    f"the recording has no answer to question {request.turn} about {request.scm}: "
                    "write the settings of the recorded run"
                )
            return Reply(turn.reply, turn.tokens, turn.error)

        yield ask


def _reply(request: Request, completion: Completion) -> Reply:
    if completion.text is None:
        return Reply(None, (0, 0), completion.error or "no answer")
    return Reply(completion.text, completion.tokens or estimated(request.prompt, completion.text))
