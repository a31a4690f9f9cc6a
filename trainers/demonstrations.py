"""What an imperfect demonstration says in place of the worked solution: the bare answer, or a wrong one."""

from __future__ import annotations

from fractions import Fraction

from causim_env.answers import Answer
from causim_env.formalization.floors import FLOORS
from causim_env.formalization.reference import reference
from causim_env.problems import Problem
from causim_env.streams import Stream
from trainers.kinds import AnyProblem


def terse(problem: AnyProblem) -> str:
    """The answer without its working; a program has none."""
    return problem.answer.block() if isinstance(problem, Problem) else problem.solution


def wrong(problem: AnyProblem, stream: Stream) -> str:
    """An answer of the form that was asked, and not the right one."""
    return _answer(problem, stream).block() if isinstance(problem, Problem) else _program(problem)


def _answer(problem: Problem, stream: Stream) -> Answer:
    support = [*problem.scm[problem.query.target].support]
    for value in stream.shuffled(support):
        match problem.query.asked:
            case "value":
                answer = Answer("value", value)
            case "set":
                answer = Answer("set", frozenset([value]))
            case _:
                answer = Answer("distribution", {value: Fraction(1)})
        if answer != problem.answer:
            return answer
    return Answer("undetermined", None)


def _program(problem: AnyProblem) -> str:
    """Constants in place of mechanisms, or the prompt's example where constants are right."""
    assert not isinstance(problem, Problem)
    return FLOORS["constant" if reference(problem.scm).telling else "example"](problem)
