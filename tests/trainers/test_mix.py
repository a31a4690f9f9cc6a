from __future__ import annotations

import pytest

pytest.importorskip("datasets")

from causim_env.answers import Answer
from trainers.mix import Mix, MixArguments


def options(**changes: object) -> MixArguments:
    given: dict[str, object] = {"levels": [1, 2], "rows": 12, "representation": ["equations"], "anonymous": True}
    return MixArguments(**{**given, **changes})  # type: ignore[arg-type]


def test_rows_are_a_function_of_options_and_index() -> None:
    first, second = Mix(options(), 3), Mix(options(), 3)
    assert [first.demonstration(i) for i in range(4)] == [second.demonstration(i) for i in (0, 1, 2, 3)]
    assert Mix(options(first_row=2), 3).demonstration(0) == first.demonstration(2)
    assert Mix(options(), 4).question(0) != first.question(0)
    assert Mix(options(problem_seed=3), 4).question(0) == first.question(0)


def test_levels_take_turns_and_are_recorded_even_where_narrowed() -> None:
    mix = Mix(options(levels=[2, 1], variables=["integer"], uniform=1.0, families=["modular"]), 0)
    assert [mix.question(i)["level"] for i in range(4)] == [2, 1, 2, 1]
    assert "uniform" in mix.problem(0).prompt


def test_demonstrations_are_right_terse_or_wrong_as_asked() -> None:
    worked, terse = Mix(options(), 0), Mix(options(terse=1.0), 0)
    wrong = Mix(options(wrong=1.0), 0)
    for i in range(12):
        assert text(worked.demonstration(i)) == worked.problem(i).solution
        assert text(terse.demonstration(i)) == terse.problem(i).answer.block()
        verdict = wrong.problem(i).score(text(wrong.demonstration(i)))
        assert verdict.correct is False
        assert verdict.answer is not None


def test_shares_hold_on_average() -> None:
    mix = Mix(options(levels=[1], kinds=["deduction"], asks=["value"], terse=0.5, wrong=0.25), 0)
    kinds = {"worked": 0, "terse": 0, "wrong": 0}
    for i in range(120):
        problem, given = mix.problem(i), text(mix.demonstration(i))
        terse = given.startswith("<answer>")
        kinds["wrong" if not problem.score(given).correct else "terse" if terse else "worked"] += 1
    assert 40 <= kinds["terse"] <= 80 and 15 <= kinds["wrong"] <= 45


def test_questions_carry_gold_and_no_solution() -> None:
    rows = Mix(options(), 0).dataset(demonstrations=False)
    assert "solution" not in rows.column_names
    assert Answer.loads(rows[0]["gold"]) == Mix(options(), 0).problem(0).answer


def test_zero_rows_stream() -> None:
    rows = Mix(options(rows=0), 0).dataset(demonstrations=True)
    assert next(iter(rows))["prompt"] == Mix(options(), 0).demonstration(0)["prompt"]


@pytest.mark.parametrize("wrong", [{"terse": 0.7, "wrong": 0.4}, {"rows": -1}, {"width": [4]}])
def test_senseless_options_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="write"):
        options(**wrong)


def text(row: dict[str, object]) -> str:
    return row["completion"][0]["content"]  # type: ignore[index,no-any-return]


def test_a_pool_poses_one_problem_on_each_scm_and_then_more_on_the_same() -> None:
    plain, pooled = Mix(options(levels=[2]), 0), Mix(options(levels=[2], pool=6), 0)
    problems = [pooled.problem(row) for row in range(30)]
    assert [p.prompt for p in problems[:6]] == [plain.problem(row).prompt for row in range(6)]
    known = {p.scm.canonical_hash for p in problems[:6]}
    assert {p.scm.canonical_hash for p in problems[6:]} <= known
    assert len({p.prompt for p in problems}) > 20
    assert pooled.problem(29).prompt == Mix(options(levels=[2], pool=6), 0).problem(29).prompt
    with pytest.raises(ValueError, match="beside simulators"):
        options(pool=3, simulators="runs/clinic")
