"""The code representation: the SCM's own text, and questions in the same terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from causim_env.scm.compile import functions
from causim_env.scm.domains import Value, literal
from causim_env.scm.model import SCM

if TYPE_CHECKING:
    from causim_env.queries.query import Query

_INTRODUCTION = (
    "This Python text is a structural causal model. Variables declared with a distribution are exogenous and "
    "independent; each function computes one variable from its parameters."
)


def render_scm(scm: SCM) -> str:
    """The canonical text, introduced."""
    return f"{_INTRODUCTION}\n\n```python\n{scm.to_source()}```"


def render_query(scm: SCM, query: Query) -> str:
    """The question in terms of the text's names."""
    seen = ", ".join(f"`{assign(scm, name, value)}`" for name, value in query.evidence.items())
    done = ", ".join(f"`{name} = {literal(value)}`" for name, value in query.do.items())
    past = query.kind == "counterfactual"
    return f"{_situation(query, seen, done)} {_asked(query, past)}"


def assign(scm: SCM, name: str, value: Value) -> str:
    """`moisture == 7`."""
    return f"{name} == {literal(value)}"


def step(scm: SCM, name: str, values: Mapping[str, Value]) -> str:
    """One call with its result: `moisture(light=4, u_pump=True) = 6`."""
    parents = scm.parents(name)
    arguments = [values[parent] for parent in parents]
    result = functions(scm)[name](*arguments)
    shown = [f"{p}={literal(v)}" for p, v in zip(parents, arguments, strict=True)]
    return f"{name}({', '.join(shown)}) = {literal(result)}"


def _situation(query: Query, seen: str, done: str) -> str:
    if query.kind == "counterfactual":
        lead = f"In one run, without any intervention, we observed {seen}. " if seen else "Take one run. "
        return f"{lead}Now rerun with the same exogenous values, but do({done}): {_replaced(query)}."
    if query.kind == "intervention":
        tail = f" Under this intervention, we then observe {seen}." if seen else ""
        return f"Do({done}): {_replaced(query)}.{tail}"
    return f"In one run, we observe {seen}." if seen else "Nothing is observed."


def _replaced(query: Query) -> str:
    if len(query.do) == 1:
        return "this variable is set from outside and what it is computed or drawn from is ignored"
    return "these variables are set from outside and what they are computed or drawn from is ignored"


def _asked(query: Query, past: bool) -> str:
    target = f"`{query.target}`"
    if query.ask == "set":
        return f"Which values {'could' if past else 'can'} {target} {'have had' if past else 'have'}?"
    if query.ask == "distribution":
        given = " given all this" if query.evidence else ""
        return f"What is the exact distribution of {target}{' in the rerun' if past else ''}{given}?"
    verb = "would" if past else "does"
    have = "have had" if past else "have"
    return f"Which value {verb} {target} {have}, if that is determined?"
