"""The words of slots: how fractions, comparisons, limits and odds are said, and what a text declares about a variable.

The patterns say what may stand in a slot; `cursor` and `slots` read it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from causim_env.scm.domains import Category, Distribution, Domain, Value, from_weights

INTEGER = re.compile(r"-?\d+")
SHARE = re.compile(r"\d+(?:/\d+)?")
FRACTIONS = {"half of ": 2, "a third of ": 3, "a quarter of ": 4, "a fifth of ": 5}
COMPARED = {
    "at least ": ">=", "no less than ": ">=", "at most ": "<=", "no more than ": "<=", "below ": "<", "less than ": "<",
    "above ": ">", "more than ": ">", "not ": "!=", "other than ": "!=",
}  # fmt: skip
ODDS = re.compile(r"(.+?) (?:with probability (\d+(?:/\d+)?)|\((?:probability )?(\d+(?:/\d+)?)\))\Z")
LIMITS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r" A result below (-?\d+) counts as \1, one above (-?\d+) as \2\."), "both"),
    (re.compile(r" The result is held between (-?\d+) and (-?\d+)\."), "both"),
    (re.compile(r" A result below (-?\d+) counts as \1\."), "low"),
    (re.compile(r" The result is never less than (-?\d+)\."), "low"),
    (re.compile(r" A result above (-?\d+) counts as \1\."), "high"),
    (re.compile(r" The result is never more than (-?\d+)\."), "high"),
)
STANDS = re.compile(r"`(\w+)` stands for ")
CODE = re.compile(r"```python\n(.*?)\n```", re.DOTALL)


class Unread(Exception):
    """The text does not say what was expected here."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable as the text has declared it.

    Attributes:
        name: What the SCM will call it.
        domain: Its values.
        words: Each boolean or label by the words that stand for it.
        unit: Of an integer; may be empty.
    """

    name: str
    domain: Domain
    words: Mapping[str, Value]
    unit: str = ""


def odds(text: str) -> tuple[Distribution, Mapping[str, Value]]:
    """A law with its words, from `clay with probability 1/4, loam with probability 3/4`.

    Raises:
        Unread: It is no list of values with probabilities that add up to one.
    """
    pairs: list[tuple[str, Fraction]] = []
    for part in text.split(", "):
        found = ODDS.match(part)
        if found is None:
            raise Unread("a value with its probability")
        pairs.append((found.group(1), Fraction(next(g for g in found.groups()[1:] if g))))
    if sum(share for _, share in pairs) != 1:
        raise Unread("probabilities that add up to 1")
    if all(INTEGER.fullmatch(word) for word, _ in pairs):
        return from_weights((int(word), share) for word, share in pairs), {}
    return from_weights((label(word), share) for word, share in pairs), {word: label(word) for word, _ in pairs}


def label(words: str) -> str:
    """The label that stands behind words: `heavy_clay`."""
    return words.replace(" ", "_")


def category(words: Sequence[str]) -> Category:
    """The labels in the order in which the text names them."""
    return Category(tuple(label(word) for word in words))
