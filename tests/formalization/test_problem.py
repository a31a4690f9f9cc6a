"""Formalization problems: told without the code, the same in every process, and earning 1 for the gold text."""

from __future__ import annotations

import pytest

from causim_env import rewards
from causim_env.formalization.problem import FormalizationProblem, FormalizationSet
from causim_env.formalization.prompts import DESCRIPTIONS
from causim_env.scm import SCM, SCMError
from causim_env.splits import bucket, buckets


@pytest.mark.parametrize("description", DESCRIPTIONS)
def test_every_description_names_everything_and_shows_no_code(description: str) -> None:
    problems = FormalizationSet(level=3, descriptions=(description,))
    for i in range(4):
        problem = problems[i]
        assert all(f"`{name}`" in problem.prompt for name in problem.scm.names)
        assert not any(f"def {node.name}(" in problem.prompt for node in problem.scm.endogenous)
        assert problem.score(problem.solution).reward == 1.0


def test_problems_are_reproducible_and_round_trip() -> None:
    first, again = FormalizationSet(seed=3), FormalizationSet(seed=3)
    for i in (0, 7):
        problem = first[i]
        assert problem == again[i] and problem.id == again[i].id
        assert FormalizationProblem.from_json(problem.to_json()) == problem
        assert bucket(problem.scm.canonical_hash) in buckets("train")
    assert first[0] != FormalizationSet(seed=4)[0]
    row = first[0].to_json() | {"prompt": "another"}
    with pytest.raises(SCMError, match="content_hash disagrees"):
        FormalizationProblem.from_json(row)


def test_bad_arguments_are_refused_in_one_line() -> None:
    with pytest.raises(SCMError, match="descriptions code: write some of prose, equations"):
        FormalizationSet(descriptions=("code",))
    with pytest.raises(SCMError, match="write an integer from 0"):
        FormalizationSet()[-1]
    with pytest.raises(SCMError, match="description 'poem': write one of"):
        FormalizationProblem.make(FormalizationSet()[0].scm, "poem")


def test_the_reward_reads_rows() -> None:
    row = FormalizationSet(level=2)[0].row()
    good = [{"role": "assistant", "content": row["solution"]}]
    logged: list[str] = []
    earned = rewards.formalization(
        [good, row["solution"], "nothing", good, good],
        gold_scm=[row["gold_scm"], row["gold_scm"], row["gold_scm"], None, "def x("],
        log_extra=lambda name, values: logged.extend(values),
    )
    assert earned == [1.0, 1.0, 0.0, None, None]
    assert logged[0] == "correct" and "corrupt gold SCM" in logged[4]


def test_solutions_carry_no_docs() -> None:
    problem = FormalizationSet(level=2)[1]
    assert '"""' in problem.scm.to_source() and '"""' not in problem.solution
    assert SCM.from_source(problem.solution.split("<answer>\n")[1].split("</answer>")[0]).canonical_hash == (
        problem.scm.canonical_hash
    )
