"""Floors and the ceiling: what answers earn that no model had to think for.

`constant` gives the most frequent gold answer of each kind and level, the best that any constant can
do with hindsight. `random` draws an answer of the asked form. Each shortcut skips a part of the
question. `oracle` gives the worked solution. Where programs are asked for, the shortcuts are programs without
knowledge of the system, and `constant` gives for every mechanism its best constant.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeVar

from causim_env.answers import Answer
from causim_env.evaluation.asked import Asked
from causim_env.evaluation.completion import Completion
from causim_env.evaluation.predictions import Prediction, judge
from causim_env.formalization.floors import FLOORS
from causim_env.formalization.problem import FormalizationProblem
from causim_env.problems import Problem
from causim_env.queries import Query
from causim_env.queries.shortcuts import SHORTCUTS
from causim_env.streams import Stream

P = TypeVar("P", Problem, FormalizationProblem)

BASELINES = ("constant", "random", "shortcuts", "oracle")


def baseline(name: str, problems: Sequence[Asked]) -> dict[str, list[Prediction]]:
    """Score a baseline.

    Returns:
        The predictions by name. For queries and `shortcuts` there is one entry for each, over the problems where it
        skips something, and the best constant to hold them against.

    Raises:
        ValueError: If there is no such baseline.
    """
    formal = [problem for problem in problems if isinstance(problem, FormalizationProblem)]
    if formal:
        return _programs(name, formal, len(formal) == len(problems))
    return _answers(name, [problem for problem in problems if isinstance(problem, Problem)])


def _programs(name: str, problems: Sequence[FormalizationProblem], alone: bool) -> dict[str, list[Prediction]]:
    """Baselines of problems whose answers are programs."""
    if not alone:
        raise ValueError("formalization or induction among other kinds: evaluate each in a run of its own")
    if name == "shortcuts":
        return {floor: _judged(floor, problems, policy) for floor, policy in FLOORS.items()}
    policies: dict[str, Callable[[FormalizationProblem], str]] = {
        "constant": FLOORS["constant"],
        "oracle": lambda problem: problem.solution,
    }
    if name not in policies:
        raise ValueError(f"baseline {name!r} of programs does not exist: write constant, shortcuts or oracle")
    return {name: _judged(name, problems, policies[name])}


def _answers(name: str, problems: Sequence[Problem]) -> dict[str, list[Prediction]]:
    if name == "shortcuts":
        floors = _answers("constant", problems)
        for shortcut in SHORTCUTS:
            skipping = [problem for problem in problems if _skips(shortcut, problem.query)]
            floors[shortcut] = _judged(shortcut, skipping, _shortcut(shortcut))
        return floors
    policies: dict[str, Callable[[Problem], str]] = {
        "constant": _constant(problems),
        "random": _random,
        "oracle": lambda problem: problem.solution,
    }
    if name not in policies:
        raise ValueError(f"baseline {name!r} does not exist: write one of {', '.join(BASELINES)}")
    return {name: _judged(name, problems, policies[name])}


def _judged(name: str, problems: Sequence[P], policy: Callable[[P], str]) -> list[Prediction]:
    return [judge(problem, Completion(policy(problem), "stop"), name) for problem in problems]


def _constant(problems: Sequence[Problem]) -> Callable[[Problem], str]:
    golds: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for problem in problems:
        golds[problem.query.kind, problem.nominal][problem.answer.block()] += 1
    best = {group: counts.most_common(1)[0][0] for group, counts in golds.items()}
    return lambda problem: best[problem.query.kind, problem.nominal]


def _random(problem: Problem) -> str:
    """Draw a value, a set that is not empty, or the certainty of one value, all from the support."""
    stream = Stream("baseline", "random", problem.id)
    support = problem.scm[problem.query.target].support
    if problem.query.asked == "set":
        members = [value for value in support if stream.chance(0.5)] or [stream.choice(support)]
        return Answer("set", frozenset(members)).block()
    value = stream.choice(support)
    if problem.query.asked == "distribution":
        return Answer("distribution", {value: Fraction(1)}).block()
    return Answer("value", value).block()


def _skips(shortcut: str, query: Query) -> bool:
    """Whether the shortcut leaves out anything of the question; if not it is no shortcut but the answer."""
    if shortcut == "ignore_evidence":
        return bool(query.evidence)
    if shortcut in ("ignore_do", "see_for_do"):
        return bool(query.do)
    return shortcut != "evidence_under_do" or query.kind == "counterfactual"


def _shortcut(name: str) -> Callable[[Problem], str]:
    def policy(problem: Problem) -> str:
        answer = SHORTCUTS[name](problem.scm, problem.query)
        return "" if answer is None else answer.block()

    return policy
