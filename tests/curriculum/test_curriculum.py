from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causim_env.curriculum import SCHEDULES, Cell, Curriculum, CurriculumError, Group, Settings, cells
from causim_env.streams import Stream

CELLS = cells(["deduction", "counterfactual"], [1, 2, 3], ["code"])
G, BATCH = 8, 16


def made(schedule: str, **changes: object) -> Curriculum:
    return Curriculum(Settings(schedule, **{"cells": CELLS, "horizon": 320, **changes}))  # type: ignore[arg-type]


def live(
    curriculum: Curriculum, batches: int, skill: Callable[[Cell, int], float], seed: int = 0, ahead: int = 1
) -> list[Cell]:
    """Lets a policy of known skill answer; returns the cell of every row it was scored on."""
    seen = []
    first = curriculum.scored // BATCH
    curriculum.plan((first + 1 + ahead) * BATCH)
    for batch in range(first, first + batches):
        groups = []
        for row in range(batch * BATCH, (batch + 1) * BATCH):
            cell, stream = curriculum.cell(row), Stream("skill", seed, row)
            groups.append(Group(row, sum(stream.chance(skill(cell, row)) for _ in range(G)), G))
            seen.append(cell)
        curriculum.record(groups)
        curriculum.plan((batch + 2 + ahead) * BATCH)
    return seen


def by_level(cell: Cell, row: int) -> float:
    return {1: 0.99, 2: 0.5, 3: 0.01}[cell.level]


@pytest.mark.parametrize("schedule", [*SCHEDULES])
def test_a_state_that_went_through_json_goes_on_alike(schedule: str) -> None:
    whole = made(schedule)
    expected = live(whole, 12, by_level)
    half = made(schedule)
    first = live(half, 5, by_level)
    resumed = Curriculum.from_json(json.loads(json.dumps(half.to_json())))
    assert first + live(resumed, 7, by_level) == expected
    assert resumed.to_json() == whole.to_json()


@pytest.mark.parametrize("schedule", [*SCHEDULES])
def test_order_of_verdicts_does_not_matter(schedule: str) -> None:
    one, other = made(schedule), made(schedule)
    for curriculum, turn in ((one, 1), (other, -1)):
        curriculum.plan(2 * BATCH)
        curriculum.record([Group(row, row % (G + 1), G) for row in range(BATCH)][::turn])
        curriculum.plan(3 * BATCH)
    assert one.to_json() == other.to_json()


def test_state_is_small() -> None:
    many = cells(["association", "deduction", "abduction", "intervention", "counterfactual"], range(1, 11), ["a", "b"])
    curriculum = made("adaptive", cells=many)
    live(curriculum, 30, lambda cell, row: 0.5)
    assert len(json.dumps(curriculum.to_json())) < 30_000


def test_adaptive_goes_where_there_is_something_to_learn() -> None:
    curriculum = made("adaptive")
    late = Counter(cell.level for cell in live(curriculum, 60, by_level)[-320:])
    assert late[2] > 240
    assert min(late[1], late[3]) > 0


def test_adaptive_keeps_groups_without_contrast_rare() -> None:
    adaptive, uniform = made("adaptive"), made("fixed")
    for curriculum in (adaptive, uniform):
        live(curriculum, 60, by_level)
    shares = [(c.counts()["all_right"] + c.counts()["all_wrong"]) / c.counts()["groups"] for c in (adaptive, uniform)]
    assert shares[0] < 0.25 < 0.6 < shares[1]


def test_adaptive_follows_a_learner_up_the_levels() -> None:
    def learner(cell: Cell, row: int) -> float:
        return min(0.98, max(0.02, 0.5 + row / 400 - (cell.level - 1)))

    seen = live(made("adaptive"), 60, learner)
    means = [sum(c.level for c in seen[start : start + 240]) / 240 for start in (80, 400, 720)]
    assert means == sorted(means) and means[-1] > means[0] + 0.5


def test_progress_is_paid_for() -> None:
    steady, moving = made("adaptive"), made("adaptive")
    for curriculum, rises in ((steady, False), (moving, True)):
        live(curriculum, 8, lambda cell, row, rises=rises: 0.9 * (row / 128 if rises and cell == CELLS[0] else 0.9))
    assert moving.offers()[0].share > 2 * steady.offers()[0].share


@settings(max_examples=12, deadline=None)
@given(
    st.sampled_from(["adaptive", "linear", "staged"]),
    st.lists(st.floats(0, 1), min_size=len(CELLS), max_size=len(CELLS)),
    st.sampled_from([0.05, 0.2]),
)
def test_no_cell_starves(schedule: str, skills: list[float], floor: float) -> None:
    seen = live(made(schedule, floor=floor), 40, lambda cell, row: skills[CELLS.index(cell)])
    bound = 3 * len(CELLS) / floor  # largest deficit first keeps every cell within a few rows of what it is owed
    for cell in CELLS:
        dealt = [-1, *(row for row, one in enumerate(seen) if one == cell), len(seen)]
        assert max(after - before for before, after in zip(dealt, dealt[1:], strict=False)) <= bound


def test_linear_moves_from_the_easiest_to_the_hardest() -> None:
    seen = live(made("linear"), 30, by_level)
    parts = [Counter(cell.level for cell in seen[start : start + 64]).most_common(1)[0][0] for start in (0, 144, 400)]
    assert parts == [1, 2, 3]


def test_staged_waits_for_mastery_but_not_forever() -> None:
    mastered = live(made("staged", horizon=10**6), 12, lambda cell, row: 1.0)
    assert {cell.level for cell in mastered[-64:-32]} >= {3}
    stuck = live(made("staged", horizon=10**6), 30, lambda cell, row: 0.0)
    assert Counter(cell.level for cell in stuck).most_common(1)[0] == (1, pytest.approx(440, abs=40))
    used_up = live(made("staged", horizon=320), 30, lambda cell, row: 0.0)
    assert Counter(cell.level for cell in used_up[400:]).most_common(1)[0][0] == 3


def test_fixed_deals_exactly_by_weight() -> None:
    seen = live(made("fixed", weights=(1, 0, 2, 0, 5, 0)), 10, by_level)
    assert Counter(seen) == {CELLS[0]: 20, CELLS[2]: 40, CELLS[4]: 100}


def test_every_choice_is_explained() -> None:
    curriculum = made("adaptive")
    assert "never tried yet" in curriculum.explain(CELLS[0])
    live(curriculum, 20, by_level)
    assert "inside the band of 20% to 80%" in curriculum.explain(CELLS[2])
    assert "above the band" in curriculum.explain(CELLS[0]) and "below the band" in curriculum.explain(CELLS[4])
    with pytest.raises(CurriculumError, match="write one of those"):
        curriculum.explain(Cell("deduction", 9, "code"))


def test_verdicts_of_other_rows_are_refused() -> None:
    curriculum = made("adaptive")
    curriculum.plan(4)
    for rows in ([1, 2], [0, 0], [0, 1, 2, 3, 4]):
        with pytest.raises(CurriculumError, match="from row 0 are planned"):
            curriculum.record([Group(row, 0, G) for row in rows])
    with pytest.raises(CurriculumError, match="only rows 0 to 3"):
        curriculum.cell(4)


def test_a_group_without_verdicts_is_scored_and_forgotten() -> None:
    curriculum = made("adaptive")
    curriculum.plan(1)
    curriculum.record([Group(0, 0, 0)])
    assert curriculum.scored == 1 and curriculum.counts()["groups"] == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"schedule": "greedy"},
        {"cells": ()},
        {"cells": (CELLS[0], CELLS[0])},
        {"weights": (1,)},
        {"band": (0.8, 0.2)},
        {"floor": 0.0},
        {"window": 2},
    ],
)
def test_senseless_settings_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="write"):
        Settings(**{"schedule": "adaptive", "cells": CELLS, **wrong})  # type: ignore[arg-type]


def test_a_foreign_state_is_refused() -> None:
    with pytest.raises(CurriculumError, match="version None"):
        Curriculum.from_json({})
    with pytest.raises(CurriculumError, match="take one that a checkpoint holds"):
        Curriculum.from_json({"version": 1, "settings": {}})
