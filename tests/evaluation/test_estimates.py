from __future__ import annotations

import random

import pytest

from causim_env.evaluation import Estimate, Record, estimate, summarise


def record(scm: str, correct: bool | None, kind: str = "deduction", level: int = 1) -> Record:
    return Record(f"{scm}-{kind}", scm, kind, level, "test-iid", correct)


def width(e: Estimate) -> float:
    return e.high - e.low


def test_one_problem_per_scm_gives_the_plain_wilson_interval() -> None:
    e = estimate(record(f"s{i}", i < 50) for i in range(100))
    assert e.accuracy == 0.5
    assert (e.low, e.high) == pytest.approx((0.4038, 0.5962), abs=1e-3)
    assert (e.n, e.scms, e.failed) == (100, 100, 0)


def test_problems_that_hang_together_widen_the_interval() -> None:
    together = estimate(record(f"s{i // 10}", i // 10 < 5) for i in range(100))
    apart = estimate(record(f"s{i}", i < 50) for i in range(100))
    assert together.accuracy == apart.accuracy
    assert width(together) > 2.5 * width(apart)


def test_a_perfect_score_keeps_its_width_and_counts_simulators() -> None:
    many = estimate(record(f"s{i}", True) for i in range(40))
    few = estimate(record(f"s{i % 4}", True) for i in range(40))
    assert (many.high, few.high) == pytest.approx((1, 1))
    assert few.low < many.low < 1.0


def test_a_verifier_that_failed_is_not_a_wrong_answer() -> None:
    e = estimate([record("a", True), record("b", None), record("c", True)])
    assert (e.accuracy, e.n, e.failed) == (1.0, 2, 1)
    nothing = estimate([record("a", None)])
    assert (nothing.accuracy, nothing.low, nothing.high, nothing.failed) == (None, 0.0, 1.0, 1)


def test_the_interval_covers_the_truth_where_records_are_clustered() -> None:
    draws = random.Random(7)
    covered = 0
    for _ in range(400):
        rows = []
        for scm in range(60):
            p = draws.choice([0.2, 0.8])
            rows += [record(str(scm), draws.random() < p) for _ in range(5)]
        e = estimate(rows)
        covered += e.low <= 0.5 <= e.high
    assert 0.92 <= covered / 400 <= 0.98


def test_the_summary_groups_and_does_not_depend_on_order() -> None:
    rows = [
        record(f"s{i}", i % 3 == 0, kind, level)
        for i in range(12)
        for kind in ("deduction", "counterfactual")
        for level in (1, 10, 2)
    ]
    summary = summarise(rows)
    assert summary == summarise(reversed(rows))
    assert list(summary.by_level) == [1, 2, 10]
    assert summary.by_kind["deduction"].n == 36
    assert summary.by_kind_and_level["counterfactual", 10].n == 12
    as_json = summary.to_json()["by_kind_and_level"]
    assert isinstance(as_json, dict) and set(as_json) >= {"deduction/1", "counterfactual/10"}


@pytest.mark.parametrize(
    ("change", "column"),
    [({"id": 3}, "id"), ({"level": True}, "level"), ({"correct": "yes"}, "correct")],
)
def test_a_malformed_row_is_named(change: dict[str, object], column: str) -> None:
    row: dict[str, object] = {
        "id": "a", "scm": "b", "kind": "deduction", "level": 2, "split": "train", "correct": True,
    }  # fmt: skip
    assert Record.from_json(row | {"answer": "kept elsewhere"}).level == 2
    with pytest.raises(ValueError, match=column):
        Record.from_json(row | change)
