"""Items with answers that nobody in this project wrote; tests skip where the folder is absent."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import lcm
from pathlib import Path
from typing import Any

import pytest

from causim_env.authors.importers import Table, couple
from causim_env.authors.importers.couplings import Coupling
from causim_env.scm.domains import Value
from causim_env.scm.model import SCM

EXTERNAL = Path(__file__).resolve().parents[3] / "shared" / "external"


def folder(name: str) -> Path:
    """A folder of external items, or a skipped test."""
    if not (EXTERNAL / name).is_dir():
        pytest.skip(f"no external items: {EXTERNAL / name} is absent")
    return EXTERNAL / name


def rlcausal(level: str) -> list[dict[str, Any]]:
    with gzip.open(folder("rlcausal") / f"{level}.jsonl.gz", "rt") as lines:
        return [json.loads(line) for line in lines]


def rlcausal_scm(item: Mapping[str, Any], coupling: Coupling) -> SCM:
    """The item's tables, printed to two digits, as an SCM over integers."""
    tables = [
        Table(
            name,
            tuple(item["values"][name]),
            tuple(cpt["parents"]),
            {tuple(case): weights(row) for case, row in cpt["table"]},
        )
        for name, cpt in item["cpts"].items()
    ]
    return couple(item["id"], tables, coupling)


def weights(row: list[float]) -> tuple[int, ...]:
    """Printed probabilities as exact integer weights."""
    exact = [Fraction(Decimal(repr(p))) for p in row]
    scale = lcm(*(p.denominator for p in exact))
    return tuple(int(p * scale) for p in exact)


def coin(p: float) -> tuple[int, int]:
    """Weights of 0 and 1 where 1 has the printed probability."""
    exact = Fraction(Decimal(repr(p)))
    return exact.denominator - exact.numerator, exact.numerator


@cache
def cladder_rows() -> list[dict[str, Any]]:
    """Every question with its recomputed value, its meta and its model in one mapping."""
    where = folder("cladder")
    models = {m["model_id"]: m for m in json.loads((where / "test-model-meta.json").read_text())}
    questions = {q["question_id"]: q["meta"] for q in json.loads((where / "test-generate-easy.json").read_text())}
    rows = []
    for line in (where / "recomputed.jsonl").read_text().splitlines():
        row = json.loads(line)
        meta = questions[row["question_id"]]
        rows.append({**row, "meta": meta, "model": models[meta["model_id"]]})
    return rows


def cladder_scm(model: Mapping[str, Any], coupling: Coupling = "selector") -> SCM:
    """A model's parameters `p(Y | X, V2)` (probability of 1, nested by parent) as an SCM."""
    tables = []
    for law, parameters in model["params"].items():
        child, _, given = law[2:-1].partition(" | ")
        parents = tuple(given.split(", ")) if given else ()
        rows: dict[tuple[Value, ...], tuple[int, ...]] = {
            case: coin(p) for case, p in _leaves(parameters, len(parents))
        }
        tables.append(Table(child, (0, 1), parents, rows))
    return couple(model["story_id"], tables, coupling)


def _leaves(parameters: Any, depth: int) -> Iterator[tuple[tuple[int, ...], float]]:
    if depth == 0:
        yield (), parameters
        return
    for value in (0, 1):
        for case, p in _leaves(parameters[value], depth - 1):
            yield (value, *case), p
