"""The first pass over a told text: its sentences, the laws among them, and the nouns that a range follows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache

from causim_env.informal.grammar import Unread, category, label, odds
from causim_env.informal.sentences import LAWS, pieces, variants
from causim_env.scm.domains import Bernoulli, Boolean, Distribution, Domain, Integer, SCMError, Uniform, Value

_START = re.compile(r"(?:^|\n\s*|(?<=[.?!])\s+)(?:- |A: |Q: )?(?=\S)")
_RANGE = re.compile(r" \((either .+? or .+?|one of .+?|-?\d+ to -?\d+(?: [^()]*(?:\([^()]*\))?)?)\)")
_BOTH = " but not both)"
_SPAN = re.compile(r"(-?\d+) to (-?\d+) ?(.*)")
_UNIT = re.compile(r"(.+?) \(in (.+)\)\Z")
_PATTERNS = {"subject": r"(.+)", "int": r"(-?\d+)", "share": r"(\d+(?:/\d+)?)", "word": r"(.+?)", "odds": r"(.+)"}


class ReadingError(SCMError):
    """A sentence that names a variable cannot be read, or the whole is no SCM."""


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence begins and ends; marks of a list or a dialogue belong to none."""
    gaps = list(_START.finditer(text))
    ends = [gap.start() for gap in gaps[1:]]
    yield from zip([gap.end() for gap in gaps], [*ends, len(text)], strict=True)


_Law = tuple[Distribution, str, Mapping[str, Value]]
_Declared = tuple[Domain, Mapping[str, Value], str]


def declared(text: str) -> tuple[dict[str, _Law], dict[str, _Declared], dict[str, tuple[int, int]]]:
    """Laws and nouns with a range, and where the sentences stand that were laws, by noun."""
    laws: dict[str, _Law] = {}
    nouns: dict[str, _Declared] = {}
    taken: dict[str, tuple[int, int]] = {}
    for start, end in sentences(text):
        sentence = text[start:end].strip()
        if sentence.endswith("?"):
            continue
        ranged = next((found for found in _RANGE.finditer(sentence) if not found.group().endswith(_BOTH)), None)
        if ranged is not None:
            noun = sentence[: ranged.start()].rsplit(", ", 1)[-1]
            nouns[_small(noun)] = _domain(ranged.group(1))
        elif (law := _law(sentence)) is not None:
            noun, facts = law
            if noun in laws:
                raise ReadingError(f"{noun} has two laws: tell it once")
            laws[noun] = facts
            taken[noun] = start, end
    return laws, nouns, taken


def _small(noun: str) -> str:
    return noun[:1].lower() + noun[1:]


def _domain(told: str) -> _Declared:
    if told.startswith("either "):
        yes, found, no = told.removeprefix("either ").partition(" or ")
        if not found or yes == no:
            raise ReadingError(f"range {told!r}: write two different words")
        return Boolean(), {yes: True, no: False}, ""
    if told.startswith("one of "):
        words = told.removeprefix("one of ").split(", ")
        return category(words), {word: label(word) for word in words}, ""
    span = _SPAN.match(told)
    assert span is not None
    return Integer(int(span.group(1)), int(span.group(2))), {}, span.group(3)


def _law(sentence: str) -> tuple[str, _Law] | None:
    """A noun with its law, its unit and its words; None where the sentence is no law."""
    for kind, pattern, slots in _law_patterns():
        found = pattern.fullmatch(sentence)
        if found is None:
            continue
        told = dict(zip(slots, found.groups(), strict=True))
        unit = _UNIT.match(told["subject"])
        noun = _small(unit.group(1) if unit else told["subject"])
        try:
            law, words = _distribution(kind, told)
        except (Unread, SCMError):
            continue
        return noun, (law, unit.group(2) if unit else "", words)
    return None


def _distribution(kind: str, told: Mapping[str, str]) -> tuple[Distribution, Mapping[str, Value]]:
    if kind == "odds":
        law, words = odds(told["odds"])
        return law, words
    share = Fraction(told["share"])
    if kind == "coin":
        words = {told["yes"]: True, told["no"]: False}
        if len(words) < 2:
            raise Unread("two different words")
        return Bernoulli(share.numerator, share.denominator), words
    law = Uniform(int(told["low"]), int(told["high"]))
    if share * law.total != 1:
        raise Unread("probabilities that add up to 1")
    return law, {}


@cache
def _law_patterns() -> list[tuple[str, re.Pattern[str], list[str]]]:
    made = []
    for kind in LAWS:
        for template in variants(kind):
            pattern, slots = "", []
            for what, one, two in pieces(template):
                if what == "slot":
                    pattern += _PATTERNS[two]
                    slots.append(one)
                else:
                    pattern += re.escape(one) if what == "text" else f"(?:{re.escape(one)}|{re.escape(two)})"
            made.append((kind, re.compile(pattern), slots))
    return made
