"""A boolean condition on the parents: and, or, exclusive or, not, with one comparison each."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from causim_env.scm.domains import Boolean, Category, Domain, Integer
from causim_env.scm.mechanisms.base import Family, Kind, Parents, cells, returned, statements
from causim_env.scm.mechanisms.conditions import Condition, Joint, Test, read_condition
from causim_env.scm.mechanisms.english import listing
from causim_env.scm.mechanisms.terms import Domains, Values
from causim_env.streams import Stream

if TYPE_CHECKING:
    from causim_env.render.words import Words


@dataclass(frozen=True, slots=True)
class Gate(Family):
    """True exactly when the condition holds."""

    name: ClassVar[str] = "gate"

    condition: Condition

    def body(self) -> str:
        """One return."""
        return f"return {self.condition.code()}"

    def value(self, values: Values) -> bool:
        """Whether the condition holds."""
        return self.condition.holds(values)

    def summary(self, words: Words) -> str:
        """What it depends on."""
        return f"Decided by {listing([words.noun(parent) for parent in self.parents])}."

    def equation(self, name: str) -> str:
        """`v3 = v1 and v2 >= 4`."""
        return f"{name} = {self.condition.equation()}"

    def worked(self, values: Values) -> tuple[str, str]:
        """The condition with values put in."""
        return "", self.condition.equation(values)

    def prose(self, name: str, words: Words) -> str:
        """When it is true."""
        return (
            f"{words.subject(name, ranged=True)} {words.verb(name)} {words.value(name, True)} when "
            f"{self.condition.phrase(words)}; otherwise {words.pronoun(name)} "
            f"{words.verb(name)} {words.value(name, False)}."
        )

    def table(self, name: str, words: Words) -> list[list[str]]:
        """The condition, and otherwise."""
        return [["when", name], [self.condition.equation(), "true"], ["otherwise", "false"]]

    @property
    def complexity(self) -> int:
        """Operators of the condition."""
        return max(1, self.condition.complexity)

    @classmethod
    def sample(cls, stream: Stream, parents: Parents, kind: Kind, labels: tuple[str, ...], width: int) -> Self | None:
        """Booleans only; a single comparison of an integer is left to `Threshold`."""
        if kind != "boolean" or not parents:
            return None
        if len(parents) == 1 and isinstance(parents[0][1], Integer):
            return None
        condition = draw_condition(stream, parents)
        return cls(tuple(name for name, _ in parents), Boolean(), condition)

    @classmethod
    def recognise(cls, function: ast.FunctionDef, domains: Domains, domain: Domain) -> Self | None:
        """One return of a condition."""
        node = returned(statements(function))
        if node is None or type(domain) is not Boolean:
            return None
        condition = read_condition(node, domains)
        if isinstance(condition, Test) and isinstance(domains[condition.parent], Integer):
            if condition.operator in (">=", "<"):
                return None
        return None if condition is None else cls(tuple(domains), domain, condition)


def draw_condition(stream: Stream, parents: Parents) -> Condition:
    """A condition that tests every parent once, so that each of them matters."""
    tests = [draw_test(stream, name, domain) for name, domain in stream.shuffled(parents)]
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:
        operator = stream.weighted((("and", 3), ("or", 3), ("xor", 2)))
        return Joint(operator, tuple(tests))
    outer = stream.weighted((("and", 2), ("or", 2), ("xor", 1)))
    if outer == "xor":
        inner = Joint(stream.choice(("and", "or")), tuple(tests[1:]))
        return Joint("xor", (inner, tests[0]))
    inner = Joint("or" if outer == "and" else "and", (tests[0], tests[1]))
    return Joint(outer, (inner, *tests[2:]))


def draw_test(stream: Stream, name: str, domain: Domain) -> Test:
    """A test of one parent that neither always nor never holds."""
    if isinstance(domain, Boolean):
        return Test(name, "is", stream.chance(0.75))
    if isinstance(domain, Category):
        operator = "==" if len(domain.labels) < 3 or stream.chance(0.7) else "!="
        return Test(name, operator, stream.choice(domain.labels))
    assert isinstance(domain, Integer)
    middle = domain.low + cells(domain) // 2
    spread = cells(domain) // 6
    cut = max(domain.low + 1, middle + stream.between(-spread, spread))
    return Test(name, stream.choice((">=", "<")), cut)
