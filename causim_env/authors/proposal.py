"""What a planner proposes: the next node, the inputs it brings, the children to be rewired, and claims about each.

A proposal comes as JSON text and is held against the SCM it is meant for before anybody writes code:

    {"name": "light", "meaning": "Hours of usable light [h].", "support": "Integer(0, 6)", "parents": ["u_sun"],
     "claims": ["Rises with u_sun."],
     "inputs": [{"name": "u_sun", "law": "Uniform(0, 3)", "meaning": "Sun index."}],
     "rewire": [{"name": "moisture", "parents": ["u_pump", "light"], "claims": ["Falls with light."]}]}

A proposal holds no code, and a rewired child keeps its meaning and its support.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from causim_env.authors.claims import Claim, Range, read_one
from causim_env.scm.domains import Distribution, Domain, SCMError
from causim_env.scm.language import check_name
from causim_env.scm.model import SCM, Endogenous, Exogenous
from causim_env.scm.text import read_distribution, read_domain

MAX_CHARS = 20_000

SCHEMA: dict[str, object] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "meaning": {"type": "string"},
        "support": {"type": "string"},
        "parents": {"type": "array", "items": {"type": "string"}},
        "claims": {"type": "array", "items": {"type": "string"}},
        "inputs": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {key: {"type": "string"} for key in ("name", "law", "meaning")},
                "required": ["name", "law", "meaning"],
            },
        },
        "rewire": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "parents": {"type": "array", "items": {"type": "string"}},
                    "claims": {"type": "array", "items": {"type": "string"}},
                },
                "required": ["name", "parents", "claims"],
            },
        },
    },
    "required": ["name", "meaning", "support", "parents", "claims", "inputs", "rewire"],
}


class ProposalError(SCMError):
    """A proposal that does not fit; one precise line for the planner."""


@dataclass(frozen=True, slots=True)
class Node:
    """A mechanism to be written.

    Attributes:
        name: The variable.
        meaning: `Phrase [unit].`, the first sentence of the docstring.
        domain: The declared values.
        parents: Whom it reads.
        claims: What has to be true of it; each stands in the docstring.
    """

    name: str
    meaning: str
    domain: Domain
    parents: tuple[str, ...]
    claims: tuple[Claim, ...] = ()

    def to_json(self) -> dict[str, object]:
        """The parts as JSON types."""
        return {
            "name": self.name,
            "meaning": self.meaning,
            "support": self.domain.text(),
            "parents": list(self.parents),
            "claims": [claim.text() for claim in self.claims],
        }


@dataclass(frozen=True, slots=True)
class Proposal:
    """One step of growth.

    Attributes:
        node: The new variable.
        inputs: New exogenous variables.
        rewire: Children that read the new variable from now on.
    """

    node: Node
    inputs: tuple[Exogenous, ...] = ()
    rewire: tuple[Node, ...] = ()

    @property
    def written(self) -> tuple[Node, ...]:
        """All mechanisms to be written."""
        return (self.node, *self.rewire)

    def to_json(self) -> dict[str, object]:
        """The form that `read_proposal` reads."""
        inputs = [{"name": one.name, "law": one.distribution.text(), "meaning": one.doc} for one in self.inputs]
        rewire = [{key: child.to_json()[key] for key in ("name", "parents", "claims")} for child in self.rewire]
        return {**self.node.to_json(), "inputs": inputs, "rewire": rewire}


def read_proposal(text: str, scm: SCM, max_parents: int) -> Proposal:
    """Reads a planner's answer: the first JSON object in it.

    Args:
        text: The answer.
        scm: The SCM it is to be added to.
        max_parents: The greatest number of parents of a node.

    Raises:
        ProposalError: It is no proposal, or it does not fit the SCM.
    """
    raw = read_object(text)
    inputs = tuple(_input(entry, scm) for entry in _entries(raw, "inputs"))
    name = _text(raw, "name")
    _fresh(name, [*scm.names, *(one.name for one in inputs)])
    node = Node(name, _meaning(raw), _domain(raw), _names(raw), _claims(raw))
    rewire = tuple(_rewired(entry, scm, name) for entry in _entries(raw, "rewire"))
    proposal = Proposal(node, inputs, rewire)
    check(proposal, scm, max_parents)
    return proposal


def check(proposal: Proposal, scm: SCM, max_parents: int) -> None:
    """Refuses a proposal that cannot become part of an SCM.

    Raises:
        ProposalError: With the name and what to propose instead.
    """
    known = {*scm.names, *(one.name for one in proposal.inputs)}
    new = proposal.node.name
    for node in proposal.written:
        if not node.parents:
            raise ProposalError(f"{node.name} reads nothing: give it a parent or an input")
        if len(set(node.parents)) != len(node.parents):
            raise ProposalError(f"{node.name} reads a parent twice: name each once")
        if len(node.parents) > max_parents:
            raise ProposalError(f"{node.name} reads {len(node.parents)} parents: at most {max_parents}")
        for parent in node.parents:
            if parent not in known and not (node is not proposal.node and parent == new):
                raise ProposalError(f"{node.name} reads {parent}, which does not exist: declare it under inputs")
        for claim in node.claims:
            if not isinstance(claim, Range) and claim.parent not in node.parents:
                raise ProposalError(f"claim `{claim.text()}` of {node.name} speaks of no parent of it")
    read = {parent for node in proposal.written for parent in node.parents}
    for one in proposal.inputs:
        if one.name not in read:
            raise ProposalError(f"nobody reads the input {one.name}: drop it")
    above = scm.ancestors(parent for parent in proposal.node.parents if parent in scm)
    for child in proposal.rewire:
        if new not in child.parents:
            raise ProposalError(f"{child.name} is rewired without reading {new}: add it to the parents")
        also = scm.ancestors(parent for parent in child.parents if parent in scm)
        if child.name in above or child.name in also:
            raise ProposalError(f"{child.name} would cause itself: rewire no ancestor of what is read")


def check_claims(proposal: Proposal, scm: SCM) -> None:
    """Refuses a proposal that says nothing to be checked about a parent with an order.

    Raises:
        ProposalError: With the parent, and what to write where there is nothing to say.
    """
    supports = {one.name: one.support for one in proposal.inputs}
    supports[proposal.node.name] = proposal.node.domain.values
    for node in proposal.written:
        said = {claim.parent for claim in node.claims}
        for parent in node.parents:
            support = supports[parent] if parent in supports else scm[parent].support
            if parent not in said and type(support[0]) is not str:
                raise ProposalError(
                    f"{node.name} claims nothing about {parent}: write a claim, "
                    f"`Neither rises nor falls with {parent}.` where no other is true"
                )


def read_object(text: str) -> Mapping[str, object]:
    """The first JSON object of an answer.

    Raises:
        ProposalError: There is none.
    """
    start = text.find("{")
    if start < 0 or len(text) > MAX_CHARS:
        raise ProposalError(f"no JSON object in the first {MAX_CHARS} characters: answer with one object")
    try:
        raw, _ = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError) as error:
        raise ProposalError(f"the JSON cannot be read ({error}): answer with one object") from None
    return cast(Mapping[str, object], raw)


def _text(raw: Mapping[str, object], key: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value.isascii():
        raise ProposalError(f"`{key}` is missing: write it as an ASCII string")
    return value


def _strings(raw: Mapping[str, object], key: str) -> list[str]:
    value = raw.get(key, [])
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise ProposalError(f"`{key}`: write a list of strings")
    return value


def _entries(raw: Mapping[str, object], key: str) -> Sequence[Mapping[str, object]]:
    value = raw.get(key, [])
    if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
        raise ProposalError(f"`{key}`: write a list of objects")
    return value


def _names(raw: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(_strings(raw, "parents"))


def _meaning(raw: Mapping[str, object]) -> str:
    meaning = " ".join(_text(raw, "meaning").split())
    plain = meaning.isascii() and meaning.isprintable() and '"""' not in meaning and "\\" not in meaning
    if not plain or not 3 <= len(meaning) <= 200:
        raise ProposalError("`meaning`: write one short sentence, `Phrase [unit].`")
    return meaning if meaning.endswith(".") else meaning + "."


def _claims(raw: Mapping[str, object]) -> tuple[Claim, ...]:
    try:
        return tuple(read_one(sentence) for sentence in _strings(raw, "claims"))
    except SCMError as error:
        raise ProposalError(str(error)) from None


def _domain(raw: Mapping[str, object]) -> Domain:
    try:
        return read_domain(_text(raw, "support"))
    except SCMError as error:
        raise ProposalError(f"`support`: {error}") from None


def _input(entry: Mapping[str, object], scm: SCM) -> Exogenous:
    name = _text(entry, "name")
    _fresh(name, scm.names)
    try:
        law: Distribution = read_distribution(_text(entry, "law"))
    except SCMError as error:
        raise ProposalError(f"law of {name}: {error}") from None
    return Exogenous(name, law, _meaning(entry))


def _rewired(entry: Mapping[str, object], scm: SCM, new: str) -> Node:
    name = _text(entry, "name")
    child = scm[name] if name in scm else None
    if not isinstance(child, Endogenous):
        raise ProposalError(f"{name} cannot be rewired to {new}: name an endogenous variable that exists")
    meaning = child.doc.partition(".")[0] + "."
    return Node(name, meaning, child.domain, _names(entry), _claims(entry))


def _fresh(name: str, taken: Sequence[str]) -> None:
    try:
        check_name(name, 1)
    except SCMError as error:
        raise ProposalError(str(error)) from None
    if not name.isascii() or name in taken:
        raise ProposalError(f"the name {name[:40]} is taken or not ASCII: choose another")
