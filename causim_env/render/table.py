"""The table representation: laws, and a decision table or a sheet of rules for every mechanism.

A mechanism with few parent configurations is listed in full, one parent across and the others down. A
larger one is given by the table of its family, or by the steps of its code.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

from causim_env.render.equations import notation, span
from causim_env.render.steps import cases, lines
from causim_env.render.words import Words
from causim_env.scm.compile import functions
from causim_env.scm.domains import Value
from causim_env.scm.mechanisms import recognise
from causim_env.scm.mechanisms.base import statements
from causim_env.scm.mechanisms.english import listing, plain, share
from causim_env.scm.model import SCM, Endogenous

if TYPE_CHECKING:
    from causim_env.queries.query import Query

MAX_CELLS = 64
_MAX_ACROSS = 12
_CASES = "first case that holds"
_RULES = " (rules):\n"


def render_scm(scm: SCM) -> str:
    """A legend where names mean something, the laws, and a table for every mechanism."""
    words = Words.of(scm)
    blocks = [scm.doc.strip()] if scm.doc.strip() else []
    blocks.append(_legend(scm, words))
    if scm.exogenous:
        apart = "Probabilities of the exogenous variables (independent of each other):"
        blocks.append("\n\n".join([apart, *(_law(scm, i) for i in range(len(scm.exogenous)))]))
    tables = [_mechanism(scm, node, words) for node in scm.order]
    blocks += tables
    blocks += notation("".join([text for text in tables if _RULES in text]))
    return "\n\n".join(blocks)


def _legend(scm: SCM, words: Words) -> str:
    rows = [["variable", "values"] if words.bare_names else ["variable", "meaning", "values"]]
    shown = {root.name: _support(root.support) for root in scm.exogenous}
    shown.update((node.name, span(node.domain)) for node in scm.endogenous)
    for name, values in shown.items():
        if words.unit(name):
            values += f" {words.unit(name)}"
        if type(scm[name].support[0]) is bool and words.value(name, True) != "true":
            values = f"true ({words.value(name, True)}), false ({words.value(name, False)})"
        rows.append([name, values] if words.bare_names else [name, words.bare(name), values])
    return grid(rows)


def _support(support: Sequence[Value]) -> str:
    first = support[0]
    if type(first) is int and len(support) > 2 and tuple(support) == tuple(range(first, first + len(support))):
        return f"{first}..{support[-1]}"
    return f"{{{', '.join(plain(value) for value in support)}}}"


def _law(scm: SCM, i: int) -> str:
    root = scm.exogenous[i]
    weights, total = root.distribution.weights, root.distribution.total
    head = [root.name, *[plain(value) for value, _ in weights]]
    return grid([head, ["probability", *[share(weight, total) for _, weight in weights]]])


def _mechanism(scm: SCM, node: Endogenous, words: Words) -> str:
    supports = [scm[parent].support for parent in node.parents]
    cells = 1
    for support in supports:
        cells *= len(support)
        if cells > MAX_CELLS:
            break
    if not node.parents:
        return f"{node.name} is always {plain(functions(scm)[node.name]())}."
    by = listing(node.parents)
    family = recognise(node, scm)
    rows = _rules(node) if family is None else family.table(node.name, words)
    if cells <= MAX_CELLS and (family or rows[0][0] != _CASES or len(rows) > cells // max(map(len, supports))):
        return f"{node.name} by {by}:\n\n{grid(_full(scm, node, supports))}"
    kind = "parts to add up" if rows[0][0].startswith("part of") else "rules"
    return f"{node.name} by {by} ({kind}):\n\n{grid(rows)}"


def _full(scm: SCM, node: Endogenous, supports: Sequence[Sequence[Value]]) -> list[list[str]]:
    """Every configuration: the parent with most values across, the others down."""
    function = functions(scm)[node.name]
    shown = {value: plain(value) for value in node.support}
    widths = [len(support) if len(support) <= _MAX_ACROSS else 0 for support in supports]
    across = widths.index(max(widths))
    if widths[across] == 0:
        rows = [[*node.parents, node.name]]
        for values in product(*supports):
            rows.append([*map(plain, values), shown[function(*values)]])
        return rows
    name, top = node.parents[across], supports[across]
    down = [parent for parent in node.parents if parent != name]
    if not down:
        head = [name, *map(plain, top)]
        return [head, [node.name, *[shown[function(value)] for value in top]]]
    rows = [[*down, *[f"{name}={plain(value)}" for value in top]]]
    for values in product(*supports[:across], *supports[across + 1 :]):
        left, right = values[:across], values[across:]
        rows.append([*map(plain, values), *[shown[function(*left, value, *right)] for value in top]])
    return rows


def _rules(node: Endogenous) -> list[list[str]]:
    function = ast.parse(node.source).body[0]
    assert isinstance(function, ast.FunctionDef)
    body = statements(function)
    chosen = cases(body)
    if chosen is not None:
        last = [["otherwise" if len(chosen) > 1 else "always", chosen[-1][1]]]
        return [[_CASES, node.name], *([t, r] for t, r in chosen[:-1]), *last]
    steps = lines(node.name, body)
    return [["step", f"computation of {node.name}"], *([str(i), s] for i, s in enumerate(steps, 1))]


def grid(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a Markdown table, the first as its head."""
    head, *body = ["| " + _row(row) + " |" for row in rows]
    return "\n".join([head, "|" + "---|" * len(rows[0]), *body])


def _row(cells: Sequence[str]) -> str:
    text = " | ".join(cells)
    if text.count("|") >= len(cells):
        text = " | ".join([cell.replace("|", "\\|") for cell in cells])
    return text


def render_query(scm: SCM, query: Query) -> str:
    """What was observed and done, row by row in the order it happens, and what is asked."""
    seen = [["observed", name, plain(value)] for name, value in query.evidence.items()]
    done = [["set by intervention", name, plain(value)] for name, value in query.do.items()]
    asked = {
        "value": f"the value of {query.target}, if it is determined",
        "set": f"every possible value of {query.target}",
        "distribution": f"the exact probability of each value of {query.target}",
    }[query.asked]
    if query.kind == "counterfactual":
        note = (
            "The observations were made without any intervention. Then imagine the same case, all exogenous "
            "values as they were, with the intervention."
        )
        rows = [*seen, *done]
    elif query.kind == "intervention":
        note = "The intervention comes first." + (" The observations are made under it." if seen else "")
        rows = [*done, *seen]
    else:
        note = "One case is observed." if seen else "Nothing is observed."
        rows = seen
    if done:
        note += " A variable that is set ignores its own table."
    head = [["step", "variable", "value"]]
    return f"{grid([*head, *rows, ['asked', query.target, '?']])}\n\n{note} Asked: {asked}."


def assign(scm: SCM, name: str, value: Value) -> str:
    """`moisture = 7`."""
    return f"{name} = {plain(value)}"


def step(scm: SCM, name: str, values: Mapping[str, Value]) -> str:
    """One row that was read: `row light=4, u_pump=true: moisture = 6`."""
    parents = scm.parents(name)
    arguments = [values[parent] for parent in parents]
    result = functions(scm)[name](*arguments)
    row = ", ".join(f"{p}={plain(v)}" for p, v in zip(parents, arguments, strict=True))
    return f"row {row}: {name} = {plain(result)}" if row else f"{name} = {plain(result)}"
