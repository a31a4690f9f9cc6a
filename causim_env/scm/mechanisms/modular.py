"""The remainder of a score: a position on a cycle."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from causim_env.scm.domains import Category, Domain, Integer, Value, literal
from causim_env.scm.mechanisms.base import Family, Kind, Parents, cells, returned, statements
from causim_env.scm.mechanisms.english import listing, plain
from causim_env.scm.mechanisms.scores import Score, integer, read_score
from causim_env.scm.mechanisms.terms import Domains, Multiple, Pick, Switch, Term, Values
from causim_env.streams import Stream

if TYPE_CHECKING:
    from causim_env.render.words import Words


@dataclass(frozen=True, slots=True)
class Modular(Family):
    """`score % modulus`, or the label at that position."""

    name: ClassVar[str] = "modular"

    score: Score
    modulus: int
    labels: tuple[str, ...] = ()

    def body(self) -> str:
        """One return."""
        text = self._remainder(self.score.code())
        if self.labels:
            text = f"({', '.join(literal(label) for label in self.labels)})[{text}]"
        return f"return {text}"

    def _remainder(self, text: str) -> str:
        return f"({text}) % {self.modulus}" if len(self.score.terms) > 1 else f"{text} % {self.modulus}"

    def value(self, values: Values) -> Value:
        """The remainder, or its label."""
        return self._at(self.score.value(values))

    def column(self, supports: Sequence[Sequence[Value]]) -> list[Value]:
        """As `Family.column`."""
        return list(map(self._at, self.score.column(self.parents, supports)))

    def _at(self, score: int) -> Value:
        position = score % self.modulus
        return self.labels[position] if self.labels else position

    def summary(self, words: Words) -> str:
        """What moves it."""
        names = listing([words.noun(parent) for parent in self.score.parents])
        return f"A cycle of {self.modulus} moved by {names}."

    def equation(self, name: str) -> str:
        """`v2 = (v1 + 2*u1) % 7`."""
        return f"{name} = {self._labelled(self._remainder(self.score.equation()))}"

    def _labelled(self, text: str) -> str:
        if not self.labels:
            return text
        inside = ", ".join(f"{i}: {plain(label)}" for i, label in enumerate(self.labels))
        return f"{{{inside}}}[{text}]"

    def worked(self, values: Values) -> tuple[str, str]:
        """Numbers put in, then the sum."""
        text = self._remainder(self.score.equation(values))
        if not self.score.simple:
            text += f" = {self.score.value(values)} % {self.modulus}"
        if self.labels:
            return f"{text} = {self.score.value(values) % self.modulus}", ""
        return "", text

    def prose(self, name: str, words: Words) -> str:
        """The remainder, spelled out."""
        subject, phrase = words.subject(name, ranged=True), self.score.phrase(words)
        lead = f"the remainder (0 to {self.modulus - 1}), on division by {self.modulus}, of {phrase}"
        cycle = f"{subject} {words.verb(name, 'runs', 'run')} through a cycle of {self.modulus}"
        if not self.labels:
            return f"{cycle}: {words.pronoun(name)} {words.verb(name)} {lead}."
        steps = [f"{i} means {words.value(name, label)}" for i, label in enumerate(self.labels)]
        return f"{cycle}, given by {lead}: {listing(steps)}."

    def table(self, name: str, words: Words) -> list[list[str]]:
        """The remainder's rule, or a row for each label."""
        text = self._remainder(self.score.equation())
        if not self.labels:
            return [["rule", name], ["always", f"{text} (remainder)"]]
        return [[f"{text} (remainder)", name]] + [[str(i), plain(v)] for i, v in enumerate(self.labels)]

    @property
    def complexity(self) -> int:
        """Operators of the score, the remainder and the choice of a label."""
        return self.score.complexity + 1 + bool(self.labels)

    @classmethod
    def sample(cls, stream: Stream, parents: Parents, kind: Kind, labels: tuple[str, ...], width: int) -> Self | None:
        """A score in which the widest parent counts once, so that every remainder is reached."""
        if kind == "boolean" or not parents:
            return None
        order = sorted(parents, key=lambda parent: -cells(parent[1]))
        span = sum(cells(domain) - 1 for _, domain in parents)
        modulus = len(labels) if kind == "category" else min(width, span + 1)
        if modulus < 3:
            return None
        terms: dict[str, Term] = {}
        reach = 1
        for name, domain in order:
            factor = stream.between(1, max(1, min(reach, modulus - 1, 4)))
            reach += factor * (cells(domain) - 1)
            if isinstance(domain, Integer):
                terms[name] = Multiple(name, factor)
            elif isinstance(domain, Category):
                levels = stream.shuffled(range(len(domain.labels)))
                terms[name] = Pick(name, tuple((v, factor * k) for v, k in zip(domain.labels, levels, strict=True)))
            else:
                terms[name] = Switch(name, factor)
        if reach < modulus:
            return None
        score = Score(tuple(terms[name] for name, _ in parents)).plus(stream.below(modulus))
        domain_ = Category(labels) if kind == "category" else Integer(0, modulus - 1)
        shown = labels if kind == "category" else ()
        return cls(tuple(name for name, _ in parents), domain_, score, modulus, shown)

    @classmethod
    def recognise(cls, function: ast.FunctionDef, domains: Domains, domain: Domain) -> Self | None:
        """One return of a remainder, perhaps as the index of a tuple of labels."""
        node = returned(statements(function))
        labels: list[str] = []
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Tuple):
            for part in node.value.elts:
                if not isinstance(part, ast.Constant) or type(part.value) is not str:
                    return None
                labels.append(part.value)
            node = node.slice
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mod):
            return None
        modulus, score = integer(node.right), read_score(node.left, domains)
        if modulus is None or modulus < 2 or score is None or len(labels) not in (0, modulus):
            return None
        return cls(tuple(domains), domain, score, modulus, tuple(labels))
