"""A backend that says what a test wrote, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from causim_env.authors.backend import Ask, Reply, Request, estimated


class Spoken:
    """A backend for tests.

    Args:
        answer: What it says to a request; None for silence.
        name: What it is called.
        tokens: What every exchange costs; as much as it is long if not given.
        settings: As of any backend.
    """

    def __init__(
        self,
        answer: Callable[[Request], str | None],
        name: str = "spoken",
        tokens: tuple[int, int] | None = None,
        settings: str = "",
    ) -> None:
        self.answer = answer
        self.name = name
        self.tokens = tokens
        self.settings = settings
        self.asked: list[Request] = []
        self.said: dict[str, str] = {}

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ask]:
        async def ask(request: Request) -> Reply:
            self.asked.append(request)
            text = self.answer(request)
            if text is not None:
                self.said[request.prompt] = text
            cost = self.tokens or estimated(request.prompt, text or "")
            return Reply(text, cost, "" if text is not None else "nobody there")

        yield ask
