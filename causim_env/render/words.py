"""What the variables of an SCM are called in English, read from their docs.

A doc opens with `Phrase [unit].`, for a boolean `Phrase [true word / false word].`; the rest says what the
mechanism does and is not used here. Variables without docs, as in anonymised twins, go by their names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from causim_env.scm.domains import Boolean, Domain, Integer, Value
from causim_env.scm.mechanisms import domain_of
from causim_env.scm.mechanisms.english import listing
from causim_env.scm.model import SCM

_HEAD = re.compile(r"\s*([^\[\].:;,\n]+?)\s*(?:\[([^\]\n]*)\]\s*)?(?:[.:;,\n]|$)")
_TITLE = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]")  # a name of several words keeps its capitals
_NO_PHRASE = ("return", "comput", "calculat", "the value", "mechanism", "function")
_DETERMINERS = ("the ", "a ", "an ", "its ", "their ", "this ")
_LONGEST = 16


@dataclass(frozen=True, slots=True)
class Entry:
    """How one variable is spoken of.

    Attributes:
        phrase: Without article: `usable light`.
        article: `the `, or empty for a bare name.
        unit: Of an integer, may be empty.
        true: Word for true.
        false: Word for false.
        plural: Whether the phrase takes a plural verb.
    """

    phrase: str
    article: str
    unit: str
    true: str
    false: str
    plural: bool


class Words:
    """The vocabulary of one SCM.

    Args:
        docs: Each variable's doc and domain.
    """

    __slots__ = ("_domains", "_entries", "bare_names")

    def __init__(self, docs: Mapping[str, tuple[str, Domain]]) -> None:
        self._domains = {name: domain for name, (_, domain) in docs.items()}
        self._entries: dict[str, Entry] = {}
        taken: dict[str, str] = {}
        for name, (doc, domain) in docs.items():
            entry = _entry(name, doc, domain)
            other = taken.setdefault(entry.phrase, name)
            if other != name:
                phrase = f"{entry.phrase} ({name})"
                entry = Entry(phrase, entry.article, entry.unit, entry.true, entry.false, entry.plural)
                taken[phrase] = name
            self._entries[name] = entry
        self.bare_names = not any(entry.article for entry in self._entries.values())

    @classmethod
    def of(cls, scm: SCM) -> Words:
        """The vocabulary of an SCM; kept for the SCMs used last."""
        return _words(scm)

    def bare(self, name: str) -> str:
        """`usable light`."""
        return self._entries[name].phrase

    def noun(self, name: str) -> str:
        """`the usable light`; a variable without doc by its name."""
        entry = self._entries[name]
        return entry.article + entry.phrase

    def unit(self, name: str) -> str:
        """`h`; empty without unit."""
        return self._entries[name].unit

    def one(self, name: str) -> str:
        """The unit in the singular, `unit` where there is none."""
        return singular(self._entries[name].unit) or "unit"

    def value(self, name: str, value: Value) -> str:
        """`5 h`, `on`, `heavy clay`."""
        entry = self._entries[name]
        if value is True:
            return entry.true
        if value is False:
            return entry.false
        if type(value) is str:
            return value.replace("_", " ") if entry.article else value
        if not entry.unit:
            return str(value)
        return f"{value} {singular(entry.unit) if value == 1 else entry.unit}"

    def state(self, name: str, value: Value) -> str:
        """`the irrigation pump is on`."""
        entry = self._entries[name]
        verb = "are" if entry.plural else "is"
        return f"{entry.article}{entry.phrase} {verb} {self.value(name, value)}"

    def when(self, name: str, value: Value) -> str:
        """A value as the mark of a row: `at 5 h`, `if on`, `for clay`."""
        if type(value) is str:
            return f"for {self.value(name, value)}"
        return f"{'if' if type(value) is bool else 'at'} {self.value(name, value)}"

    def each(self, name: str) -> str:
        """One step of an integer: `each h of the usable light`, `each hot week`."""
        phrase = self._entries[name].phrase
        if phrase.startswith("number of ") and "(" not in phrase:
            return f"each {singular(phrase.removeprefix('number of '))}"
        return f"each {self.one(name)} of {self.noun(name)}"

    def verb(self, name: str, singular: str = "is", plural: str = "are") -> str:
        """The form of a verb that agrees with the phrase."""
        return plural if self._entries[name].plural else singular

    def pronoun(self, name: str) -> str:
        """`it` or `they`."""
        return "they" if self._entries[name].plural else "it"

    def subject(self, name: str, ranged: bool = False) -> str:
        """The noun as a sentence's first words, on wish with its range."""
        noun = self.noun(name)
        if self._entries[name].article:
            noun = noun[0].upper() + noun[1:]
        return f"{noun} ({self.range(name)})" if ranged else noun

    def range(self, name: str) -> str:
        """`0 to 6 h`, `on or off`, `clay, loam or sand`."""
        domain = self._domains[name]
        if isinstance(domain, Integer):
            if domain.low == domain.high:
                return f"always {self.value(name, domain.low)}"
            return f"{domain.low} to {self.value(name, domain.high)}"
        return listing(self.all_values(name), "or")

    def all_values(self, name: str) -> Sequence[str]:
        """Every declared value in words, true before false."""
        domain = self._domains[name]
        values = (True, False) if isinstance(domain, Boolean) else domain.values
        return [self.value(name, value) for value in values]


@lru_cache(maxsize=512)
def _words(scm: SCM) -> Words:
    docs = {root.name: (root.doc, domain_of(root)) for root in scm.exogenous}
    docs.update((node.name, (node.doc, node.domain)) for node in scm.endogenous)
    return Words(docs)


@lru_cache(maxsize=8192)
def _entry(name: str, doc: str, domain: Domain) -> Entry:
    head = _HEAD.match(doc)
    phrase = " ".join(head.group(1).split()) if head else ""
    bracket = (head.group(2) or "").strip() if head else ""
    if not phrase or phrase.count(" ") >= _LONGEST or phrase.lower().startswith(_NO_PHRASE):
        phrase, bracket = "", ""
    true, false, unit = "true", "false", ""
    if isinstance(domain, Boolean):
        left, slash, right = bracket.partition("/")
        if slash and left.strip() and right.strip() and left.strip() != right.strip():
            true, false = left.strip(), right.strip()
    elif isinstance(domain, Integer):
        unit = "" if phrase.startswith(("Number of", "number of")) and phrase.endswith(bracket) else bracket
    if not phrase:
        return Entry(name, "", unit, true, false, False)
    if (phrase[1:2].islower() and not _TITLE.match(phrase)) or phrase[:2] in ("A ", "I "):
        phrase = phrase[0].lower() + phrase[1:]
    article = "the "
    for determiner in _DETERMINERS:
        if phrase.lower().startswith(determiner):
            article, phrase = phrase[: len(determiner)], phrase[len(determiner) :]
            break
    return Entry(phrase, article, unit, true, false, _is_plural(phrase))


_AFTER_HEAD = re.compile(r" (?:of|in|at|on|for|to|per|with|from|above|below|under|over|after|by|and|between) ")


def _is_plural(phrase: str) -> bool:
    first = _AFTER_HEAD.split(phrase, maxsplit=1)[0].rsplit(" ", 1)[-1]
    return first.endswith("s") and not first.endswith(("ss", "us", "is", "'s", "ics", "as"))


def singular(unit: str) -> str:
    """A unit behind the number one: `hour`, `berry`, `box`."""
    if unit.endswith("ies") and len(unit) > 4:
        return unit[:-3] + "y"
    if unit.endswith(("xes", "ches", "shes", "sses")):
        return unit[:-2]
    if len(unit) > 2 and unit.endswith("s") and not unit.endswith(("ss", "us", "is")):
        return unit[:-1]
    return unit
