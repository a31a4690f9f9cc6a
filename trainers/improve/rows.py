"""What a model learns from: its own right solutions, problems to be judged on, simulators of its own."""

from __future__ import annotations

from collections.abc import Iterable

from trainers.improve.propose import Proposal
from trainers.improve.solve import Attempts

Row = dict[str, object]


def solutions(kept: Iterable[Attempts], most: int) -> list[Row]:
    """Right solutions, at most so many of a problem."""
    return [_demonstration(one.problem.prompt, text) for one in kept for text in one.right[:most]]


def questions(kept: Iterable[Attempts]) -> list[Row]:
    """Problems with their gold answers and without solutions."""
    return [{key: value for key, value in one.problem.row().items() if key != "solution"} for one in kept]


def simulators(own: Iterable[Proposal]) -> list[Row]:
    """How simulators are written that were worth asking about."""
    return [_demonstration(one.prompt, one.text.strip()) for one in own]


def _demonstration(prompt: str, completion: str) -> Row:
    said = {"prompt": ("user", prompt), "completion": ("assistant", completion)}
    return {name: [{"role": role, "content": content}] for name, (role, content) in said.items()}
