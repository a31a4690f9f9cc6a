"""No hostile completion earns anything, whatever the gold answer and whoever scores it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

import pytest

from causim_env import rewards
from causim_env.answers import Answer, score
from causim_env.attacks import ATTACKS, Target, run

if TYPE_CHECKING:
    from causim_env.problems import Problem
    from causim_env.queries import Kind

PROMPT = "What is x? End with your answer between tags, such as <answer>...</answer>."
GOLDS = [
    "7",
    "0",
    "1",
    "-3",
    "1/3",
    "true",
    "false",
    "clay",
    "heavy clay",
    '"<5"',
    '"5"',
    '"true"',
    "{3}",
    "{0, 1}",
    "{1, 2, 5}",
    "{true}",
    "{false, true}",
    "{clay}",
    '{clay, "Asy/Patch"}',
    "{1: 1}",
    "{true: 1}",
    "{0: 1/6, 1: 1/3, 2: 1/2}",
    "{false: 1/2, true: 1/2}",
    '{"a\\"b": 1/2, c: 1/2}',
    "undetermined",
]
KINDS = ("association", "deduction", "abduction", "intervention", "counterfactual")
REPRESENTATIONS = ("code", "equations", "prose", "table")


def test_the_suite_is_large_and_its_names_are_unique() -> None:
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)
    for kind in ("value", "set", "distribution", "undetermined"):
        assert sum(kind in attack.kinds for attack in ATTACKS) >= 60


@pytest.mark.parametrize("text", GOLDS)
@pytest.mark.parametrize("scorer", ["score", "rewards.correct"])
def test_every_attack_earns_zero_at_once(text: str, scorer: str) -> None:
    gold = Answer.from_text(text)
    row = gold.dumps()
    judges: dict[str, Callable[[object], float | None]] = {
        "score": lambda completion: score(completion, gold).reward,
        "rewards.correct": lambda completion: rewards.correct([completion], [row])[0],
    }
    assert judges[scorer](gold.block()) == 1.0
    assert [outcome for outcome in run(PROMPT, gold, judges[scorer]) if outcome.fault] == []


@pytest.mark.parametrize("text", GOLDS)
def test_the_format_reward_never_pays(text: str) -> None:
    gold = Answer.from_text(text)
    row = gold.dumps()
    fitting = [attack for attack in ATTACKS if gold.kind in attack.kinds]
    completions = [attack.build(Target(PROMPT, gold)) for attack in fitting]
    assert set(rewards.format(completions, [row] * len(completions))) <= {0.0, -1.0}


def test_the_runner_reports_what_it_finds() -> None:
    gold = Answer("value", 7)

    def gullible(completion: object) -> float | None:
        if not isinstance(completion, str):
            raise TypeError
        return 1.0 if "7" in completion else None if "8" in completion else 0.0

    faults = {outcome.attack: outcome.fault for outcome in run(PROMPT, gold, gullible)}
    assert faults["bare_answer"] == "earned 1.0"
    assert faults["wrong"] == "earned None"
    assert faults["none"] == "raised TypeError"
    assert faults["wildcard"] == ""


@pytest.mark.parametrize("representation", REPRESENTATIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_real_problems_pay_for_their_solution_only(kind: str, representation: str) -> None:
    from causim_env.problems import ProblemSet

    chosen = ProblemSet(level=2, kinds=(cast("Kind", kind),), representation=representation)
    for index in range(2):
        problem = chosen[index]
        assert problem.score(problem.solution).reward == 1.0
        outcomes = run(problem.prompt, problem.answer, partial(_reward, problem))
        assert [outcome for outcome in outcomes if outcome.fault] == []


def _reward(problem: Problem, completion: object) -> float | None:
    return problem.score(cast(str, completion)).reward
