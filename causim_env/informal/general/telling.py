"""Which sentences can tell a mechanism of no known family, the most natural first."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence

from causim_env.informal.general.steps import Steps
from causim_env.informal.general.vocabulary import Unspoken, literal
from causim_env.render.words import Words
from causim_env.scm.domains import Boolean
from causim_env.scm.mechanisms.base import returned, statements
from causim_env.scm.mechanisms.english import listing
from causim_env.scm.model import SCM, Endogenous
from causim_env.scm.syntax import nodes, parse_python


def sentences(scm: SCM, node: Endogenous) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Forms of `forms` with the definitions that come before and the slots that they need.

    Args:
        scm: Where the mechanism belongs.
        node: The mechanism.
    """
    function = parse_python(node.source).body[0]
    assert isinstance(function, ast.FunctionDef)
    body = statements(function)
    for kind, slots in _FORMS:
        speaker = Steps(scm, node)
        try:
            lets, rest = speaker.lets(body)
            yield kind, lets, slots(speaker, rest)
        except Unspoken:
            continue
    try:
        yield "steps", "", {"steps": Steps(scm, node).steps(body)}
    except Unspoken:
        return


def idle(scm: SCM, node: Endogenous) -> str:
    """A sentence on the parents that the mechanism does not read; empty where it reads all of them."""
    used = {part.id for part in nodes(parse_python(node.source)) if isinstance(part, ast.Name)}
    words = Words.of(scm)
    nouns = [words.noun(parent) for parent in node.parents if parent not in used]
    return f" Nothing changes with {listing(nouns)}." if nouns else ""


def _value(rest: Sequence[ast.stmt]) -> ast.expr:
    value = returned(rest)
    if value is None:
        raise Unspoken
    return value


def _exact(speaker: Steps, rest: Sequence[ast.stmt]) -> Mapping[str, str]:
    value = _value(rest)
    if not isinstance(speaker.domain, Boolean) or isinstance(value, ast.IfExp) or literal(value) is not None:
        raise Unspoken
    return {"yes": speaker.words.value(speaker.name, True), "condition": speaker.condition(value)}


def _tally(speaker: Steps, rest: Sequence[ast.stmt]) -> Mapping[str, str]:
    return {"tally": speaker.tally(_value(rest))}


def _table(speaker: Steps, rest: Sequence[ast.stmt]) -> Mapping[str, str]:
    return {"table": speaker.listed(_value(rest))}


def _result(speaker: Steps, rest: Sequence[ast.stmt]) -> Mapping[str, str]:
    return {"result": speaker.result(_value(rest))}


def _chain(speaker: Steps, rest: Sequence[ast.stmt]) -> Mapping[str, str]:
    links = speaker.links(rest)
    if any(link.startswith("in case ") for link in links):
        raise Unspoken  # reads better as a list of rules
    return {"chain": "; failing that, ".join(links)}


def _rules(speaker: Steps, rest: Sequence[ast.stmt]) -> Mapping[str, str]:
    *links, last = speaker.links(rest)
    rules = [*links, f"in all other cases {last}"]
    return {"rules": "; ".join([f"({i}) {said}" for i, said in enumerate(rules, 1)])}


_FORMS: Sequence[tuple[str, Callable[[Steps, Sequence[ast.stmt]], Mapping[str, str]]]] = (
    ("exact", _exact), ("tally", _tally), ("table", _table), ("result", _result), ("chain", _chain), ("rules", _rules),
)  # fmt: skip
