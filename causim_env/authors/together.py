"""Many conversations at once with one backend, all of them in one journal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TypeVar

from causim_env.authors.backend import Ask, Backend
from causim_env.authors.conversation import Conversation
from causim_env.authors.journal import Journal

T = TypeVar("T")

JOURNAL = "journal.jsonl"


def together(
    names: Sequence[str],
    backend: Backend,
    journal: Journal,
    work: Callable[[int, Conversation], Awaitable[T]],
    *,
    at_once: int = 8,
    second: Backend | None = None,
) -> list[T]:
    """Does one piece of work for each name.

    Args:
        names: What each conversation is about.
        backend: Who answers.
        journal: Where every exchange is kept.
        work: From a place among the names and its conversation to a result.
        at_once: How many conversations go on at the same time.
        second: A second author, if there is one.

    Returns:
        The results, in the order of the names.

    Raises:
        ModelError: A backend cannot be used.
    """
    return asyncio.run(_together(names, backend, journal, work, at_once, second))


def journal_in(folder: Path | None, resume: bool) -> Path | None:
    """Where the journal of a run into a folder stands; None keeps none.

    Raises:
        ValueError: The folder holds a run that is not to be taken up.
    """
    if folder is None:
        return None
    if (folder / JOURNAL).exists() and not resume:
        raise ValueError(f"{folder} holds a run already: write --resume, or choose another folder")
    folder.mkdir(parents=True, exist_ok=True)
    return folder / JOURNAL


def described(backend: Backend | None) -> str:
    """A backend's name and settings; empty for none."""
    return f"{backend.name} {backend.settings}" if backend is not None else ""


async def _together(
    names: Sequence[str],
    backend: Backend,
    journal: Journal,
    work: Callable[[int, Conversation], Awaitable[T]],
    at_once: int,
    second: Backend | None,
) -> list[T]:
    results: dict[int, T] = {}
    waiting = iter(range(len(names)))

    async def worker(ask: Ask, other: Ask | None) -> None:
        for index in waiting:
            conversation = Conversation(
                names[index], ask, backend.name, journal, other, second.name if second is not None else ""
            )
            results[index] = await work(index, conversation)

    async with AsyncExitStack() as stack:
        ask = await stack.enter_async_context(backend.open())
        other = await stack.enter_async_context(second.open()) if second is not None else None
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(at_once, len(names))):
                    group.create_task(worker(ask, other))
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None
    return [results[index] for index in range(len(names))]
