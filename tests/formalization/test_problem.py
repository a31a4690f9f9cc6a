"""Formalization problems: told without the code, the same in every process, and earning 1 for the gold text."""

from __future__ import annotations

import pytest

from causim_env import rewards
from causim_env.curriculum import Rung
from causim_env.formalization.induction import InductionSet
from causim_env.formalization.problem import FormalizationProblem, FormalizationSet
from causim_env.formalization.prompts import DESCRIPTIONS
from causim_env.problems import ProblemSet
from causim_env.scm import SCM, SCMError
from causim_env.splits import SPLITS, bucket, buckets


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


def test_the_reward_reads_rows_of_every_kind_in_one_batch() -> None:
    whole, part, asked = (
        FormalizationSet(level=2)[0].row(),
        InductionSet(level=2)[0].row(),
        ProblemSet(level=2)[0].row(),
    )
    assert [*whole] == [*part] == [*asked]
    good = [{"role": "assistant", "content": whole["solution"]}]
    golds = [one["gold"] for one in (whole, part, asked)]
    texts = [good, part["solution"], asked["solution"], "nothing", part["solution"], good, good]
    gold = [*golds, whole["gold"], whole["gold"], None, '{"scm": "def x("}']
    logged: list[str] = []
    earned = rewards.correct(texts, gold, log_extra=lambda name, values: logged.extend(values))
    assert earned == [1.0, 1.0, 1.0, 0.0, 0.0, None, None]
    assert logged[0] == "correct" and "corrupt gold" in logged[6]
    assert rewards.format(texts, gold) == [0, 0, 0, -1, -1, -1, -1]
    assert [rewards.asks_for_program(one) for one in gold] == [True, True, False, True, True, False, False]


def test_a_set_takes_rungs_given_scms_and_anonymous_twins() -> None:
    rung = Rung(nodes=(2, 2), families=("modular",), kinds=("integer",))
    small = FormalizationSet(level=rung, descriptions=("plain",), anonymous=True)[0]
    assert len(small.scm.endogenous) == 2 and small.nominal == 0 and small.scm.names == ("u1", "u2", "v1", "v2")
    scms = [FormalizationSet(level=2)[i].scm for i in range(4)]
    for made in (FormalizationSet(level=2, scms=scms), InductionSet(level=2, scms=scms)):
        assert {made[i].scm.canonical_hash for i in range(12)} <= {scm.canonical_hash for scm in scms}
        assert made[3] == made[3] and made.content
    with pytest.raises(SCMError, match="none of 4 simulators belongs to validation"):
        FormalizationSet("validation", scms=scms)


def test_an_scm_that_cannot_be_posed_on_is_passed_over() -> None:
    laws = "\n".join(f"u{i}: Uniform(0, 30)" for i in range(4))
    large = SCM.from_source(f"{laws}\n\ndef x(u0, u1, u2, u3) -> Integer(0, 120):\n    return u0 + u1 + u2 + u3\n")
    split = next(split for split in SPLITS if bucket(large.canonical_hash) in buckets(split))
    small = FormalizationSet(split)[0].scm
    made = FormalizationSet(split, scms=[large, small])
    assert {made[i].scm.canonical_hash for i in range(6)} == {small.canonical_hash}
    with pytest.raises(SCMError, match="no formalization in 200 draws .*over 20000 rows.*: give other SCMs"):
        FormalizationSet(split, scms=[large])[0]


def test_solutions_carry_no_docs() -> None:
    problem = FormalizationSet(level=2)[1]
    assert '"""' in problem.scm.to_source() and '"""' not in problem.solution
    assert SCM.from_source(problem.solution.split("<answer>\n")[1].split("</answer>")[0]).canonical_hash == (
        problem.scm.canonical_hash
    )
