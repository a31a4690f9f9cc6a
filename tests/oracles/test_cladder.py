"""CLadder: 844 questions on 396 small models, each type composed from exact pieces of `infer`.

`exact` is an independent recomputation from the models' parameters; `gold` is the published number,
trusted where `match` says that the two agree. Graph questions are answered through numbers: a
back-door set is right if adjusting for it gives the interventional law.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import sqrt
from typing import Any

import pytest

from causim_env.scm.domains import Value
from causim_env.scm.infer import infer
from causim_env.scm.model import SCM
from tests.oracles.external import cladder_rows, cladder_scm

Row = Mapping[str, Any]
Values = Mapping[str, Value]
COUNTS = {
    "marginal": 148, "correlation": 148, "ate": 132, "ett": 112, "nie": 76, "nde": 48,
    "exp_away": 16, "backadj": 148, "collider_bias": 16,
}  # fmt: skip


def chance(
    scm: SCM,
    of: Values,
    given: Values | None = None,
    do: Values | None = None,
    imagined: bool = False,
) -> Fraction:
    """P(of under do | given), `given` observed before `do` where the question is imagined."""
    law = infer(scm, list(of), given or {}, do or {}, counterfactual=imagined)
    return law.get(tuple(of.values()), Fraction(0))


def marginal(scm: SCM, row: Row) -> Fraction:
    return chance(scm, {"Y": 1})


def correlation(scm: SCM, row: Row) -> Fraction:
    return chance(scm, {"Y": 1}, {"X": 1}) - chance(scm, {"Y": 1}, {"X": 0})


def ate(scm: SCM, row: Row) -> Fraction:
    return chance(scm, {"Y": 1}, do={"X": 1}) - chance(scm, {"Y": 1}, do={"X": 0})


def ett(scm: SCM, row: Row) -> Fraction:
    treated = {"X": 1}
    return chance(scm, {"Y": 1}, treated, {"X": 1}, True) - chance(scm, {"Y": 1}, treated, {"X": 0}, True)


def nde(scm: SCM, row: Row) -> Fraction:
    return nested(scm, row, x=1, mediators_at=0) - chance(scm, {"Y": 1}, do={"X": 0})


def nie(scm: SCM, row: Row) -> Fraction:
    return nested(scm, row, x=0, mediators_at=1) - chance(scm, {"Y": 1}, do={"X": 0})


def exp_away(scm: SCM, row: Row) -> Fraction:
    collider = {row["meta"]["collider"]: 1}
    return chance(scm, {"Y": 1}, {"X": 1, **collider}) - chance(scm, {"Y": 1}, collider)


def nested(scm: SCM, row: Row, x: int, mediators_at: int) -> Fraction:
    """P(Y = 1) with X at `x` and the mediators where X at `mediators_at` would put them.

    In the submodel where X is `mediators_at`, the mediators' values are facts; Y is then imagined.
    """
    mediators = row["meta"]["mediators"]
    submodel = submodel_at(scm, mediators_at)
    total = Fraction(0)
    for values in product((0, 1), repeat=len(mediators)):
        seen: Values = dict(zip(mediators, values, strict=True))
        if weight := chance(submodel, seen):
            total += weight * chance(submodel, {"Y": 1}, seen, {"X": x, **seen}, True)
    return total


def submodel_at(scm: SCM, x: int) -> SCM:
    """The SCM in which X is a constant."""
    nodes = [
        replace(v, parents=(), source=f"def X() -> Integer(0, 1):\n    return {x}", doc="") if v.name == "X" else v
        for v in scm.endogenous
    ]
    return SCM(scm.doc, scm.exogenous, nodes)


NUMBERS: dict[str, Callable[[SCM, Row], Fraction]] = {
    "marginal": marginal, "correlation": correlation, "ate": ate, "ett": ett, "nde": nde,
    "nie": nie, "exp_away": exp_away,
}  # fmt: skip


def rows_of(kind: str) -> list[dict[str, Any]]:
    rows = [row for row in cladder_rows() if row["query_type"] == kind]
    assert len(rows) == COUNTS[kind]
    return rows


def test_every_type_of_question_is_covered() -> None:
    assert {row["query_type"] for row in cladder_rows()} == set(COUNTS)
    assert set(COUNTS) == {*NUMBERS, "backadj", "collider_bias"}


@pytest.mark.parametrize("kind", NUMBERS)
def test_numbers(kind: str) -> None:
    known: dict[int, float] = {}
    for row in rows_of(kind):
        model = row["meta"]["model_id"]
        if model not in known:
            known[model] = float(NUMBERS[kind](cladder_scm(row["model"]), row))
        assert known[model] == pytest.approx(row["exact"], abs=1e-9), row
        if row["match"]:
            assert known[model] == pytest.approx(row["gold"], abs=1e-4), row


def test_back_door_sets() -> None:
    for row in rows_of("backadj"):
        scm = cladder_scm(row["model"])
        first, second = row["meta"]["given_info"]
        assert adjusts(scm, row["gold"])
        if row["graph_pred"] is not None:
            assert (adjusts(scm, first) and not adjusts(scm, second)) == (row["graph_pred"] == "yes")
            assert row["graph_pred"] == row["answer"]


def adjusts(scm: SCM, names: list[str]) -> bool:
    """Whether the sum over the set of P(Y | X, set) P(set) is the interventional law."""
    for x in (0, 1):
        total = Fraction(0)
        for values in product((0, 1), repeat=len(names)):
            case: Values = dict(zip(names, values, strict=True))
            weight = chance(scm, case) if names else Fraction(1)
            total += weight * chance(scm, {"Y": 1}, {"X": x, **case})
        if total != chance(scm, {"Y": 1}, do={"X": x}):
            return False
    return True


def test_collider_bias_is_an_association_without_an_effect() -> None:
    for row in rows_of("collider_bias"):
        scm = cladder_scm(row["model"])
        seen = {row["meta"]["collider"]: 1}
        (published,) = row["meta"]["given_info"].values()
        assert correlation_of(infer(scm, ["X", "Y"], seen)) == pytest.approx(published, abs=1e-9)
        imagined = [chance(scm, {"Y": 1}, seen, {"X": x}, True) for x in (0, 1)]
        assert imagined[0] == imagined[1] == chance(scm, {"Y": 1}, seen)
        effect = bool(ate(scm, row))
        assert (effect == row["meta"]["polarity"]) == (row["answer"] == "yes")


def correlation_of(law: Mapping[tuple[Value, ...], Fraction]) -> float:
    """Pearson's correlation of two variables with the values 0 and 1."""
    x, y = (sum(p for values, p in law.items() if values[i]) for i in (0, 1))
    return float(law[1, 1] - x * y) / sqrt(x * (1 - x) * y * (1 - y))
