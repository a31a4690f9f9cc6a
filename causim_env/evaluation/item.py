"""What an evaluation needs to know of whatever is asked: one of our problems, or a question from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from causim_env.answers import Verdict
from causim_env.evaluation.gold import Gold

if TYPE_CHECKING:
    from causim_env.problems import Problem


class Asked(Protocol):
    """Anything that a model may be asked."""

    @property
    def id(self) -> str:
        """Which one it is."""

    @property
    def prompt(self) -> str:
        """What the model sees."""


@dataclass(frozen=True)
class Item:
    """A question with its gold answer.

    Attributes:
        id: Which one it is; with the prompt it tells it from every other one.
        prompt: What the model sees.
        gold: What is wanted.
        scm: The SCM it is about, or whatever else several questions have in common: intervals are clustered by it.
        kind: The kind of question.
        level: How hard.
        split: The part of its set.
        representation: How the SCM is shown.
        problem: The problem it was made of, where there is one.
    """

    id: str
    prompt: str
    gold: Gold
    scm: str
    kind: str
    level: int = 0
    split: str = ""
    representation: str = ""
    problem: Problem | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, asked: Problem | Item) -> Item:
        """A problem as an item; an item as it is."""
        if isinstance(asked, Item):
            return asked
        return cls(
            id=asked.id,
            prompt=asked.prompt,
            gold=Gold(asked.answer),
            scm=asked.scm.canonical_hash,
            kind=asked.query.kind,
            level=asked.nominal,
            split=asked.split,
            representation=asked.representation,
            problem=asked,
        )

    @property
    def solution(self) -> str:
        """The worked solution, or the bare answer of a question that has none."""
        return self.gold.answer.block() if self.problem is None else self.problem.solution

    def score(self, completion: str) -> Verdict:
        """Judge a completion."""
        return self.gold.score(completion) if self.problem is None else self.problem.score(completion)


def items(asked: Sequence[Problem | Item]) -> list[Item]:
    """Problems and items, all as items."""
    return [Item.of(one) for one in asked]
