"""Diminishing returns: a dose that approaches a ceiling, perhaps against inhibitors."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from causim_env.scm.domains import Domain, Integer, Value
from causim_env.scm.mechanisms.base import Family, Kind, Parents, cells, local, returned, statements
from causim_env.scm.mechanisms.drawing import draw_score
from causim_env.scm.mechanisms.english import listing
from causim_env.scm.mechanisms.scores import Score, integer, read_score
from causim_env.scm.mechanisms.terms import Constant, Domains, Multiple, Values
from causim_env.streams import Stream

if TYPE_CHECKING:
    from causim_env.render.words import Words


@dataclass(frozen=True, slots=True)
class Saturating(Family):
    """`ceiling * dose // (dose + drag)`; dose and drag are scores that are never negative."""

    name: ClassVar[str] = "saturating"

    ceiling: int
    dose: Score
    drag: Score

    def body(self) -> str:
        """The dose where it is more than a name, then the ratio."""
        if self.dose.simple:
            return self._ratio(self.dose.code())
        dose = local("dose", self.parents)
        return f"{dose} = {self.dose.code(bare=True)}\n{self._ratio(dose)}"

    def _ratio(self, dose: str) -> str:
        return f"return {self.ceiling} * {dose} // ({dose} + {self.drag.code()})"

    def value(self, values: Values) -> int:
        """The ratio, rounded down."""
        return self._risen(self.dose.value(values), self.drag.value(values))

    def column(self, supports: Sequence[Sequence[Value]]) -> list[Value]:
        """As `Family.column`."""
        columns = [score.column(self.parents, supports) for score in (self.dose, self.drag)]
        return list(map(self._risen, *columns))

    def _risen(self, dose: int, drag: int) -> int:
        return self.ceiling * dose // (dose + drag)

    def summary(self, words: Words) -> str:
        """What drives it and what holds it back."""
        names = listing([words.noun(parent) for parent in self.dose.parents])
        brakes = listing([words.noun(parent) for parent in self.drag.parents])
        tail = f", held back by {brakes}" if brakes else ""
        return f"Rises with {names} with diminishing returns{tail}."

    def equation(self, name: str) -> str:
        """`v2 = 8*v1 // (v1 + 5)`."""
        if self.dose.simple:
            dose, tail = self.dose.equation(), ""
        else:
            dose = local("d", self.parents)
            tail = f" (with {dose} = {self.dose.equation()})"
        return f"{name} = {self.ceiling}*{dose} // ({dose} + {self.drag.equation()}){tail}"

    def worked(self, values: Values) -> tuple[str, str]:
        """The dose, then both sides of the division."""
        dose, drag = self.dose.value(values), self.drag.value(values)
        opening = "" if self.dose.simple else f"d = {self.dose.equation(values)} = {dose}"
        ratio = f"{self.ceiling}*{dose} // ({dose} + {self.drag.equation(values)})"
        return opening, f"{ratio} = {self.ceiling * dose} // {dose + drag}"

    def prose(self, name: str, words: Words) -> str:
        """The ratio in words."""
        subject = words.subject(name, ranged=True)
        verb = words.verb(name, "rises", "rise")
        dose = self.dose.phrase(words)
        lead = f"{subject} {verb} with diminishing returns: "
        what = dose
        if not self.dose.simple:
            lead = f"{subject} {verb} with diminishing returns in a dose, which is {dose}: "
            what = "the dose"
        parts = [what, *(term.phrase(words) for term in self.drag.terms)]
        total = f"the sum of {listing(parts)}"
        if any(term.negative for term in self.drag.terms):
            total = f"the result of {what} plus {self.drag.phrase(words)}"
        return (
            f"{lead}{words.pronoun(name)} {words.verb(name)} {self.ceiling} times {what} divided by "
            f"{total}, rounded down."
        )

    def table(self, name: str, words: Words) -> list[list[str]]:
        """The parts of the ratio."""
        return [
            ["part", name],
            ["dose", self.dose.equation()],
            ["drag", self.drag.equation()],
            ["result", f"{self.ceiling} * dose / (dose + drag), rounded down"],
        ]

    @property
    def complexity(self) -> int:
        """Operators of the scores and three of the ratio."""
        return self.dose.complexity + self.drag.complexity + 3

    @classmethod
    def sample(cls, stream: Stream, parents: Parents, kind: Kind, labels: tuple[str, ...], width: int) -> Self | None:
        """The half-way constant is at least the ceiling less one, so that no value is skipped."""
        order = sorted(parents, key=lambda parent: -cells(parent[1]))
        if kind != "integer" or not order or cells(order[0][1]) < 3:
            return None
        domains = dict(parents)
        brakes = []
        if len(order) > 1 and stream.chance(0.6):
            brakes = [order.pop(1)]
        dose = draw_score(stream, order, 3 * width, negatives=False)
        drag = draw_score(stream, brakes, width, negatives=False) if brakes else Score((Constant(0),))
        if dose is None or drag is None:
            return None
        dose = dose.plus(-dose.bounds(domains)[0])
        most = dose.bounds(domains)[1]
        ceiling = min(width + stream.between(1, 3), most + 2)
        half = ceiling - 1 + stream.below(2)
        low = drag.bounds(domains)[0]
        drag = drag.plus(half - low) if brakes else Score((Constant(half),))
        top = ceiling * most // (most + half)
        if top < 2:
            return None
        return cls(tuple(domains), Integer(0, top), ceiling, dose, drag)

    @classmethod
    def recognise(cls, function: ast.FunctionDef, domains: Domains, domain: Domain) -> Self | None:
        """`c * dose // (dose + drag)`, the dose a name or assigned just before."""
        body = statements(function)
        dose: Score | None = None
        known = ""
        if len(body) == 2 and isinstance(body[0], ast.Assign):
            target = body[0].targets[0]
            known = target.id if isinstance(target, ast.Name) else ""
            dose = read_score(body[0].value, domains)
            body = body[1:]
            if not known or known in domains or dose is None:
                return None
        node = returned(body)
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.FloorDiv):
            return None
        over, under = node.left, node.right
        if not isinstance(over, ast.BinOp) or not isinstance(over.op, ast.Mult):
            return None
        ceiling, name = integer(over.left), over.right
        if ceiling is None or not isinstance(name, ast.Name) or (known and name.id != known):
            return None
        below = read_score(under, {**domains, name.id: domain})
        if below is None or below.terms[0] != Multiple(name.id, 1) or len(below.terms) < 2:
            return None
        dose = dose or read_score(name, domains)
        drag = Score(below.terms[1:])
        if dose is None or name.id in drag.parents:
            return None
        return cls(tuple(domains), domain, ceiling, dose, drag)
