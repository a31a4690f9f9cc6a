"""The answer language: how scalars, sets and distributions are written and read.

Reading is one pass from left to right with a token pattern that cannot backtrack over itself;
nothing is ever evaluated. Only syntax is read here: whether a set mixes types or a distribution
sums to one is judged where an `Answer` is made.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import Literal

Scalar = bool | int | Fraction | str
Kind = Literal["value", "set", "distribution", "undetermined"]
Parsed = tuple[Kind, Scalar | frozenset[Scalar] | dict[Scalar, Scalar] | None]

MAX_CHARS = 8_000
"""Longest text of one answer. Twenty outcomes with the longest labels and fractions fit."""
MAX_DIGITS = 120
"""Most digits of a numerator or a denominator."""
MAX_LABEL = 100
"""Longest category label."""

SPACE = " \t\r\n"
_DIGITS = f"[0-9]{{1,{MAX_DIGITS}}}"
_NUMBER = rf"-?{_DIGITS}(?:\.{_DIGITS}%?|%| ?/ ?{_DIGITS})?"
_LABEL = r'"((?:[^"\\]|\\["\\])*)"'
_WORD = r"[A-Za-z][A-Za-z0-9_]*(?: [A-Za-z0-9_]+)*"
_SCALAR = rf"(?:({_NUMBER})|{_LABEL}|({_WORD}))"
_ALONE = re.compile(_SCALAR)
_ENTRY = re.compile(rf"[{SPACE}]*{_SCALAR}[{SPACE}]*(?::[{SPACE}]*({_NUMBER})[{SPACE}]*)?")
_BARE_LABEL = re.compile(_WORD)
_BOOLEANS = {"true": True, "false": False}
_UNDETERMINED = "undetermined"


class AnswerError(ValueError):
    """Text, JSON or values that are not a well-formed answer; the message says why in one line."""


def excerpt(text: str) -> str:
    """The start of any text, however hostile, as short printable ASCII."""
    if not text:
        return "the end"
    return ascii(text[:40]) + ("..." if len(text) > 40 else "")


def literal(value: Scalar) -> str:
    """The canonical text of one scalar: `7`, `-1/3`, `true`, `heavy clay`, `"<5"`.

    Labels that read as a word stand bare; all others are quoted, so that the label `"5"` is never
    the number.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        if _BARE_LABEL.fullmatch(value) and value.lower() not in (*_BOOLEANS, _UNDETERMINED):
            return value
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


def parse(text: str) -> Parsed:
    """Read one answer.

    Args:
        text: What stands between the tags, or `Answer.text()`.

    Returns:
        The kind and its value. Probabilities are as read: not yet checked.

    Raises:
        AnswerError: If the text is not exactly one answer.
    """
    text = text.strip(SPACE)
    if not text:
        raise AnswerError("the answer is empty")
    if len(text) > MAX_CHARS:
        raise AnswerError(f"the answer has {len(text)} characters; at most {MAX_CHARS} are read")
    if not text.isascii():
        raise AnswerError("the answer has characters outside ASCII; write plain digits and letters")
    if text[0] == "{":
        return _braces(text)
    if text.lower() == _UNDETERMINED:
        return "undetermined", None
    match = _ALONE.match(text)
    if match is None:
        raise AnswerError(f"cannot read {excerpt(text)}; write a number, word, set or distribution")
    end = match.end()
    if end != len(text):
        raise AnswerError(f"cannot read {excerpt(text[end:])} after {excerpt(text[:end])}")
    return "value", _scalar(match)


def _braces(text: str) -> Parsed:
    """A set or a distribution that fills the text."""
    values: list[Scalar] = []
    probabilities: list[Scalar] = []
    end = 0
    while True:
        match = _ENTRY.match(text, end + 1)
        if match is None:
            raise AnswerError(f"cannot read {excerpt(text[end + 1 :])} between braces")
        number, probability = match.group(1, 4)
        values.append(_number(number) if number else _scalar(match))
        if probability:
            probabilities.append(_number(probability))
        end = match.end()
        if not text.startswith(",", end):
            break
    if text.startswith(":", end):
        raise AnswerError("a probability is not an exact number; write a fraction")
    if text[end:] != "}":
        raise AnswerError(f"cannot read {excerpt(text[end:])} where the braces should go on or end")
    if len(set(values)) < len(values):
        raise AnswerError("the braces list a value twice")
    if not probabilities:
        return "set", frozenset(values)
    if len(probabilities) < len(values):
        raise AnswerError("some values have a probability and some have none")
    return "distribution", dict(zip(values, probabilities, strict=True))


def _scalar(match: re.Match[str]) -> Scalar:
    """The scalar that a pattern found."""
    number, label, word = match[1], match[2], match[3]
    if number:
        return _number(number)
    if label is not None:
        return label.replace('\\"', '"').replace("\\\\", "\\")
    if word.lower() == _UNDETERMINED:
        raise AnswerError("undetermined stands alone, never between braces")
    return _BOOLEANS.get(word.lower(), word)


@lru_cache(maxsize=4096)
def _number(text: str) -> Scalar:
    """An exact number; whole ones are integers."""
    top, slash, bottom = text.rstrip("%").partition("/")
    top, _, decimals = top.partition(".")
    scale = int(bottom) if slash else 10 ** len(decimals)
    if scale == 0:
        raise AnswerError(f"{excerpt(text)} divides by zero")
    number = Fraction(int(top + decimals), scale * 100 if text[-1] == "%" else scale)
    return number.numerator if number.denominator == 1 else number
