"""A gate or a score that one parent, as a rule an exogenous fault, flips, suppresses or triggers."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from causim_env.scm.domains import Boolean, Domain, Integer, Value, literal
from causim_env.scm.mechanisms.base import (
    Family,
    Kind,
    Limits,
    Parents,
    cells,
    constant,
    local,
    read_limits,
    statements,
)
from causim_env.scm.mechanisms.conditions import Condition, Test, read_condition
from causim_env.scm.mechanisms.drawing import draw_score
from causim_env.scm.mechanisms.english import listing, plain
from causim_env.scm.mechanisms.gate import draw_condition
from causim_env.scm.mechanisms.scores import Score, read_score
from causim_env.scm.mechanisms.terms import Domains, Values
from causim_env.streams import Stream

if TYPE_CHECKING:
    from causim_env.render.words import Words


@dataclass(frozen=True, slots=True)
class NoisyGate(Family):
    """The core, unless `noise` holds: then `forced`, or the opposite where `forced` is None."""

    name: ClassVar[str] = "noisy_gate"

    core: Condition | Score
    noise: Condition
    forced: Value | None
    limits: Limits = Limits()

    def body(self) -> str:
        """The exception first, then the rule."""
        core = self._core_code()
        if self.forced is None:
            signal = local("signal", self.parents)
            return f"{signal} = {core}\nif {self.noise.code()}:\n    return not {signal}\nreturn {signal}"
        return f"if {self.noise.code()}:\n    return {literal(self.forced)}\nreturn {core}"

    def _core_code(self) -> str:
        if isinstance(self.core, Score):
            return self.limits.code(self.core.code(bare=True))
        return self.core.code()

    def _core_equation(self, values: Values | None = None) -> str:
        text = self.core.equation(values or {})
        return self.limits.equation(text) if isinstance(self.core, Score) else text

    def _core_value(self, values: Values) -> bool | int:
        if isinstance(self.core, Score):
            return self.limits.hold(self.core.value(values))
        return self.core.holds(values)

    def value(self, values: Values) -> Value:
        """The core's value, or what the noise makes of it."""
        if not self.noise.holds(values):
            return self._core_value(values)
        return not self._core_value(values) if self.forced is None else self.forced

    def summary(self, words: Words) -> str:
        """What decides and what disturbs."""
        others = [p for p in self.parents if p not in self.noise.parents]
        disturb = listing([words.noun(parent) for parent in self.noise.parents])
        deed = "reverse" if self.forced is None else "override"
        return f"Decided by {listing([words.noun(p) for p in others])}; {disturb} can {deed} it."

    def equation(self, name: str) -> str:
        """`v3 = false if u1; v1 and v2 otherwise`."""
        core = self._core_equation()
        forced = f"not ({core})" if self.forced is None else plain(self.forced)
        return f"{name} = {forced} if {self.noise.equation()}; {core} otherwise"

    def worked(self, values: Values) -> tuple[str, str]:
        """The noise's test, then what is left to compute."""
        holds, core = self.noise.holds(values), self._core_equation(values)
        test = ", ".join(f"{parent} = {plain(values[parent])}" for parent in self.noise.parents)
        if not (isinstance(self.noise, Test) and self.noise.operator in ("is", "==")):
            test = f"{self.noise.equation(values)} is {plain(holds)}"
        if not holds:
            return test, core
        return test, f"not ({core})" if self.forced is None else ""

    def prose(self, name: str, words: Words) -> str:
        """The rule, then the exception."""
        subject, verb = words.subject(name, ranged=True), words.verb(name)
        noise, pronoun = self.noise.phrase(words), words.pronoun(name)
        if isinstance(self.core, Score):
            rule = f"{subject} {verb} {self.core.phrase(words)}.{self.limits.sentence()}"
        else:
            rule = (
                f"{subject} {verb} normally {words.value(name, True)} when {self.core.phrase(words)}; "
                f"otherwise {pronoun} {verb} {words.value(name, False)}."
            )
        if self.forced is None:
            return f"{rule} If {noise}, the outcome is reversed."
        return f"{rule} But if {noise}, {pronoun} {verb} {words.value(name, self.forced)} in any case."

    def table(self, name: str, words: Words) -> list[list[str]]:
        """The exception and the rule."""
        core = self._core_equation()
        forced = f"not ({core})" if self.forced is None else plain(self.forced)
        return [["when", name], [self.noise.equation(), forced], ["otherwise", core]]

    @property
    def complexity(self) -> int:
        """Operators of the core and its limits, the noise and one choice."""
        return self.core.complexity + self.noise.complexity + self.limits.complexity + 1

    @classmethod
    def sample(cls, stream: Stream, parents: Parents, kind: Kind, labels: tuple[str, ...], width: int) -> Self | None:
        """A boolean exogenous parent (`u…`) disturbs if there is one, else another boolean or an integer."""
        if kind == "category" or len(parents) < 2:
            return None
        noise = min(parents, key=_quietness)
        if not isinstance(noise[1], Boolean) and not noise[0].startswith("u"):
            return None
        if isinstance(noise[1], Boolean):
            test = Test(noise[0], "is", True)
        elif isinstance(noise[1], Integer):
            test = Test(noise[0], "<", noise[1].low + max(1, cells(noise[1]) // 4))
        else:
            test = Test(noise[0], "==", stream.choice(noise[1].labels))
        others = [parent for parent in parents if parent != noise]
        names = tuple(name for name, _ in parents)
        if kind == "boolean":
            forced = stream.weighted(((None, 2), (False, 1), (True, 1)))
            return cls(names, Boolean(), draw_condition(stream, others), test, forced)
        score = draw_score(stream, others, 2 * width)
        if score is None:
            return None
        low, high = score.bounds(dict(parents))
        top = min(width - 1, high - low)
        score = score.plus(-low - (high - low - top) // 2)
        limits = Limits.needed(score.bounds(dict(parents)), 0, top)
        rest = stream.choice((0, 0, top))
        return cls(names, Integer(0, top), score, test, rest, limits)

    @classmethod
    def recognise(cls, function: ast.FunctionDef, domains: Domains, domain: Domain) -> Self | None:
        """A rule behind an exception, or a signal that an exception reverses."""
        body = statements(function)
        forced: Value | None = None
        last: ast.expr | None
        match body:
            case [
                ast.Assign(targets=[ast.Name(id=signal)], value=last),
                ast.If(
                    test=test,
                    body=[ast.Return(value=ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=opposite)))],
                    orelse=[],
                ),
                ast.Return(value=ast.Name(id=straight)),
            ] if signal == opposite == straight and signal not in domains:
                pass
            case [
                ast.If(test=test, body=[ast.Return(value=held)], orelse=[]),
                ast.Return(value=last),
            ]:
                forced = constant(held)
                if forced is None:
                    return None
            case _:
                return None
        noise = read_condition(test, domains)
        if noise is None or last is None:
            return None
        names = tuple(domains)
        if isinstance(domain, Integer) and forced is not None:
            limits, inside = read_limits(last)
            score = read_score(inside, domains)
            if score is None or score.constant is not None:
                return None
            return cls(names, domain, score, noise, forced, limits)
        core = read_condition(last, domains)
        if core is None or not isinstance(domain, Boolean):
            return None
        return cls(names, domain, core, noise, forced)


def _quietness(parent: tuple[str, Domain]) -> tuple[int, int]:
    outside = not parent[0].startswith("u")
    return (outside, 0) if isinstance(parent[1], Boolean) else (1 + outside, cells(parent[1]))
