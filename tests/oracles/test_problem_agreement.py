"""Gold answers of problems as users draw them, against engines that share no code with ours."""

from __future__ import annotations

from fractions import Fraction

import pytest

from benchmarks.agreement import SPLITS, compare, same
from causim_env.answers import Answer, Scalar
from causim_env.problems import ProblemSet
from causim_env.queries import KINDS, Kind

THIRDS: dict[Scalar, Fraction] = {0: Fraction(1, 3), 1: Fraction(2, 3)}


@pytest.mark.parametrize("kind", KINDS)
def test_gold_answers_agree(kind: Kind) -> None:
    pytest.importorskip("pyagrum", reason="the second engine")
    for index, split in enumerate(SPLITS):
        problem = ProblemSet(split, seed=11, level=1 + index, kinds=(kind,))[index]
        assert compare(problem, 2_000) in ("brute force", "twin network"), problem.query.text()


def test_the_comparison_can_fail() -> None:
    assert same(Answer("distribution", THIRDS), THIRDS, "distribution")
    assert not same(Answer("distribution", THIRDS), {0: Fraction(1, 2), 1: Fraction(1, 2)}, "distribution")
    assert not same(Answer("distribution", THIRDS), {False: Fraction(1, 3), True: Fraction(2, 3)}, "distribution")
    assert not same(Answer("set", frozenset({0})), THIRDS, "set")
    assert not same(Answer("value", 1), THIRDS, "value")
    assert not same(Answer("undetermined", None), {1: Fraction(1)}, "value")
