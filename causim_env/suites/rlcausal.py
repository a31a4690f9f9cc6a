"""RLCausal (zhichul/rlcausal): the distribution of one variable of a binary network, seen, set, or both.

What is read, one JSON object a line, compressed or not: `id`, `level` (observational, interventional or
counterfactual), `values` by variable, `cpts` by variable (`parents` and `table`: pairs of a case of the parents and
its probabilities), `observed`, `do`, `target` and `gold`, the probabilities of the target's values; where they are
there, `gold_no_obs` and `gold_no_intv`, what would come out without the one or the other.

The published answers come from tables that were not rounded, the printed ones have two digits. So an answer is right
within a total variation of 0.0101, and a question is trusted where the printed tables give its answer that closely.
Its counterfactuals hold for an independent draw per parent configuration, which the prompt says.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm
from pathlib import Path
from typing import Any

from causim_env.answers import Answer
from causim_env.answers.grammar import Scalar
from causim_env.authors.importers import Table, couple
from causim_env.evaluation.estimates import UNTRUSTED
from causim_env.evaluation.gold import Gold, total_variation
from causim_env.evaluation.item import Item
from causim_env.scm import SCM, Value
from causim_env.scm.infer import infer
from causim_env.suites.suite import Suite, SuiteError, exact, files, rows, text

TOLERANCE = Fraction("0.0101")
RUNGS = {"observational": 1, "interventional": 2, "counterfactual": 3}
FLAWS = (
    "published answers come from unrounded tables, printed ones have two digits: right within a total variation of "
    f"{float(TOLERANCE)}",
    "counterfactuals hold for an independent draw per parent configuration, which its own prompts leave open",
    "most counterfactuals need the observation or the intervention, not both: those that need both are a kind apart",
)


def load(path: Path) -> Suite:
    """The questions of a file, or of all `.jsonl` and `.jsonl.gz` files of a folder.

    Raises:
        SuiteError: A file is not of that form.
    """
    items = tuple(_item(where, row) for file in files(path, ".jsonl", ".jsonl.gz") for where, row in rows(file))
    doubted = sum(item.split == UNTRUSTED for item in items)
    doubts = [f"{doubted} questions untrusted: the printed tables give another answer"] if doubted else []
    return Suite("rlcausal", items, (*FLAWS, *doubts))


def _item(where: str, row: Mapping[str, Any]) -> Item:
    kind, name, target = (text(row, key, where) for key in ("level", "id", "target"))
    if kind not in RUNGS:
        raise SuiteError(f"{where}: level {kind!r}: write one of {', '.join(RUNGS)}")
    try:
        tables = {child: _table(where, child, row["values"][child], cpt) for child, cpt in row["cpts"].items()}
        scm = couple(name, [*tables.values()], "selector")
        gold = _law(row["values"][target], [exact(p, where) for p in row["gold"]])
        if sum(gold.values()) <= 0:
            raise ValueError("its probabilities sum to nothing")
        whole = sum(gold.values())
        gold = {value: p / whole for value, p in gold.items()}
        near = total_variation(gold, _computed(scm, row, target)) <= TOLERANCE
        both = kind == "counterfactual" and row["gold"] not in (row.get("gold_no_obs"), row.get("gold_no_intv"))
        return Item(
            id=name,
            prompt=_prompt(tables, row),
            gold=Gold(Answer("distribution", gold), distance=TOLERANCE),
            scm=scm.canonical_hash,
            kind=f"{kind}, needs both" if both else kind,
            level=RUNGS[kind],
            split="trusted" if near else UNTRUSTED,
            representation="table",
        )
    except SuiteError:
        raise
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise SuiteError(f"{where}: not a question of RLCausal ({type(error).__name__}: {error})") from None


def _table(where: str, child: str, values: list[Value], cpt: Mapping[str, Any]) -> Table:
    """Printed probabilities as exact integer weights."""
    weights = {}
    for case, printed in cpt["table"]:
        row = [exact(p, where) for p in printed]
        scale = lcm(*(p.denominator for p in row))
        weights[tuple(case)] = tuple(int(p * scale) for p in row)
    return Table(child, tuple(values), tuple(cpt["parents"]), weights)


def _law(values: list[Value], probabilities: list[Fraction]) -> dict[Scalar, Fraction]:
    return dict(zip(values, probabilities, strict=True))


def _computed(scm: SCM, row: Mapping[str, Any], target: str) -> dict[Scalar, Fraction]:
    """What the printed tables give."""
    law = infer(scm, [target], row["observed"], row["do"], counterfactual=bool(row["observed"]))
    return {value: p for (value,), p in law.items()}


def _prompt(tables: Mapping[str, Table], row: Mapping[str, Any]) -> str:
    lines = [
        "Variables and their probabilities. Where a variable has parents, there is one independent draw for each case "
        "of the parents, made before anything else; the case that holds picks the draw that counts.",
        "",
    ]
    for table in tables.values():
        for case, weights in table.rows.items():
            given = ", ".join(f"{parent} = {value}" for parent, value in zip(table.parents, case, strict=True))
            law = ", ".join(
                f"{value}: {float(Fraction(weight, sum(weights)))}"
                for value, weight in zip(table.values, weights, strict=True)
            )
            lines.append(f"{table.name}{f' if {given}' if given else ''}: {law}")
    observed, do, target = (row[key] for key in ("observed", "do", "target"))
    seen = " and ".join(f"{name} = {value}" for name, value in observed.items())
    made = " and ".join(f"{name} is set to {value}" for name, value in do.items())
    asked = f"What is the distribution of {target}"
    if seen and made:
        question = f"{seen} was observed. {asked} in the same world if {made}?"
    elif seen or made:
        question = f"{asked} {f'given {seen}' if seen else f'if {made}'}?"
    else:
        question = f"{asked}?"
    form = ", ".join(f"{value}: probability" for value in tables[target].values)
    ending = f"End with <answer>{{{form}}}</answer>; the probabilities have to sum to exactly 1, two digits are enough."
    return "\n".join([*lines, "", question, ending])
