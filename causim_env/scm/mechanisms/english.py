"""Small pieces of English and of ASCII notation that the mechanism families share.

Nothing here knows about a particular family; what a variable is called comes from `Words`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import gcd

from causim_env.scm.domains import Value, literal

_FRACTIONS = {2: "half", 3: "a third", 4: "a quarter", 5: "a fifth"}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_TAKEN = ("true", "false", "undetermined")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def listing(items: Sequence[str], word: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def plain(value: Value) -> str:
    """A value in equations and tables: `true`, `7`, `clay`; labels that are no words are quoted."""
    if type(value) is int:
        return str(value)
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is str and (not _WORD.match(value) or value.lower() in _TAKEN):
        return literal(value)
    return str(value)


def share(weight: int, total: int) -> str:
    """A probability in lowest terms: `1/4`."""
    shared = gcd(weight, total)
    return str(weight // shared) if shared == total else f"{weight // shared}/{total // shared}"


def multiple(factor: int, noun: str) -> str:
    """`usable light`, `twice usable light`, `3 times usable light`."""
    if factor == 1:
        return noun
    return f"twice {noun}" if factor == 2 else f"{factor} times {noun}"


def quotient(divisor: int, noun: str) -> str:
    """`half of usable light (rounded down)`."""
    return f"{_FRACTIONS.get(divisor, f'1/{divisor}')} of {noun} (rounded down)"


def number(count: int) -> str:
    """Small counts in words."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)
