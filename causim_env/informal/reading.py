"""From a told text back to an SCM.

Two passes. The first finds the variables: the laws of what comes from outside, and every noun that a range follows.
The second reads each rule. A sentence that names no variable states nothing about the system and is passed
over, like a question; any other sentence has to be understood, and in one way only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from causim_env.informal.declared import ReadingError, declared, sentences
from causim_env.informal.general.hearing import heard
from causim_env.informal.grammar import Unread, Variable
from causim_env.informal.sentences import RULES, Piece, pieces, variants
from causim_env.informal.slots import Reader
from causim_env.scm.domains import Domain
from causim_env.scm.language import check_name
from causim_env.scm.mechanisms import domain_of
from causim_env.scm.mechanisms.accumulate import Accumulate
from causim_env.scm.mechanisms.base import Family
from causim_env.scm.mechanisms.extremum import Extremum
from causim_env.scm.mechanisms.gate import Gate
from causim_env.scm.mechanisms.linear import Linear
from causim_env.scm.mechanisms.lookup import Lookup
from causim_env.scm.mechanisms.match import Match
from causim_env.scm.mechanisms.modular import Modular
from causim_env.scm.mechanisms.noisy_gate import NoisyGate
from causim_env.scm.mechanisms.piecewise import Piecewise
from causim_env.scm.mechanisms.saturating import Saturating
from causim_env.scm.mechanisms.threshold import Threshold
from causim_env.scm.model import SCM, Endogenous, Exogenous
from causim_env.scm.syntax import MechanismError
from causim_env.scm.text import endogenous_from_source, mechanism_source

_STANDS = re.compile(r"`(\w+)` stands for ")
_INDEPENDENT = re.compile(r"\bindependent(?:ly)?\b")
_ARTICLE = re.compile(r"^(?:the|an?|its|their|this) ")

Parents = tuple[str, ...]
Told = Mapping[str, Any]


def read(text: str) -> SCM:
    """The SCM that a text states, under names made from its nouns.

    Raises:
        ReadingError: A sentence that names a variable is not understood, or means two things.
        SCMError: The facts make no SCM.
    """
    return read_quoting(text)[0]


def read_quoting(text: str) -> tuple[SCM, dict[str, str]]:
    """The same, and for every variable the sentences that state it.

    Raises:
        SCMError: As `read`.
    """
    laws, nouns, taken = declared(text)
    if len(laws) > 1 and not _INDEPENDENT.search(text):
        raise ReadingError("several things are left to chance: say that they are independent")
    names = _names(text, [*laws, *nouns])
    variables = {noun: Variable(names[noun], domain, words, unit) for noun, (domain, words, unit) in nouns.items()}
    exogenous = []
    for noun, (law, unit, words) in laws.items():
        root = Exogenous(names[noun], law)
        variables[noun] = Variable(root.name, domain_of(root), words, unit)
        exogenous.append(root)
    variables = dict(sorted(variables.items(), key=lambda item: -len(item[0])))
    endogenous = []
    told = {names[noun]: text[start:end].strip() for noun, (start, end) in taken.items()}
    starts = {start for start, _ in taken.values()}
    at = 0
    for start, end in sentences(text):
        if start < at:
            start = end - len(text[at:end].lstrip())
        if start in starts or start >= end:
            continue
        found = rule(text, start, variables)
        if found is not None:
            node, at = found
            if node.name in told:
                raise ReadingError(f"{node.name} has two rules: tell it once")
            told[node.name] = text[start:at].strip()
            endogenous.append(node)
        elif not text[start:end].rstrip().endswith("?") and (noun := names_variable(text[start:end], variables)):
            raise ReadingError(f"sentence {text[start:end].strip()!r} names {noun} and is not understood: leave it out")
    return SCM("", exogenous, endogenous), told


def names_variable(sentence: str, nouns: Mapping[str, object]) -> str:
    """A noun that occurs in the sentence, with or without its article; empty if there is none."""
    for noun in nouns:
        bare = re.sub(r"^(?:the|an?|its|their|this) ", "", noun, flags=re.IGNORECASE)
        if re.search(rf"(?<!\w){re.escape(bare)}(?!\w)", sentence, re.IGNORECASE):
            return noun
    return ""


def _names(text: str, nouns: list[str]) -> dict[str, str]:
    """A name for each noun: the one the text quotes it under, else one made from its words."""
    names: dict[str, str] = {}
    for found in _STANDS.finditer(text):
        for noun in nouns:
            if text[found.end() :].lower().startswith(noun.lower()):
                names[max(nouns, key=lambda n: (text[found.end() :].lower().startswith(n.lower()), len(n)))] = (
                    found.group(1)
                )
                break
    for noun in nouns:
        if noun in names:
            continue
        wished = "_".join(re.findall(r"[a-z0-9]+", re.sub(_ARTICLE, "", noun.lower()))) or "x"
        try:
            check_name(wished, 1)
        except MechanismError:
            wished = f"the_{wished}"
        name, count = wished, 1
        while name in names.values():
            count += 1
            name = f"{wished}_{count}"
        names[noun] = name
    return names


def rule(text: str, at: int, variables: Mapping[str, Variable]) -> tuple[Endogenous, int] | None:
    """The mechanism that begins here and where it ends; None where none does.

    Args:
        text: The whole text.
        at: Where the sentence begins.
        variables: By noun, the longest noun first.

    Raises:
        ReadingError: The sentence means two things.
    """
    found: dict[str, tuple[Endogenous, int]] = {}
    reader = Reader(text, variables)
    for kind in RULES:
        for template in variants(kind):
            reader.start(at)
            try:
                node = _understood(reader, kind, pieces(template))
            except Unread:
                continue
            found.setdefault(node.source, (node, reader.at))
    found = found or heard(text, at, variables)
    if len(found) > 1:
        raise ReadingError(f"the rule on {next(iter(found.values()))[0].name} means two things: write it otherwise")
    return next(iter(found.values()), None)


def _understood(reader: Reader, kind: str, parts: Sequence[Piece]) -> Endogenous:
    told = reader.told(parts)
    reader.end()
    subject: Variable = told["subject"]
    domains = reader.domains()
    parents, domain = tuple(domains), subject.domain
    if kind == "quoted":
        return endogenous_from_source(mechanism_source(subject.name, told["names"], domain, "", told["code"]))
    family = _FAMILY[kind](parents, domain, told)
    return Endogenous(subject.name, parents, domain, family.source(subject.name, ""))


def _linear(parents: Parents, domain: Domain, told: Told) -> Family:
    return Linear(parents, domain, told["score"], told["limits"])


def _threshold(parents: Parents, domain: Domain, told: Told) -> Family:
    return Threshold(parents, domain, told["score"], ((told["cut"], told["above"]),), told["below"])


def _bands(parents: Parents, domain: Domain, told: Told) -> Family:
    cuts, bottom = told["bands"]
    return Threshold(parents, domain, told["score"], cuts, bottom)


def _gate(parents: Parents, domain: Domain, told: Told) -> Family:
    _straight(told)
    return Gate(parents, domain, told["condition"])


def _straight(told: Told) -> None:
    if told["yes"] is not True or told["no"] is not False:
        raise Unread("first the word for true, then the word for false")


def _lookup(parents: Parents, domain: Domain, told: Told) -> Family:
    return Lookup(parents, domain, tuple(key.name for key in told["keys"]), told["rows"])


def _modular(parents: Parents, domain: Domain, told: Told) -> Family:
    steps = told.get("steps", ())
    if len(steps) not in (0, told["modulus"]):
        raise Unread("a label for each remainder")
    return Modular(parents, domain, told["score"], told["modulus"], steps)


def _extremum(parents: Parents, domain: Domain, told: Told, operator: str) -> Family:
    return Extremum(parents, domain, operator, told["items"])


def _piecewise(parents: Parents, domain: Domain, told: Told) -> Family:
    cuts, scores = told["stages"]
    return Piecewise(parents, domain, told["key"], cuts, scores)


def _match(parents: Parents, domain: Domain, told: Told) -> Family:
    return Match(parents, domain, told["key"], told["cases"])


def _saturating(parents: Parents, domain: Domain, told: Told) -> Family:
    return Saturating(parents, domain, told["ceiling"], told["dose"], told["drag"])


def _accumulate(parents: Parents, domain: Domain, told: Told) -> Family:
    start, rounds, gain = told["start"], told["rounds"], told["gain"]
    return Accumulate(parents, domain, start, rounds, gain, told["cut"], told["spill"], told["cap"])


def _noisy(parents: Parents, domain: Domain, told: Told) -> Family:
    if "score" in told:
        return NoisyGate(parents, domain, told["score"], told["noise"], told["forced"], told["limits"])
    _straight(told)
    return NoisyGate(parents, domain, told["core"], told["noise"], told.get("forced"))


_FAMILY: Mapping[str, Callable[[Parents, Domain, Told], Family]] = {
    "linear": _linear, "threshold": _threshold, "bands": _bands, "gate": _gate, "lookup": _lookup,
    "modular": _modular, "cycle": _modular, "largest": partial(_extremum, operator="max"),
    "smallest": partial(_extremum, operator="min"), "piecewise": _piecewise, "match": _match,
    "saturating": _saturating, "accumulate": _accumulate, "noisy": _noisy, "reversed": _noisy, "overruled": _noisy,
}  # fmt: skip
