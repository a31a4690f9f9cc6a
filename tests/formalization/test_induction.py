"""Induction: the runs determine the missing mechanism, and nothing less than it earns 1."""

from __future__ import annotations

import re
from itertools import product

import pytest

from causim_env import rewards
from causim_env.edits import edited
from causim_env.formalization.induction import InductionProblem, InductionSet
from causim_env.scm import SCM, SCMError
from causim_env.scm.domains import literal
from causim_env.scm.model import Endogenous
from causim_env.streams import Stream


def node(scm: SCM, name: str) -> Endogenous:
    found = scm[name]
    assert isinstance(found, Endogenous)
    return found


def test_the_runs_show_every_configuration() -> None:
    for i in range(8):
        problem = InductionSet()[i]
        rows = [row.strip("| ").split(" | ") for row in problem.prompt.splitlines() if re.match(r"\| \d", row)]
        parents = problem.scm.parents(problem.target)
        seen = {tuple(row[2 + problem.scm.names.index(parent)] for parent in parents) for row in rows}
        configurations = 1
        for parent in parents:
            configurations *= len(problem.scm[parent].support)
        assert len(seen) == configurations
        assert node(problem.scm, problem.target).source not in problem.prompt


def test_gold_earns_one_and_a_table_of_the_runs_too() -> None:
    for i in range(8):
        problem = InductionSet()[i]
        assert problem.score(problem.solution).reward == 1.0
        gold = node(problem.scm, problem.target)
        values = {
            row: problem.scm.evaluate(
                {root.name: root.support[0] for root in problem.scm.exogenous},
                dict(zip(gold.parents, row, strict=True)),
            )[problem.target]
            for row in product(*(problem.scm[p].support for p in gold.parents))
        }
        lines = [
            f"    if {' and '.join(f'{p} == {literal(v)}' for p, v in zip(gold.parents, row, strict=True))}:\n"
            f"        return {literal(value)}"
            for row, value in values.items()
        ]
        head = gold.source.splitlines()[0]
        text = "\n".join([head, *lines, f"    return {literal(gold.support[0])}"])
        assert problem.score(f"<answer>{text}</answer>").reward == 1.0


def test_constants_and_copies_earn_nothing() -> None:
    for i in range(8):
        problem = InductionSet()[i]
        gold = node(problem.scm, problem.target)
        head = gold.source.splitlines()[0]
        for result in (*map(literal, gold.support), *gold.parents):
            assert problem.score(f"<answer>{head}\n    return {result}</answer>").reward == 0.0


def test_single_edits_earn_less_unless_they_change_nothing() -> None:
    lower = 0
    for i in range(60):
        problem = InductionSet()[i % 12]
        gold = node(problem.scm, problem.target)
        mutant = node(edited(problem.scm, Stream("induced", i)), problem.target)
        verdict = problem.score(f"<answer>{mutant.source}</answer>")
        assert verdict.reward is not None
        if verdict.reward < 1:
            assert mutant.source != gold.source and verdict.reward <= 0.5
            lower += 1
        assert (mutant.source != gold.source) or verdict.reward == 1.0
    assert lower > 3


def test_other_names_are_refused_with_a_reason() -> None:
    problem = InductionSet()[0]
    gold = node(problem.scm, problem.target)
    assert "was not asked for" in problem.score(f"<answer>{gold.source.replace(gold.name, 'other')}</answer>").reason
    head = gold.source.splitlines()[0].replace(gold.parents[0], f"{gold.parents[0]}_2")
    assert problem.score(f"<answer>{head}\n    return 1</answer>").reward == 0.0


def test_problems_are_reproducible_and_round_trip() -> None:
    problem = InductionSet(seed=2)[5]
    assert problem == InductionSet(seed=2)[5] and problem.id == InductionSet(seed=2)[5].id
    assert problem.id.startswith("induction-")
    assert InductionProblem.from_json(problem.to_json()) == problem


def test_the_reward_reads_the_target() -> None:
    row = InductionSet()[1].row()
    texts = [row["solution"], "<answer>x</answer>"]
    assert rewards.correct(texts, [row["gold"]] * 2) == [1.0, 0.0]
    assert rewards.format(texts, [row["gold"]] * 2) == [0.0, -1.0]


def test_what_cannot_be_induced_is_refused() -> None:
    scm = SCM.from_source("u: Uniform(0, 3)\n\ndef x(u) -> Integer(0, 3):\n    return u\n")
    with pytest.raises(SCMError, match="no mechanism can be induced"):
        InductionProblem.make(scm)
