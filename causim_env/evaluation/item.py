"""What an evaluation needs to know of whatever is asked: one of our problems, or a question from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias

from causim_env.evaluation.gold import Gold, Scored, Wanted
from causim_env.problems import Problem

if TYPE_CHECKING:
    from causim_env.formalization.problem import FormalizationProblem


Question: TypeAlias = "Problem | FormalizationProblem | Item"
"""Whatever can be asked and scored."""


class Asked(Protocol):
    """Anything that a model may be asked."""

    @property
    def id(self) -> str:
        """Which one it is."""

    @property
    def prompt(self) -> str:
        """What the model sees."""


@dataclass(frozen=True, slots=True)
class _OwnProgram:
    """What a problem wants that asks for a program; it is compared with the SCM that the problem holds already."""

    problem: FormalizationProblem

    def score(self, completion: str) -> Scored:
        return self.problem.score(completion)

    def dumps(self) -> str:
        return self.problem.gold


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
    gold: Wanted
    scm: str
    kind: str
    level: int = 0
    split: str = ""
    representation: str = ""
    problem: Problem | FormalizationProblem | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, asked: Question) -> Item:
        """A problem as an item; an item as it is."""
        if isinstance(asked, Item):
            return asked
        return cls(
            id=asked.id,
            prompt=asked.prompt,
            gold=Gold(asked.answer) if isinstance(asked, Problem) else _OwnProgram(asked),
            scm=asked.scm.canonical_hash,
            kind=asked.kind,
            level=asked.nominal,
            split=asked.split,
            representation=asked.representation,
            problem=asked,
        )

    @property
    def block(self) -> str:
        """The bare gold answer in its block, or the gold program."""
        return self.gold.answer.block() if isinstance(self.gold, Gold) else self.solution

    @property
    def solution(self) -> str:
        """The worked solution, or the bare answer of a question that has none."""
        return self.block if self.problem is None else self.problem.solution

    def score(self, completion: str) -> Scored:
        """Judge a completion."""
        return self.gold.score(completion) if self.problem is None else self.problem.score(completion)


def items(asked: Sequence[Question]) -> list[Item]:
    """Problems and items, all as items."""
    return [Item.of(one) for one in asked]
