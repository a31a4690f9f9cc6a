"""The noisy author: the procedural author answering as a language model would, with faults at a stated rate.

It plans from the planner's view alone and writes from the executor's neighbourhood alone. Every function that it
writes goes wrong with the stated probability, in one of the ways of `faults` that it leaves room for; every new try
draws anew. What it answers depends on its seed and on the request, so a run can be stopped anywhere and gives the same
SCMs when it is taken up.
"""

from __future__ import annotations

import ast
import json
import textwrap
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

from causim_env.authors.backend import Ask, Reply, Request, estimated
from causim_env.authors.claiming import derive
from causim_env.authors.claims import Claim, Default, Grid, plain, read_one
from causim_env.authors.faults import FAULTS
from causim_env.authors.noisy_plan import MOST_CLAIMS, Key, Parent, domain_in, propose, recall, theme_of
from causim_env.authors.procedural import Spec, draw
from causim_env.authors.proposal import Node
from causim_env.authors.shortfall import unmet
from causim_env.authors.targets import Targets
from causim_env.authors.written import Written
from causim_env.render.words import Words
from causim_env.scm.domains import SCMError, literal
from causim_env.scm.mechanisms import FAMILIES
from causim_env.scm.model import SCM, Endogenous
from causim_env.scm.syntax import parse_python
from causim_env.scm.text import docstring, mechanism_source, read_domain
from causim_env.streams import Stream

_REDRAWS = 40


class NoisyAuthor:
    """A backend that needs no model.

    Args:
        rate: The probability that a written function goes wrong.
        seed: Another seed is another author.
        faults: The kinds of faults to draw from; all by default.

    Raises:
        ValueError: The rate is no probability, or a kind does not exist.
    """

    name = "noisy"

    def __init__(self, rate: float = 0.1, seed: int = 0, faults: Sequence[str] = tuple(FAULTS)) -> None:
        if not 0 <= rate <= 1:
            raise ValueError(f"fault rate {rate}: write a number from 0 to 1")
        for fault in faults:
            if fault not in FAULTS:
                raise ValueError(f"fault {fault}: write some of {', '.join(FAULTS)}")
        self.rate = rate
        self.seed = seed
        self.faults = tuple(faults)

    @property
    def settings(self) -> str:
        """Rate, seed and kinds of faults."""
        kinds = "all" if self.faults == tuple(FAULTS) else ",".join(self.faults)
        return f"rate={self.rate:g} seed={self.seed} faults={kinds}"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ask]:
        """A session."""

        async def ask(request: Request) -> Reply:
            text = self.answer(request)
            return Reply(text, estimated(request.prompt, text))

        yield ask

    def answer(self, request: Request) -> str:
        """The answer to one request."""
        stream = Stream("noisy", self.seed, request.scm, request.turn, request.role)
        if request.role == "plan":
            proposal = propose(self._key(request), request.facts, stream)
            return f"```json\n{json.dumps(proposal.to_json())}\n```"
        if request.role == "write":
            text = self._spoil(self.written(request), stream)
        elif request.role == "reread":
            text = self._reread(request)
        else:
            text = self._whole(request, stream)
        return f"```python\n{text}```"

    def written(self, request: Request) -> Written:
        """What it would write for a request of the role `write`, were it never wrong."""
        node, parents = _node(request.facts), _parents(request.facts)
        mechanism = recall(self._key(request), node, list(parents))
        docs = {name: (doc, domain) for (name, domain), doc in parents.items()}
        docs[node.name] = (node.meaning, node.domain)
        doc = _doc(node.meaning, mechanism.summary(Words(docs)), node.claims)
        children = cast(Sequence[Mapping[str, object]], request.facts["children"])
        after = "".join("\n\n" + _rewired(child, node) for child in children) + "\n"
        values = tuple((name, domain.values) for name, domain in parents)
        return Written(node.name, values, node.domain, doc, mechanism.body(), after)

    def _key(self, request: Request) -> Key:
        return self.seed, request.scm

    def _spoil(self, written: Written, stream: Stream) -> str:
        if not stream.chance(self.rate):
            return written.source
        for kind in stream.shuffled(self.faults):
            spoiled = FAULTS[kind](written, stream)
            if spoiled is not None:
                return spoiled
        return written.source

    def _reread(self, request: Request) -> str:
        """What it reads out of a docstring: its own mechanism where the claims are those, else a constant."""
        node, parents = _node(request.facts), _parents(request.facts)
        try:
            body = recall(self._key(request), node, list(parents)).body()
        except SCMError:
            body = f"return {literal(node.domain.values[0])}"
        return mechanism_source(node.name, node.parents, node.domain, node.meaning, body) + "\n"

    def _whole(self, request: Request, stream: Stream) -> str:
        """An SCM of the procedural author, every function of which goes wrong with the stated probability."""
        targets = Targets.from_json(cast(Mapping[str, Any], request.facts["targets"]))
        spec = Spec(
            nodes=targets.nodes,
            max_parents=max(2, targets.max_parents - 2),
            noise=targets.noise,
            domains=(theme_of(targets.theme).name,),
            families=tuple(targets.families) or tuple(FAMILIES),
        )
        for attempt in range(_REDRAWS):  # the limits are stated in the prompt, so it keeps to them
            scm = draw(stream.child("scm", attempt), spec)
            if not unmet(scm, targets):
                break
        laws = [f"{root.name}: {root.distribution.text()}\n{docstring(root.doc)}" for root in scm.exogenous]
        functions = [self._spoil(clean(scm, node), stream).rstrip("\n") for node in scm.order]
        return "\n\n".join([docstring(targets.setting), "\n".join(laws), *functions]) + "\n"


def clean(scm: SCM, node: Endogenous) -> Written:
    """A mechanism of a drawn SCM, with what is true of it in its docstring."""
    supports = {parent: scm[parent].support for parent in node.parents}
    claims = derive(Grid(supports, list(scm.tables[node.name].values())), MOST_CLAIMS)
    return Written(node.name, tuple(supports.items()), node.domain, _doc(node.doc, "", claims), _body(node.source))


def _doc(meaning: str, summary: str, claims: Sequence[Claim]) -> str:
    return " ".join(part for part in (meaning, summary, *(claim.text() for claim in claims)) if part)


def _body(source: str) -> str:
    """A function's statements after its docstring, without indentation."""
    function = parse_python(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    kept = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return textwrap.dedent("\n".join(source.splitlines()[kept[0].lineno - 1 :]))


def _rewired(child: Mapping[str, object], node: Node) -> str:
    """A child's function with one exception in front: the value that it takes because of the new variable."""
    claims = [read_one(sentence) for sentence in cast(list[str], child["claims"])]
    added = claims[-1]
    if not isinstance(added, Default):
        raise SCMError(f"{child['name']} is no proposal of the noisy author")
    domain = read_domain(str(child["support"]))
    value = next(value for value in domain.values if plain(value) == added.value)
    test = f"{node.name} >= {added.at}" if added.operator == "<" else node.name
    text = f"if {test}:\n    return {literal(value)}\n{_body(str(child['code']))}"
    parents = tuple(cast(list[str], child["parents"]))
    return mechanism_source(str(child["name"]), parents, domain, _doc(str(child["meaning"]), "", claims), text)


def _node(facts: Mapping[str, object]) -> Node:
    raw = cast(Mapping[str, Any], facts["node"])
    claims = tuple(read_one(sentence) for sentence in raw["claims"])
    return Node(raw["name"], raw["meaning"], read_domain(raw["support"]), tuple(raw["parents"]), claims)


def _parents(facts: Mapping[str, object]) -> dict[Parent, str]:
    entries = cast(Sequence[Mapping[str, object]], facts["parents"])
    return {(str(entry["name"]), domain_in(str(entry["support"]))): str(entry["doc"]) for entry in entries}
