"""A categorical parent selects which formula applies."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from causim_env.scm.domains import Boolean, Category, Domain, Integer, Value, literal
from causim_env.scm.mechanisms.base import (
    Family,
    Kind,
    Parents,
    constant,
    returned,
    statements,
)
from causim_env.scm.mechanisms.conditions import Condition, read_condition
from causim_env.scm.mechanisms.drawing import draw_score
from causim_env.scm.mechanisms.english import plain
from causim_env.scm.mechanisms.gate import draw_condition
from causim_env.scm.mechanisms.pieces import tile
from causim_env.scm.mechanisms.scores import Score, read_score
from causim_env.scm.mechanisms.terms import Constant, Domains, Multiple, Values
from causim_env.streams import Stream

if TYPE_CHECKING:
    from causim_env.render.words import Words


@dataclass(frozen=True, slots=True)
class Choice:
    """One of two fixed values, decided by a condition; without condition always the first."""

    yes: Value
    condition: Condition | None = None
    no: Value = False

    def code(self) -> str:
        """Python."""
        if self.condition is None:
            return literal(self.yes)
        if self.yes is True:
            return self.condition.code()
        return f"{literal(self.yes)} if {self.condition.code()} else {literal(self.no)}"

    def value(self, values: Values) -> Value:
        """The value that applies."""
        return self.yes if self.condition is None or self.condition.holds(values) else self.no

    def equation(self) -> str:
        """`low if v1 >= 3 else high`."""
        if self.condition is None:
            return plain(self.yes)
        if self.yes is True:
            return self.condition.equation()
        return f"{plain(self.yes)} if {self.condition.equation()} else {plain(self.no)}"

    def worked(self, values: Values) -> str:
        """The condition with values put in, and whether it holds."""
        if self.condition is None:
            return ""
        return f"{self.condition.equation(values)} is {plain(self.condition.holds(values))}"

    def phrase(self, name: str, words: Words) -> str:
        """English."""
        if self.condition is None:
            return words.value(name, self.yes)
        return (
            f"{words.value(name, self.yes)} if {self.condition.phrase(words)}, and {words.value(name, self.no)} if not"
        )

    @property
    def complexity(self) -> int:
        """Rough count of operators."""
        return 0 if self.condition is None else 1 + self.condition.complexity


@dataclass(frozen=True, slots=True)
class Match(Family):
    """For each label of `key`, a score or a choice; the last label stands for the rest."""

    name: ClassVar[str] = "match"

    key: str
    cases: tuple[tuple[str, Score | Choice], ...]

    def body(self) -> str:
        """A match statement whose last case is the wildcard."""
        lines = [f"match {self.key}:"]
        for i, (label, case) in enumerate(self.cases, 1):
            lines.append(f"    case {literal(label) if i < len(self.cases) else '_'}:")
            lines.append(f"        return {_code(case)}")
        return "\n".join(lines)

    def value(self, values: Values) -> Value:
        """What the label's formula gives."""
        return dict(self.cases)[str(values[self.key])].value(values)

    def summary(self, words: Words) -> str:
        """What selects."""
        return f"Follows a different rule for each {words.bare(self.key)}."

    def equation(self, name: str) -> str:
        """`v3 = v1 + 2 if u1 = k1; 7 - v1 if u1 = k2`."""
        return f"{name} = " + "; ".join(
            f"{_grouped(case)} if {self.key} = {plain(label)}" for label, case in self.cases
        )

    def worked(self, values: Values) -> tuple[str, str]:
        """The label, then its formula with numbers."""
        case = dict(self.cases)[str(values[self.key])]
        chosen = f"{self.key} = {plain(values[self.key])}"
        if isinstance(case, Score):
            return chosen, case.equation(values)
        decided = case.worked(values)
        return f"{chosen}, {decided}" if decided else chosen, ""

    def prose(self, name: str, words: Words) -> str:
        """Label by label."""
        cases = []
        pronoun, verb = words.pronoun(name), words.verb(name)
        for label, case in self.cases:
            phrase = case.phrase(words) if isinstance(case, Score) else case.phrase(name, words)
            cases.append(f"for {words.value(self.key, label)} {pronoun} {verb} {phrase}")
        return (
            f"{words.subject(name, ranged=True)} {words.verb(name, 'depends', 'depend')} on "
            f"{words.noun(self.key)}: {'; '.join(cases)}."
        )

    def table(self, name: str, words: Words) -> list[list[str]]:
        """A row for each label."""
        return [[self.key, name]] + [[plain(label), case.equation()] for label, case in self.cases]

    @property
    def complexity(self) -> int:
        """Operators of the cases and one for each choice between them."""
        return sum(case.complexity for _, case in self.cases) + len(self.cases) - 1

    @classmethod
    def sample(cls, stream: Stream, parents: Parents, kind: Kind, labels: tuple[str, ...], width: int) -> Self | None:
        """One categorical parent selects; the others count in one case at least."""
        keys = [(name, d) for name, d in parents if isinstance(d, Category) and len(d.labels) > 1]
        if not keys or len(parents) < 2:
            return None
        key, chosen = stream.choice(keys)
        others = [parent for parent in parents if parent[0] != key]
        parts = [_subset(stream, others) for _ in chosen.labels]
        parts[stream.below(len(parts))] = others
        names = tuple(name for name, _ in parents)
        if kind != "integer":
            values = labels if kind == "category" else (True, False)
            domain = Category(labels) if kind == "category" else Boolean()
            made = _choices(stream, parts, values)
            return None if made is None else cls(names, domain, key, _labelled(chosen, made))
        scores = [_draw_piece(stream, part, width) for part in parts]
        known = [score for score in scores if score is not None]
        if len(known) < len(scores):
            return None
        placed, top = tile(stream, known, [dict(parents)] * len(known), width)
        return None if top < 2 or len(set(placed)) < 2 else cls(names, Integer(0, top), key, _labelled(chosen, placed))

    @classmethod
    def recognise(cls, function: ast.FunctionDef, domains: Domains, domain: Domain) -> Self | None:
        """A match on a categorical parent with one return in each case."""
        body = statements(function)
        if len(body) != 1 or not isinstance(body[0], ast.Match):
            return None
        subject = body[0].subject
        chosen = domains.get(subject.id) if isinstance(subject, ast.Name) else None
        if not isinstance(subject, ast.Name) or not isinstance(chosen, Category):
            return None
        cases: list[tuple[str, Score | Choice]] = []
        for case in body[0].cases:
            label = _label(case.pattern, chosen, cases)
            node = returned(case.body)
            made = None if node is None or case.guard is not None else _read_case(node, domains, domain)
            if label is None or made is None:
                return None
            cases.append((label, made))
        if {label for label, _ in cases} != set(chosen.labels) or len(cases) != len(chosen.labels):
            return None
        return cls(tuple(domains), domain, subject.id, tuple(cases))


def _code(case: Score | Choice) -> str:
    return case.code(bare=True) if isinstance(case, Score) else case.code()


def _grouped(case: Score | Choice) -> str:
    text = case.equation()
    return f"({text})" if isinstance(case, Choice) and case.condition is not None else text


def _labelled(chosen: Category, made: list[Score] | list[Choice]) -> tuple[tuple[str, Score | Choice], ...]:
    return tuple(zip(chosen.labels, made, strict=True))


def _subset(stream: Stream, others: Parents) -> list[tuple[str, Domain]]:
    return [parent for parent in others if stream.chance(0.65)]


def _draw_piece(stream: Stream, part: Parents, width: int) -> Score | None:
    if not part:
        return Score((Constant(0),))
    score = draw_score(stream, part, width)
    if score is not None and len(score.terms) == 1 and stream.chance(0.4):
        first = score.terms[0]
        if isinstance(first, Multiple):
            return Score((Multiple(first.parent, -first.factor),))
    return score


def _choices(stream: Stream, parts: list[list[tuple[str, Domain]]], values: tuple[Value, ...]) -> list[Choice] | None:
    pool = stream.shuffled(values)
    slots = sum(2 if part else 1 for part in parts)
    if slots < len(pool):
        return None
    while len(pool) < slots:
        pool.append(stream.choice(values))
    made: list[Choice] = []
    for part in parts:
        if values == (True, False) and part:
            made.append(Choice(True, draw_condition(stream, part)))
            continue
        if not part:
            made.append(Choice(pool.pop(0)))
            continue
        yes, no = pool.pop(0), pool.pop(0)
        if yes == no:
            no = stream.choice([value for value in values if value != yes])
        made.append(Choice(yes, draw_condition(stream, part), no))
    return made if len(set(made)) > 1 else None


def _label(pattern: ast.pattern, chosen: Category, seen: list[tuple[str, Score | Choice]]) -> str | None:
    if isinstance(pattern, ast.MatchValue):
        value = constant(pattern.value)
        return value if isinstance(value, str) else None
    if isinstance(pattern, ast.MatchAs) and pattern.pattern is None and pattern.name is None:
        missing = set(chosen.labels) - {label for label, _ in seen}
        return missing.pop() if len(missing) == 1 else None
    return None


def _read_case(node: ast.expr, domains: Domains, domain: Domain) -> Score | Choice | None:
    if isinstance(domain, Integer):
        return read_score(node, domains)
    value = constant(node)
    if value is not None:
        return Choice(value)
    if isinstance(domain, Boolean):
        test = read_condition(node, domains)
        return None if test is None else Choice(True, test)
    if not isinstance(node, ast.IfExp):
        return None
    yes, no = constant(node.body), constant(node.orelse)
    condition = read_condition(node.test, domains)
    return None if yes is None or no is None or condition is None else Choice(yes, condition, no)
