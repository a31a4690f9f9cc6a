"""How noise enters a mechanism that was published as a probability table.

A table fixes every association and every intervention, but no counterfactual: those depend on which
chance events two configurations of the parents share. Two answers are built here, both exact.

- `selector`: every configuration of the parents has a draw of its own, independent of all others.
  What would have happened elsewhere is then as uncertain after an observation as before it.
- `inverse_cdf`: one uniform draw per variable, cut at the cumulative probabilities of the
  configuration at hand, in the published order of the values. Similar rows then mostly agree.

Every mechanism is one `match` on its parents with a literal case per configuration. Not covered:
tables whose configurations cannot be listed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from math import gcd, lcm
from typing import Literal, get_args

from causim_env.authors.importers.tables import (
    Names,
    Table,
    check,
    in_causal_order,
    legal_names,
    part,
    relabel,
)
from causim_env.scm.domains import (
    Boolean,
    Category,
    Distribution,
    Domain,
    Integer,
    SCMError,
    Value,
    literal,
)
from causim_env.scm.model import SCM, Endogenous, Exogenous
from causim_env.scm.text import mechanism_source

Coupling = Literal["selector", "inverse_cdf"]
COUPLINGS: tuple[Coupling, ...] = get_args(Coupling)
LONGEST_CHAIN = 24


def couple(doc: str, tables: Iterable[Table], coupling: Coupling = "selector") -> SCM:
    """The SCM that has these conditional distributions under the given coupling.

    Args:
        doc: One line on what the model is about.
        tables: One per variable. Names that are no identifiers are replaced; the published name
            opens the variable's documentation.
        coupling: `"selector"` or `"inverse_cdf"`.

    Raises:
        SCMError: The coupling is unknown, or the tables do not fit together.
    """
    if coupling not in COUPLINGS:
        raise SCMError(f"coupling {coupling!r}: write one of {', '.join(COUPLINGS)}")
    published = in_causal_order(tables)
    values = {table.name: table.values for table in published}
    for table in published:
        check(table, values)
    legal = legal_names([table.name for table in published])
    names = Names(legal.values())
    build = _selector if coupling == "selector" else _inverse_cdf
    exogenous: list[Exogenous] = []
    endogenous: list[Endogenous] = []
    for original, table in zip(published, relabel(published, legal), strict=True):
        noise, node = build(table, plain(original.name), names)
        exogenous += noise
        endogenous.append(node)
    return SCM(doc, exogenous, endogenous, vetted=True)


def plain(text: str) -> str:
    """Published text made safe for a docstring: printable ASCII, no quotes, no full stops."""
    kept = "".join(c if " " <= c <= "~" and c not in '"\\' else "_" for c in text)
    return kept.replace(".", "_").strip() or "variable"


def domain_of(values: Sequence[Value]) -> Domain:
    """The smallest declared domain that holds the values.

    Raises:
        SCMError: The values are of different types.
    """
    kinds = {type(value) for value in values}
    if kinds == {bool}:
        return Boolean()
    if kinds == {int}:
        numbers = [int(value) for value in values]
        return Integer(min(numbers), max(numbers))
    if kinds == {str}:
        return Category(tuple(str(value) for value in values))
    raise SCMError(f"values {values}: write all bool, all int or all string")


def _selector(table: Table, phrase: str, names: Names) -> tuple[list[Exogenous], Endogenous]:
    noise: list[Exogenous] = []
    results: list[str] = []
    for configuration, row in table.rows.items():
        if sum(weight > 0 for weight in row) == 1:
            results.append(literal(table.values[next(i for i, w in enumerate(row) if w)]))
            continue
        name = names.fresh("_".join(["u", table.name, *map(part, configuration)]))
        pairs = tuple((v, w) for v, w in _ordered(table.values, row) if w)
        noise.append(Exogenous(name, Distribution(pairs), _draw_doc(phrase, table, configuration)))
        results.append(name)
    if not noise:
        how = "Fixed by its parents." if table.parents else "Always the same."
    elif table.parents:
        how = "Selector coupling: each configuration of its parents has an independent draw."
    else:
        how = "Equal to its own draw."
    return noise, _node(table, phrase, how, [u.name for u in noise], results)


def _inverse_cdf(table: Table, phrase: str, names: Names) -> tuple[list[Exogenous], Endogenous]:
    rows = list(table.rows.values())
    scale = lcm(*(sum(row) // gcd(*row) for row in rows))
    ends: list[list[int]] = []
    for row in rows:
        factor = gcd(*row), scale * gcd(*row) // sum(row)
        ends.append(list(accumulate(weight // factor[0] * factor[1] for weight in row)))
    cuts = sorted({0, scale}.union(*ends))
    if len(cuts) == 2:
        results = [literal(table.values[end.index(scale)]) for end in ends]
        how = "Fixed by its parents." if table.parents else "Always the same."
        return [], _node(table, phrase, how, [], results)
    name = names.fresh(f"u_{table.name}")
    lengths = tuple((i, high - low) for i, (low, high) in enumerate(pairwise(cuts)))
    results = [_chain(table.values, row, end, cuts, name) for row, end in zip(rows, ends, strict=True)]
    doc = f"Draw of {phrase}. Uniform, coded by the interval it falls in."
    how = "Inverse-CDF coupling: one draw, cut at the cumulative probabilities of the case at hand."
    return [Exogenous(name, Distribution(lengths), doc)], _node(table, phrase, how, [name], results)


def _chain(values: Sequence[Value], row: Sequence[int], ends: Sequence[int], cuts: list[int], name: str) -> str:
    steps = [
        (literal(value), bisect_left(cuts, end)) for value, weight, end in zip(values, row, ends, strict=True) if weight
    ]
    return _thresholds(steps, name)


def _thresholds(steps: Sequence[tuple[str, int]], name: str) -> str:
    """A chain of comparisons, halved where it would nest deeper than a reader follows."""
    if len(steps) > LONGEST_CHAIN:
        middle = len(steps) // 2
        low, high = _thresholds(steps[:middle], name), _thresholds(steps[middle:], name)
        return f"({low}) if {name} < {steps[middle - 1][1]} else ({high})"
    tests = [f"{value} if {name} < {bound} else" for value, bound in steps[:-1]]
    return " ".join([*tests, steps[-1][0]])


def _ordered(values: Sequence[Value], row: Sequence[int]) -> list[tuple[Value, int]]:
    pairs = list(zip(values, row, strict=True))
    return sorted(pairs) if type(values[0]) is bool else pairs


def _draw_doc(phrase: str, table: Table, configuration: Sequence[Value]) -> str:
    if not configuration:
        return f"Draw of {phrase}."
    where = " and ".join(
        f"{parent} is {plain(str(value))}" for parent, value in zip(table.parents, configuration, strict=True)
    )
    return f"Draw of {phrase} when {where}."


def _node(table: Table, phrase: str, how: str, noise: Sequence[str], results: Sequence[str]) -> Endogenous:
    doc = f"{phrase}. {how}"
    parents = (*table.parents, *noise)
    if not table.parents:
        body = f"return {results[0]}"
    else:
        single = len(table.parents) == 1
        lines = [f"match {table.parents[0] if single else _tuple(table.parents)}:"]
        for configuration, result in zip(table.rows, results, strict=True):
            words = [literal(value) for value in configuration]
            lines.append(f"    case {words[0] if single else _tuple(words)}:")
            lines.append(f"        return {result}")
        body = "\n".join(lines)
    domain = domain_of(table.values)
    source = mechanism_source(table.name, parents, domain, doc, body)
    return Endogenous(table.name, parents, domain, source, doc)


def _tuple(words: Sequence[str]) -> str:
    return f"({', '.join(words)})"
