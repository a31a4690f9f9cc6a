"""A weighted sum of the parents, held within the declared range."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from causim_env.scm.domains import Domain, Integer, Value
from causim_env.scm.mechanisms.base import (
    Family,
    Kind,
    Limits,
    Parents,
    read_limits,
    returned,
    statements,
)
from causim_env.scm.mechanisms.drawing import draw_score
from causim_env.scm.mechanisms.english import listing, plain
from causim_env.scm.mechanisms.scores import Score, read_score
from causim_env.scm.mechanisms.terms import Constant, Domains, Multiple, Pick, Quotient, Switch, Term, Values
from causim_env.streams import Stream

if TYPE_CHECKING:
    from causim_env.render.words import Words


@dataclass(frozen=True, slots=True)
class Linear(Family):
    """`max(low, min(high, score))`, the limits only where they bind."""

    name: ClassVar[str] = "linear"

    score: Score
    limits: Limits = Limits()

    def body(self) -> str:
        """One return."""
        return f"return {self.limits.code(self.score.code(bare=True))}"

    def value(self, values: Values) -> int:
        """The sum within its limits."""
        return self.limits.hold(self.score.value(values))

    def column(self, supports: Sequence[Sequence[Value]]) -> list[Value]:
        """As `Family.column`."""
        return [self.limits.hold(amount) for amount in self.score.column(self.parents, supports)]

    def summary(self, words: Words) -> str:
        """What raises it and what lowers it."""
        up = [words.noun(t.parent) for t in self.score.terms if t.parent and not t.negative]
        down = [words.noun(t.parent) for t in self.score.terms if t.parent and t.negative]
        parts = [f"{listing(up)} add" + ("s" if len(up) == 1 else "") + " to it"] if up else []
        if down:
            parts.append(f"{listing(down)} lower" + ("s" if len(down) == 1 else "") + " it")
        text = ", ".join(parts) or "it is fixed"
        return text[0].upper() + text[1:] + "."

    def equation(self, name: str) -> str:
        """`v2 = clip(2*v1 + 1, 0, 9)`."""
        return f"{name} = {self.limits.equation(self.score.equation())}"

    def worked(self, values: Values) -> tuple[str, str]:
        """Numbers put in, then the sum before the limits."""
        text = self.limits.equation(self.score.equation(values))
        if self.limits.complexity and not self.score.simple:
            text += f" = {self.limits.equation(str(self.score.value(values)))}"
        return "", text

    def prose(self, name: str, words: Words) -> str:
        """A short sum in one clause, a long one contribution by contribution."""
        subject, terms = words.subject(name, ranged=True), self.score.terms
        if len(terms) == 1 or (len(terms) == 2 and all(_short(term) for term in terms)):
            return f"{subject} {words.verb(name)} {self.score.phrase(words)}.{self.limits.sentence()}"
        base = sum(term.amount for term in terms if type(term) is Constant)
        parts = [_contribution(term, words) for term in terms if type(term) is not Constant]
        return (
            f"{subject} {words.verb(name, 'starts', 'start')} from {base}: {'; '.join(parts)}.{self.limits.sentence()}"
        )

    def table(self, name: str, words: Words) -> list[list[str]]:
        """A sheet of contributions that are added up."""
        rows = [[f"part of {name}", "amount"]]
        for term in self.score.terms:
            rows.extend(_rows(term))
        return rows + self.limits.rows()

    @property
    def complexity(self) -> int:
        """Operators of the sum and its limits."""
        return self.score.complexity + self.limits.complexity

    @classmethod
    def sample(cls, stream: Stream, parents: Parents, kind: Kind, labels: tuple[str, ...], width: int) -> Self | None:
        """Integers only; the sum is centred on the wished range."""
        if kind != "integer":
            return None
        score = draw_score(stream, parents, 2 * width)
        if score is None or _is_lookup(score):
            return None
        domains = dict(parents)
        low, high = score.bounds(domains)
        top = min(width - 1, high - low)
        if top < 2:
            return None
        slack = (high - low - top) // 2
        score = score.plus(-low - slack + (stream.between(-1, 1) if slack > 1 else 0))
        limits = Limits.needed(score.bounds(domains), 0, top)
        return cls(tuple(domains), Integer(0, top), score, limits)

    @classmethod
    def recognise(cls, function: ast.FunctionDef, domains: Domains, domain: Domain) -> Self | None:
        """One return of a score, perhaps within limits."""
        node = returned(statements(function))
        if node is None or not isinstance(domain, Integer):
            return None
        limits, inside = read_limits(node)
        score = read_score(inside, domains)
        if score is None or (limits.complexity == 0 and _is_lookup(score)):
            return None
        if limits.complexity and score.constant is not None:
            return None
        return cls(tuple(domains), domain, score, limits)


def _is_lookup(score: Score) -> bool:
    return len(score.terms) == 1 and type(score.terms[0]) is Pick


def _short(term: Term) -> bool:
    return type(term) in (Constant, Multiple, Quotient)


def _contribution(term: Term, words: Words) -> str:
    verb = "takes away" if term.negative else "adds"
    passive = "taken away" if term.negative else "added"
    if type(term) is Multiple:
        return f"{words.each(term.parent)} {verb} {abs(term.factor)}"
    if type(term) is Pick:
        return f"{words.noun(term.parent)} {_picks(term, words)}"
    if type(term) is Switch and not term.off:
        return f"{abs(term.on)} is {passive} if {words.state(term.parent, True)}"
    if type(term) is Switch and not term.on:
        return f"{abs(term.off)} is {passive} if {words.state(term.parent, False)}"
    if type(term) is Switch:
        return (
            f"{_signed(term.on)} if {words.state(term.parent, True)}, "
            f"{_signed(term.off)} if {words.state(term.parent, False)}"
        )
    return f"{term.phrase(words)} is {passive}"


def _picks(term: Pick, words: Words) -> str:
    parts: list[str] = []
    last = ""
    for label, amount in term.amounts:
        down = amount < 0 or (amount == 0 and term.negative)
        verb = "takes away " if down else "adds "
        parts.append(f"{'' if verb == last else verb}{abs(amount) or 'nothing'} for {words.value(term.parent, label)}")
        last = verb
    return listing(parts)


def _signed(amount: int) -> str:
    return f"{abs(amount)} is {'taken away' if amount < 0 else 'added'}"


def _rows(term: Term) -> list[list[str]]:
    sign = "-" if term.negative else "+"
    if type(term) is Constant:
        return [["base", str(term.amount)]]
    if type(term) is Multiple:
        return [[f"each unit of {term.parent}", f"{term.factor:+d}"]]
    if type(term) is Quotient:
        return [[f"{term.parent} divided by {term.divisor}, rounded down", f"{sign} that"]]
    if type(term) is Switch:
        rows = [[f"{term.parent} = true", f"{term.on:+d}"]] if term.on else []
        return rows + ([[f"{term.parent} = false", f"{term.off:+d}"]] if term.off else [])
    assert isinstance(term, Pick)
    return [[f"{term.parent} = {plain(label)}", f"{a:+d}"] for label, a in term.amounts]
