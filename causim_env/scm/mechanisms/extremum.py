"""The larger or the smaller of several scores: a bottleneck or a dominant cause."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from causim_env.scm.domains import Domain, Integer, Value
from causim_env.scm.mechanisms.base import Family, Kind, Parents, call, cells, returned, statements
from causim_env.scm.mechanisms.drawing import draw_score
from causim_env.scm.mechanisms.english import listing, number
from causim_env.scm.mechanisms.scores import Score, read_score
from causim_env.scm.mechanisms.terms import Domains, Values
from causim_env.streams import Stream

if TYPE_CHECKING:
    from causim_env.render.words import Words


@dataclass(frozen=True, slots=True)
class Extremum(Family):
    """`max(…)` or `min(…)` of two or more scores."""

    name: ClassVar[str] = "extremum"

    operator: str
    items: tuple[Score, ...]

    def body(self) -> str:
        """One return."""
        return f"return {self.operator}({', '.join(item.code(bare=True) for item in self.items)})"

    def value(self, values: Values) -> int:
        """The extreme score."""
        amounts = [item.value(values) for item in self.items]
        return max(amounts) if self.operator == "max" else min(amounts)

    def column(self, supports: Sequence[Sequence[Value]]) -> list[Value]:
        """As `Family.column`."""
        columns = [item.column(self.parents, supports) for item in self.items]
        extreme = max if self.operator == "max" else min
        return [extreme(row) for row in zip(*columns, strict=True)]

    def summary(self, words: Words) -> str:
        """What competes."""
        names = listing([words.noun(parent) for parent in self.parents])
        return f"Set by {'the strongest' if self.operator == 'max' else 'the weakest'} of {names}."

    def equation(self, name: str) -> str:
        """`v3 = max(v1, v2 + 2)`."""
        return f"{name} = {self.operator}({', '.join(item.equation() for item in self.items)})"

    def worked(self, values: Values) -> tuple[str, str]:
        """Numbers put in, then the competing scores."""
        text = f"{self.operator}({', '.join(item.equation(values) for item in self.items)})"
        if all(item.simple for item in self.items):
            return "", text
        amounts = ", ".join(str(item.value(values)) for item in self.items)
        return "", f"{text} = {self.operator}({amounts})"

    def prose(self, name: str, words: Words) -> str:
        """Which of the scores counts."""
        extreme = ("larger", "largest") if self.operator == "max" else ("smaller", "smallest")
        phrases = [item.phrase(words) for item in self.items]
        nested = any(" plus " in phrase or "(" in phrase for phrase in phrases)
        joined = listing(phrases)
        if nested:
            lettered = [f"({'abcdefghij'[i % 10]}) {p}" for i, p in enumerate(phrases)]
            joined = f"{number(len(phrases))} amounts: {'; '.join(lettered)}"
        return f"{words.subject(name, ranged=True)} {words.verb(name)} the {extreme[len(phrases) > 2]} of {joined}."

    def table(self, name: str, words: Words) -> list[list[str]]:
        """The candidates."""
        rows = [[f"candidate {i}", item.equation()] for i, item in enumerate(self.items, 1)]
        extreme = "largest" if self.operator == "max" else "smallest"
        return [["part", name], *rows, ["result", f"the {extreme} candidate"]]

    @property
    def complexity(self) -> int:
        """Operators of the scores and the comparisons."""
        return sum(item.complexity for item in self.items) + len(self.items) - 1

    @classmethod
    def sample(cls, stream: Stream, parents: Parents, kind: Kind, labels: tuple[str, ...], width: int) -> Self | None:
        """Each parent counts in one score, and the scores' ranges overlap."""
        if kind != "integer" or len(parents) < 2:
            return None
        operator = stream.choice(("max", "min"))
        order = sorted(parents, key=lambda parent: -cells(parent[1]))
        groups: list[list[tuple[str, Domain]]] = [[order[0]], [order[1]]]
        for parent in order[2:]:
            if len(groups) == 2 and cells(parent[1]) > 3 and stream.chance(0.4):
                groups.append([parent])
            else:
                groups[stream.below(len(groups))].append(parent)
        drawn = [draw_score(stream, group, width, negatives=False) for group in groups]
        domains = dict(parents)
        items: list[Score] = []
        spans: list[int] = []
        for score in drawn:
            if score is None:
                return None
            low, high = score.bounds(domains)
            items.append(score.plus(-low))
            spans.append(high - low)
        widest = max(spans)
        first = 0 if operator == "max" else 1
        for i, span in enumerate(spans):
            if span < widest:
                items[i] = items[i].plus(stream.between(first, max(first, (widest - span) // 2)))
        ends = [item.bounds(domains) for item in items]
        pick = max if operator == "max" else min
        domain = Integer(pick(low for low, _ in ends), pick(high for _, high in ends))
        return cls(tuple(domains), domain, operator, tuple(items))

    @classmethod
    def recognise(cls, function: ast.FunctionDef, domains: Domains, domain: Domain) -> Self | None:
        """One return of `max` or `min` over scores of which at least two read parents."""
        node = returned(statements(function))
        for operator in ("max", "min"):
            arguments = call(node, operator)
            if arguments is None or len(arguments) < 2:
                continue
            items = [read_score(argument, domains) for argument in arguments]
            known = tuple(item for item in items if item is not None)
            reading = sum(item.constant is None for item in known)
            if len(known) == len(items) and reading > 1:
                return cls(tuple(domains), domain, operator, known)
        return None
