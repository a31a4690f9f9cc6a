"""Floors and the ceiling: what answers earn that no model had to think for.

`constant` gives the most frequent gold answer of each kind and level, the best that any constant can
do with hindsight. `random` draws an answer of the asked form. Each shortcut skips a part of the
question. `oracle` gives the worked solution. Questions from elsewhere come without an SCM, so they have
a constant and an oracle alone. Where programs are asked for, the shortcuts are programs without knowledge of the
system, and `constant` gives for every mechanism its best constant.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from fractions import Fraction

from causim_env.answers import Answer
from causim_env.evaluation.completion import Completion
from causim_env.evaluation.item import Item, Question, items
from causim_env.evaluation.predictions import Prediction, judge
from causim_env.formalization.floors import FLOORS
from causim_env.formalization.problem import FormalizationProblem
from causim_env.problems import Problem
from causim_env.queries import Query
from causim_env.queries.shortcuts import SHORTCUTS
from causim_env.streams import Stream

BASELINES = ("constant", "random", "shortcuts", "oracle")


def baseline(name: str, asked: Sequence[Question]) -> dict[str, list[Prediction]]:
    """Score a baseline.

    Returns:
        The predictions by name. For `shortcuts` there is one entry for each, over the problems where it
        skips something, and the best constant to hold them against.

    Raises:
        ValueError: If there is no such baseline, or it does not fit what is asked.
    """
    if name not in BASELINES:
        raise ValueError(f"baseline {name!r} does not exist: write one of {', '.join(BASELINES)}")
    all_items = items(asked)
    programs = [item.problem for item in all_items if isinstance(item.problem, FormalizationProblem)]
    if programs and len(programs) < len(all_items):
        raise ValueError("formalization or induction among other kinds: evaluate each in a run of its own")
    if programs and name != "oracle":
        return _programs(name, programs)
    if name in ("constant", "oracle"):
        policy = _constant(all_items) if name == "constant" else _oracle
        return {name: _judged(name, all_items, policy)}
    problems = [item.problem for item in all_items if isinstance(item.problem, Problem)]
    if len(problems) < len(all_items):
        raise ValueError(f"baseline {name} needs SCMs, which these questions have none of: write constant or oracle")
    if name == "random":
        return {name: [_judge(name, problem, _random(problem)) for problem in problems]}
    floors = baseline("constant", asked)
    for shortcut in SHORTCUTS:
        skipping = [problem for problem in problems if _skips(shortcut, problem.query)]
        floors[shortcut] = [_judge(shortcut, problem, _shortcut(shortcut, problem)) for problem in skipping]
    return floors


def _programs(name: str, asked: Sequence[FormalizationProblem]) -> dict[str, list[Prediction]]:
    if name == "random":
        raise ValueError("baseline random draws no programs: write constant, shortcuts or oracle")
    chosen = FLOORS if name == "shortcuts" else {name: FLOORS[name]}
    return {one: [_judge(one, problem, policy(problem)) for problem in asked] for one, policy in chosen.items()}


def _judged(name: str, asked: Sequence[Item], policy: Callable[[Item], str]) -> list[Prediction]:
    return [_judge(name, item, policy(item)) for item in asked]


def _judge(name: str, asked: Question, text: str) -> Prediction:
    return judge(asked, Completion(text, "stop"), name)


def _oracle(item: Item) -> str:
    return item.solution


def _constant(asked: Sequence[Item]) -> Callable[[Item], str]:
    golds: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for item in asked:
        golds[item.kind, item.level][item.block] += 1
    best = {group: counts.most_common(1)[0][0] for group, counts in golds.items()}
    return lambda item: best[item.kind, item.level]


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


def _shortcut(name: str, problem: Problem) -> str:
    answer = SHORTCUTS[name](problem.scm, problem.query)
    return "" if answer is None else answer.block()
