from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causim_env.curriculum import Cell, cells
from causim_env.curriculum.cells import Memory, below


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 20), st.integers(0, 20), st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=50))
def test_posterior_is_the_exact_beta_law(right: int, wrong: int, bound: Fraction) -> None:
    n = right + wrong + 1
    exact = sum(comb(n, k) * bound**k * (1 - bound) ** (n - k) for k in range(right + 1, n + 1))
    assert below(bound, right, wrong) == pytest.approx(float(exact), abs=1e-12)


def test_posterior_of_many_answers_neither_underflows_nor_divides_by_zero() -> None:
    assert below(Fraction(1, 5), 5000, 5000) == pytest.approx(0.0, abs=1e-12)
    assert below(Fraction(4, 5), 5000, 5000) == pytest.approx(1.0)
    assert below(Fraction(0), 3, 3) == 0.0 and below(Fraction(1), 3, 3) == 1.0


def test_only_the_window_is_remembered_and_everything_is_counted() -> None:
    memory = Memory()
    for right in (0, 8, 4, 4, 8):
        memory.add(right, 8, window=4)
    memory.add(0, 0, window=4)  # no verdict at all
    assert memory.recent == [(8, 8), (4, 8), (4, 8), (8, 8)]
    assert (memory.groups, memory.all_right, memory.all_wrong, memory.mixed) == (5, 2, 1, 2)
    assert Memory.from_json(memory.to_json()) == memory


def test_progress_compares_newer_with_older() -> None:
    memory = Memory()
    for right in (1, 1, 1):
        memory.add(right, 4, window=8)
    assert memory.progress() == 0.0
    memory.add(3, 4, window=8)
    assert memory.progress() == pytest.approx(0.25)


def test_cells_come_easiest_first_and_read_back() -> None:
    made = cells(["deduction", "abduction"], [3, 1], ["code"])
    assert [cell.name for cell in made][:3] == ["deduction/1/code", "abduction/1/code", "deduction/3/code"]
    assert [Cell.read(cell.name) for cell in made] == [*made]
