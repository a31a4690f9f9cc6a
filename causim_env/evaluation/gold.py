"""What is wanted: an answer and how near to it is right, or a program.

Our own problems have exact answers. Question sets from elsewhere give rounded numbers, and each says how it
scores them: a number is right if it rounds to the same digits, a distribution if its total variation from the
published one is small enough. An answer is read by the same strict grammar either way. Programs are compared by what
they do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from causim_env.answers import Answer, AnswerError, Verdict, score
from causim_env.answers.grammar import Scalar

FORMAL = ("formalization", "induction")
"""Kinds of question whose answers are programs."""

_RULES = ("digits", "distance")


class Scored(Protocol):
    """A verdict."""

    @property
    def reward(self) -> float | None:
        """In [0, 1], or None where the verifier failed."""

    @property
    def correct(self) -> bool | None:
        """Whether it is right, or None like the reward."""

    @property
    def reason(self) -> str:
        """In words."""


class Wanted(Protocol):
    """What completions are scored against."""

    def score(self, completion: str, /) -> Scored:
        """Judge a completion."""

    def dumps(self) -> str:
        """One line of JSON, which `wanted` reads."""


def wanted(kind: str, line: str) -> Wanted:
    """Reads what a prediction of such a kind carries.

    Raises:
        ValueError: The line cannot be read.
    """
    if kind in FORMAL:
        from causim_env.formalization.sets import Program

        return Program.loads(line)
    return Gold.loads(line)


@dataclass(frozen=True, slots=True)
class Gold:
    """What is wanted.

    Attributes:
        answer: The answer.
        digits: A number that rounds to it, to so many digits after the point, is right as well.
        distance: A distribution whose total variation from it is at most this is right as well.
    """

    answer: Answer
    digits: int | None = None
    distance: Fraction | None = None

    def score(self, completion: object) -> Verdict:
        """Judge a completion."""
        verdict = score(completion, self.answer)
        if verdict.answer is None or verdict.correct or not self._near(verdict.answer):
            return verdict
        return Verdict(1.0, True, "correct within what rounding leaves open", verdict.answer)

    def _near(self, said: Answer) -> bool:
        one, other = said.value, self.answer.value
        if self.digits is not None and _number(one) and _number(other):
            return round(Fraction(one), self.digits) == round(Fraction(other), self.digits)  # type: ignore[arg-type]
        if self.distance is not None and isinstance(one, Mapping) and isinstance(other, Mapping):
            return total_variation(one, other) <= self.distance
        return False

    def dumps(self) -> str:
        """One line of JSON: that of the answer, and beside it how near is right."""
        row = self.answer.to_json()
        if self.digits is not None:
            row["digits"] = self.digits
        if self.distance is not None:
            row["distance"] = str(self.distance)
        return json.dumps(row, sort_keys=True, separators=(",", ":"))

    @classmethod
    def loads(cls, line: str) -> Gold:
        """What `dumps` wrote.

        Raises:
            AnswerError: The line is anything else.
        """
        try:
            row = json.loads(line)
            rules = {name: row.pop(name) for name in _RULES if name in row}
            digits = int(rules["digits"]) if "digits" in rules else None
            distance = Fraction(rules["distance"]) if "distance" in rules else None
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise AnswerError(f"not an answer in JSON: {error}") from None
        return cls(Answer.from_json(row), digits, distance)


def total_variation(one: Mapping[Scalar, Fraction], other: Mapping[Scalar, Fraction]) -> Fraction:
    """Half the sum of the absolute differences of two distributions."""
    values = {**one, **other}
    zero = Fraction(0)
    return sum((abs(one.get(value, zero) - other.get(value, zero)) for value in values), zero) / 2


def _number(value: object) -> bool:
    return type(value) is int or type(value) is Fraction
