"""What a model can already do, problem by problem, and which problems it can learn from.

A problem that is solved always or never teaches nothing. What it may teach in between is 4p(1-p). The rate p is not
known; n attempts of which s are right leave Beta(s + 1, n - s + 1) of it, from a uniform prior, and the mean of 4p(1-p)
under that is the learnability. Problems are ranked by it less one standard deviation of 4p(1-p), which holds back those
that were tried less often; where all were tried equally often, the order is that of the means.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any, cast

from causim_env.evaluation.local import LocalModel
from causim_env.files import read_rows, write_rows
from causim_env.problems import Problem
from trainers.improve.answers import answers


@dataclass(frozen=True, slots=True)
class Attempts:
    """A problem and what the model made of it.

    Attributes:
        problem: The problem.
        right: The distinct completions that were right.
        successes: How many attempts were right.
        n: How many attempts had a verdict.
    """

    problem: Problem
    right: tuple[str, ...]
    successes: int
    n: int

    @property
    def learnable(self) -> float:
        """The posterior mean of 4p(1-p); 0 where all attempts or none were right."""
        if not 0 < self.successes < self.n:
            return 0.0
        return learnability(self.successes, self.n)

    @property
    def rank(self) -> float:
        """What it teaches at the least, so to say: the learnability less one standard deviation of 4p(1-p)."""
        return self.learnable - learnability_deviation(self.successes, self.n)

    @property
    def deviation(self) -> float:
        """The posterior standard deviation of the rate of success."""
        a, b = self.successes + 1, self.n - self.successes + 1
        return sqrt(a * b / (a + b + 1)) / (a + b)


def learnability(successes: int, n: int) -> float:
    """The mean of 4p(1-p) under Beta(successes + 1, n - successes + 1)."""
    a, b = successes + 1, n - successes + 1
    return 4 * a * b / ((a + b) * (a + b + 1))


def learnability_deviation(successes: int, n: int) -> float:
    """The standard deviation of 4p(1-p) under the same."""
    a, b = successes + 1, n - successes + 1
    square = 16 * a * (a + 1) * b * (b + 1) / ((a + b) * (a + b + 1) * (a + b + 2) * (a + b + 3))
    return sqrt(max(0.0, square - learnability(successes, n) ** 2))


def attempt(model: LocalModel, problems: Sequence[Problem], k: int, path: Path) -> list[Attempts]:
    """Lets a model try every problem k times; completions are kept in a file as they come."""
    prompts = [problem.prompt for problem in problems for _ in range(k)]
    got = answers(model, prompts, path)
    found = []
    for i, problem in enumerate(problems):
        texts = got[i * k : (i + 1) * k]
        verdicts = [(text, problem.score(text)) for text in texts if text is not None]
        right = [text for text, verdict in verdicts if verdict.correct]
        judged = sum(verdict.reward is not None for _, verdict in verdicts)
        found.append(Attempts(problem, tuple(dict.fromkeys(right)), len(right), judged))
    return found


def keep(attempts: Sequence[Attempts], most: int) -> list[Attempts]:
    """The problems that teach most, at most so many, in the order in which they were posed."""
    ranked = sorted(range(len(attempts)), key=lambda i: (-attempts[i].rank, i))
    return [attempts[i] for i in sorted([i for i in ranked if attempts[i].learnable > 0][:most])]


def write_attempts(path: Path, attempts: Iterable[Attempts]) -> None:
    """One line of JSON each: what was counted, and what follows from it."""
    write_rows(
        path,
        (
            {
                "problem": one.problem.to_json(),
                "right": one.right,
                "successes": one.successes,
                "n": one.n,
                "learnable": one.learnable,
                "deviation": one.deviation,
            }
            for one in attempts
        ),
    )


def read_attempts(path: Path) -> list[Attempts]:
    """What `write_attempts` wrote."""
    rows = cast("Iterable[dict[str, Any]]", read_rows(path))
    return [
        Attempts(Problem.from_json(row["problem"]), tuple(row["right"]), row["successes"], row["n"]) for row in rows
    ]
