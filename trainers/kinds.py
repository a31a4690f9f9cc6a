"""Problems of several kinds in one sequence, those that ask for programs beside those with queries.

A kind is drawn for every index, all alike; the problem is the one at that index of the kind's own set. Each kind takes
of the representations that are named those it has: queries code, equations, prose and table, a formalization its
descriptions. Induction shows runs, whatever is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from causim_env.evaluation.gold import FORMAL
from causim_env.formalization.problem import FormalizationProblem
from causim_env.formalization.sets import SETS
from causim_env.problems import Problem
from causim_env.render import REPRESENTATIONS
from causim_env.streams import Stream

AnyProblem: TypeAlias = Problem | FormalizationProblem


@dataclass(frozen=True)
class KindSet(Sequence[AnyProblem]):
    """An infinite, random-access sequence of problems of several kinds.

    Attributes:
        sets: The set of every kind.
        key: What the drawing of kinds depends on besides the index.
    """

    sets: Sequence[Sequence[AnyProblem]]
    key: tuple[str | int, ...]

    def __len__(self) -> int:
        """There is no length.

        Raises:
            TypeError: Always.
        """
        raise TypeError("a KindSet is infinite: take problems[i]")

    def __iter__(self) -> Iterator[AnyProblem]:
        """All problems from the first on, without end."""
        index = 0
        while True:
            yield self[index]
            index += 1

    def __getitem__(self, index: int) -> AnyProblem:  # type: ignore[override]
        """Problem `index`; negative indices and slices do not exist."""
        return Stream("kinds", *self.key, index).choice(self.sets)[index]


def shown(kinds: Sequence[str], named: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """The ways in which each kind shows systems, of those that are named.

    Raises:
        ValueError: A kind has none of them, or none of the kinds has one.
    """
    if not set(kinds) & set(FORMAL):
        return {kind: tuple(named) for kind in kinds}
    found: dict[str, tuple[str, ...]] = {}
    for kind in kinds:
        offered = SETS[kind].offered if kind in SETS else REPRESENTATIONS
        found[kind] = tuple(offered) if kind == "induction" else tuple(name for name in named if name in offered)
        if not found[kind]:
            raise ValueError(f"representation {', '.join(named)}: for {kind} write some of {', '.join(offered)}")
    taken = {name for ways in found.values() for name in ways}
    idle = [name for name in named if name not in taken]
    if idle and set(kinds) != {"induction"}:
        raise ValueError(f"representation {idle[0]}: none of {', '.join(kinds)} is shown so; leave it out")
    return found
