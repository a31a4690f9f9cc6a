"""The phrases that families share: amounts, conditions, limits, each in one of several wordings."""

from __future__ import annotations

from causim_env.render.words import Words
from causim_env.scm.domains import Value
from causim_env.scm.mechanisms.base import Limits
from causim_env.scm.mechanisms.conditions import Condition, Test
from causim_env.scm.mechanisms.scores import Score
from causim_env.scm.mechanisms.terms import Constant, Multiple, Quotient, Switch, Term
from causim_env.scm.model import SCM
from causim_env.streams import Stream

_FRACTIONS = {2: "half", 3: "a third", 4: "a quarter", 5: "a fifth"}
_COMPARED = {
    "!=": ("not {}", "other than {}"),
    ">=": ("at least {}", "no less than {}"),
    "<=": ("at most {}", "no more than {}"),
    "<": ("below {}", "less than {}"),
    ">": ("above {}", "more than {}"),
}


class Phrases:
    """Says what sentences are made of.

    Args:
        scm: Whose words are used.
        stream: Where the choice between wordings comes from.
        terse: Whether to use the first wording only.
    """

    def __init__(self, scm: SCM, stream: Stream, terse: bool) -> None:
        self._scm = scm
        self._words = Words.of(scm)
        self._stream = stream
        self._terse = terse

    def _one(self, *ways: str) -> str:
        return ways[0] if self._terse else self._stream.choice(ways)

    def _value(self, name: str, value: Value) -> str:
        return self._words.value(name, value)

    def _limits(self, limits: Limits) -> str:
        low, high = limits.low, limits.high
        if low is not None and high is not None:
            return self._one(
                f" A result below {low} counts as {low}, one above {high} as {high}.",
                f" The result is held between {low} and {high}.",
            )
        if low is not None:
            return self._one(f" A result below {low} counts as {low}.", f" The result is never less than {low}.")
        if high is not None:
            return self._one(f" A result above {high} counts as {high}.", f" The result is never more than {high}.")
        return ""

    def _score(self, score: Score) -> str:
        first, *rest = score.terms
        text = f"minus {self._term(first)}" if first.negative else self._term(first)
        for term in rest:
            text += f" {'minus' if term.negative else 'plus'} {self._term(term)}"
        return text

    def _term(self, term: Term) -> str:
        """A term without its sign."""
        if isinstance(term, Constant):
            return str(abs(term.amount))
        noun, sign = self._words.noun(term.parent), -1 if term.negative else 1
        if isinstance(term, Multiple):
            size = abs(term.factor)
            if size == 1:
                return noun
            return self._one(f"twice {noun}" if size == 2 else f"{size} times {noun}", f"{size} times {noun}")
        if isinstance(term, Quotient):
            part = _FRACTIONS.get(term.divisor, f"1/{term.divisor}")
            return self._one(f"{part} of {noun} (rounded down)", f"{noun} divided by {term.divisor} (rounded down)")
        if isinstance(term, Switch):
            state, on, off = self._words.state(term.parent, True), sign * term.on, sign * term.off
            return self._one(f"({on} if {state}, otherwise {off})", f"({on} when {state}, and {off} when not)")
        amounts = [f"{sign * amount} for {self._value(term.parent, label)}" for label, amount in term.amounts]
        return f"(going by {noun}, {', '.join(amounts)})"

    def _condition(self, condition: Condition) -> str:
        if isinstance(condition, Test):
            return self._test(condition)
        parts = [self._condition(p) if isinstance(p, Test) else f"({self._condition(p)})" for p in condition.parts]
        if condition.operator == "not":
            return f"it is not so that {parts[0]}"
        if condition.operator == "xor":
            return self._one(
                f"either {parts[0]} or {parts[1]} but not both", f"exactly one holds of {parts[0]} and {parts[1]}"
            )
        return f" {condition.operator} ".join(parts)

    def _test(self, test: Test) -> str:
        name, bound = test.parent, test.bound
        if test.operator in ("is", "=="):
            return self._words.state(name, bound)
        value = self._value(name, bound)
        ways = _COMPARED[test.operator]
        return f"{self._words.noun(name)} {self._words.verb(name)} {self._one(*ways).format(value)}"
