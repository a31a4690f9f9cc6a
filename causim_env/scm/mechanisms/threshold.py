"""A score compared with one or several cut-offs: a yes or no, or one of several bands."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from causim_env.scm.domains import Boolean, Category, Domain, Integer, Value, literal
from causim_env.scm.mechanisms.base import (
    Family,
    Kind,
    Parents,
    constant,
    local,
    returned,
    statements,
)
from causim_env.scm.mechanisms.drawing import draw_score
from causim_env.scm.mechanisms.english import listing, plain
from causim_env.scm.mechanisms.scores import Score, integer, read_score
from causim_env.scm.mechanisms.terms import Domains, Values
from causim_env.streams import Stream

if TYPE_CHECKING:
    from causim_env.render.words import Words


@dataclass(frozen=True, slots=True)
class Threshold(Family):
    """The value of the first cut-off, from the highest down, that the score reaches; else `bottom`."""

    name: ClassVar[str] = "threshold"

    score: Score
    cuts: tuple[tuple[int, Value], ...]
    bottom: Value

    def body(self) -> str:
        """One comparison for a boolean, a chain of returns for bands."""
        if self._boolean:
            cut, above = self.cuts[0]
            return f"return {self.score.code()} {'>=' if above else '<'} {cut}"
        lines, level = [], self.score.code()
        if not self.score.simple:
            level = local("level", self.parents)
            lines.append(f"{level} = {self.score.code(bare=True)}")
        for cut, value in self.cuts:
            lines += [f"if {level} >= {cut}:", f"    return {literal(value)}"]
        lines.append(f"return {literal(self.bottom)}")
        return "\n".join(lines)

    @property
    def _boolean(self) -> bool:
        return len(self.cuts) == 1 and type(self.bottom) is bool and self.bottom != self.cuts[0][1]

    def value(self, values: Values) -> Value:
        """The band the score falls into."""
        return self._at(self.score.value(values))

    def column(self, supports: Sequence[Sequence[Value]]) -> list[Value]:
        """As `Family.column`."""
        return list(map(self._at, self.score.column(self.parents, supports)))

    def _at(self, level: int) -> Value:
        for cut, value in self.cuts:
            if level >= cut:
                return value
        return self.bottom

    def summary(self, words: Words) -> str:
        """What is compared."""
        names = listing([words.noun(parent) for parent in self.score.parents])
        return f"{'A cut-off' if len(self.cuts) == 1 else 'Bands'} on a score of {names}."

    def equation(self, name: str) -> str:
        """`v3 = (v1 + v2 >= 5)`, or the bands from the highest down."""
        if self._boolean:
            cut, above = self.cuts[0]
            return f"{name} = ({self.score.equation()} {'>=' if above else '<'} {cut})"
        level, tail = self._level()
        bands = [f"{plain(value)} if {level} >= {cut}" for cut, value in self.cuts]
        return f"{name} = {'; '.join(bands)}; {plain(self.bottom)} otherwise{tail}"

    def _level(self) -> tuple[str, str]:
        if self.score.simple:
            return self.score.equation(), ""
        level = local("s", self.parents)
        return level, f" (with {level} = {self.score.equation()})"

    def worked(self, values: Values) -> tuple[str, str]:
        """The score with numbers, and the comparison that decides."""
        level = self.score.value(values)
        shown = self.score.equation(values)
        if self._boolean:
            cut, above = self.cuts[0]
            sign = ">=" if above else "<"
            total = "" if self.score.simple else f" = ({level} {sign} {cut})"
            return "", f"({shown} {sign} {cut}){total}"
        total = str(level) if self.score.simple else f"{shown} = {level}"
        reached = next((cut for cut, _ in self.cuts if level >= cut), None)
        if reached is None:
            return f"{total} < {self.cuts[-1][0]}", ""
        position = [cut for cut, _ in self.cuts].index(reached)
        if position:
            return f"{total}, {reached} <= {level} < {self.cuts[position - 1][0]}", ""
        return f"{total} >= {reached}", ""

    def prose(self, name: str, words: Words) -> str:
        """The score, then what follows from it."""
        subject, verb = words.subject(name, ranged=True), words.verb(name)
        phrase = self.score.phrase(words)
        if len(self.cuts) == 1 and ", " not in phrase:
            cut, value = self.cuts[0]
            return (
                f"{subject} {verb} {words.value(name, value)} when {phrase} "
                f"{'is' if self.score.simple else 'comes to'} at least {cut}, "
                f"and {words.value(name, self.bottom)} otherwise."
            )
        bands = []
        for i, (cut, value) in enumerate(self.cuts):
            span = f"{cut} or more" if i == 0 else _span(cut, self.cuts[i - 1][0] - 1)
            bands.append(f"{words.value(name, value)} at {span}")
        bands.append(f"{words.value(name, self.bottom)} below {self.cuts[-1][0]}")
        opening = phrase if self.score.simple else f"a score, {phrase}"
        return f"{subject} {words.verb(name, 'depends', 'depend')} on {opening}: {', '.join(bands)}."

    def table(self, name: str, words: Words) -> list[list[str]]:
        """The bands."""
        shown = self.score.equation()
        rows = [[shown, name]]
        for i, (cut, value) in enumerate(self.cuts):
            span = f"{cut} or more" if i == 0 else _span(cut, self.cuts[i - 1][0] - 1)
            rows.append([span, plain(value)])
        return [*rows, [f"below {self.cuts[-1][0]}", plain(self.bottom)]]

    @property
    def complexity(self) -> int:
        """Operators of the score and one comparison for each cut-off."""
        return self.score.complexity + len(self.cuts)

    @classmethod
    def sample(cls, stream: Stream, parents: Parents, kind: Kind, labels: tuple[str, ...], width: int) -> Self | None:
        """Cut-offs spread evenly over the middle of the score's range."""
        values: tuple[Value, ...]
        domain: Domain
        if kind == "boolean":
            values, domain = (False, True), Boolean()
            if stream.chance(0.25):
                values = (True, False)
        elif kind == "category":
            values, domain = labels, Category(labels)
        else:
            values, domain = tuple(range(min(width, 5))), Integer(0, min(width, 5) - 1)
        bands = len(values)
        score = draw_score(stream, parents, max(8, 3 * bands))
        if score is None:
            return None
        low, high = score.bounds(dict(parents))
        if high - low < bands - 1 or bands < 2:
            return None
        score = score.plus(-low) if low < 0 and stream.chance(0.5) else score
        low, high = score.bounds(dict(parents))
        cuts = [low + ((high - low + 1) * i + bands - 1) // bands for i in range(1, bands)]
        if bands == 2 and high - low >= 4:
            cuts[0] += stream.between(-1, 1)
        pairs = tuple(zip(reversed(cuts), reversed(values[1:]), strict=True))
        return cls(tuple(name for name, _ in parents), domain, score, pairs, values[0])

    @classmethod
    def recognise(cls, function: ast.FunctionDef, domains: Domains, domain: Domain) -> Self | None:
        """A comparison of a score, or a chain of returns on falling cut-offs."""
        body = statements(function)
        only = returned(body)
        if only is not None:
            return cls._comparison(only, domains, domain)
        score: Score | None = None
        level = ""
        if isinstance(body[0], ast.Assign) and isinstance(body[0].targets[0], ast.Name):
            level, score = body[0].targets[0].id, read_score(body[0].value, domains)
            body = body[1:]
            if score is None or level in domains:
                return None
        cuts: list[tuple[int, Value]] = []
        for statement in body[:-1]:
            read = _read_band(statement)
            if read is None:
                return None
            tested, cut, value = read
            if score is None:
                level, score = tested, read_score(ast.Name(tested), domains)
            if score is None or tested != level or (cuts and cut >= cuts[-1][0]):
                return None
            cuts.append((cut, value))
        bottom = constant(returned(body[-1:]))
        if score is None or bottom is None or not cuts:
            return None
        return cls(tuple(domains), domain, score, tuple(cuts), bottom)

    @classmethod
    def _comparison(cls, node: ast.expr, domains: Domains, domain: Domain) -> Self | None:
        if not isinstance(node, ast.Compare) or len(node.ops) != 1:
            return None
        cut, score = integer(node.comparators[0]), read_score(node.left, domains)
        operator = node.ops[0]
        if cut is None or score is None or not isinstance(operator, (ast.GtE, ast.Lt)):
            return None
        above = isinstance(operator, ast.GtE)
        return cls(tuple(domains), domain, score, ((cut, above),), not above)


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"


def _read_band(statement: ast.stmt) -> tuple[str, int, Value] | None:
    if not isinstance(statement, ast.If) or statement.orelse:
        return None
    test, value = statement.test, constant(returned(statement.body))
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or value is None:
        return None
    cut = integer(test.comparators[0])
    if isinstance(test.ops[0], ast.GtE) and isinstance(test.left, ast.Name) and cut is not None:
        return test.left.id, cut, value
    return None
