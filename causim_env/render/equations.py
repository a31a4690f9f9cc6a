"""The equations representation: compact ASCII mathematics, one line for each variable."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from causim_env.render.steps import cases, lines
from causim_env.scm.compile import functions
from causim_env.scm.domains import Boolean, Category, Distribution, Domain, Integer, Value
from causim_env.scm.mechanisms import recognise
from causim_env.scm.mechanisms.base import statements
from causim_env.scm.mechanisms.english import plain, share
from causim_env.scm.model import SCM, Endogenous

if TYPE_CHECKING:
    from causim_env.queries.query import Query

_BRACKET = re.compile(r"(?:^|[ *(])\[\w+\]")
_NOTATION = (
    ("clip(", "clip(x, a, b) is x held within a..b"),
    ("//", "// divides and rounds down"),
    ("%", "a % m is the remainder, 0..m-1"),
    ("}[", "{k: v}[x] is the v at k = x"),
    (" otherwise", "of several cases the first that holds counts"),
)


def render_scm(scm: SCM) -> str:
    """Laws of the exogenous variables, ranges, equations, and the notation they use."""
    laws = [f"{root.name} ~ {law(root.distribution)}" for root in scm.exogenous]
    ranges = ", ".join(f"{node.name} in {span(node.domain)}" for node in scm.endogenous)
    equations = [equation(scm, node) for node in scm.order]
    parts = [*laws, ranges, *equations, *notation("\n".join(equations))]
    return "\n".join(parts)


def notation(text: str) -> list[str]:
    """One line on the notation that the text uses, if any needs it."""
    notes = [note for mark, note in _NOTATION if mark in text]
    if _BRACKET.search(text):
        notes.append("[c] is 1 if c else 0")
    return [f"Notation: {'; '.join(notes)}."] if notes else []


def equation(scm: SCM, node: Endogenous) -> str:
    """The equation of one variable."""
    family = recognise(node, scm)
    if family is not None:
        return family.equation(node.name)
    function = ast.parse(node.source).body[0]
    assert isinstance(function, ast.FunctionDef)
    body = statements(function)
    chosen = cases(body)
    if chosen is None:
        return "\n".join([f"{node.name} in steps:", *(f"  {line}" for line in lines(node.name, body))])
    parts = [f"{result} if {test}" for test, result in chosen[:-1]]
    if not parts:
        return f"{node.name} = {chosen[0][1]}"
    return f"{node.name} = {'; '.join(parts)}; {chosen[-1][1]} otherwise"


def law(distribution: Distribution) -> str:
    """`uniform 0..3` or `{false: 4/5, true: 1/5}`."""
    support = distribution.support
    if type(support[0]) is int and len(support) > 1 and all(w == 1 for _, w in distribution.weights):
        low = int(support[0])
        if support == tuple(range(low, low + len(support))):
            return f"uniform {low}..{support[-1]}"
    shares = [f"{plain(value)}: {share(w, distribution.total)}" for value, w in distribution.weights]
    return f"{{{', '.join(shares)}}}"


def span(domain: Domain) -> str:
    """`0..9`, `{false, true}` or `{clay, loam}`."""
    if isinstance(domain, Integer):
        return f"{domain.low}..{domain.high}"
    if isinstance(domain, Boolean):
        return "{false, true}"
    assert isinstance(domain, Category)
    return f"{{{', '.join(plain(label) for label in domain.labels)}}}"


def render_query(scm: SCM, query: Query) -> str:
    """Evidence, do and what is sought, in the order in which they happen."""
    seen = ", ".join(assign(scm, name, value) for name, value in query.evidence.items())
    done = ", ".join(f"{name} := {plain(value)}" for name, value in query.do.items())
    target = query.target
    sought = {
        "value": f"Find {target}, or undetermined.",
        "set": f"Find every possible value of {target}.",
        "distribution": f"Find P({target}).",
    }[query.asked]
    if query.kind == "counterfactual":
        lead = f"Observed: {seen}. " if seen else ""
        return f"{lead}Now in the same world (same exogenous values) do {done}. {sought}"
    if query.kind == "intervention":
        tail = f"Then observed: {seen}. " if seen else ""
        return f"Do {done}. {tail}{sought}"
    return f"Observed: {seen}. {sought}" if seen else sought


def assign(scm: SCM, name: str, value: Value) -> str:
    """`moisture = 7`."""
    return f"{name} = {plain(value)}"


def step(scm: SCM, name: str, values: Mapping[str, Value]) -> str:
    """The equation, then with numbers put in: `v2 = clip(2*v1 + u1, 0, 9) = clip(2*3 + 1, 0, 9) = 7`."""
    node = scm[name]
    assert isinstance(node, Endogenous)
    arguments = [values[parent] for parent in node.parents]
    result = plain(functions(scm)[name](*arguments))
    family = recognise(node, scm)
    if family is None:
        shown = ", ".join(f"{p}={plain(v)}" for p, v in zip(node.parents, arguments, strict=True))
        return f"{name}({shown}) = {result}"
    note, chain = family.worked(dict(zip(node.parents, arguments, strict=True)))
    if note or not chain:
        lead = f"{note}: " if note else ""
        return f"{lead}{name} = {result}" if chain in ("", result) else f"{lead}{name} = {chain} = {result}"
    formula = family.equation(name)
    links = [formula if "\n" not in formula and ";" not in formula else name, chain, result]
    return " = ".join(dict.fromkeys(links))
