"""What a model can already do, problem by problem, and which problems it can learn from.

A problem that is solved always or never teaches nothing. What it may teach in between is 4p(1-p). The rate p is not
known; k attempts of which s are right give the mean of 4p(1-p) under Beta(s + 1, k - s + 1), from a uniform prior.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from causim_env.evaluation.completion import Completion
from causim_env.evaluation.local import LocalModel
from causim_env.files import read_rows, write_rows
from causim_env.problems import Problem


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


def learnability(successes: int, n: int) -> float:
    """The mean of 4p(1-p) under Beta(successes + 1, n - successes + 1)."""
    a, b = successes + 1, n - successes + 1
    return 4 * a * b / ((a + b) * (a + b + 1))


def attempt(model: LocalModel, problems: Sequence[Problem], k: int) -> list[Attempts]:
    """Lets a model try every problem k times."""
    prompts = [problem.prompt for problem in problems for _ in range(k)]
    got: dict[int, Completion] = {}
    model.complete_prompts(prompts, lambda place, completion: got.update({place: completion}))
    found = []
    for i, problem in enumerate(problems):
        texts = [got[i * k + j].text for j in range(k)]
        verdicts = [(text, problem.score(text)) for text in texts if text is not None]
        right = [text for text, verdict in verdicts if verdict.correct]
        judged = sum(verdict.reward is not None for _, verdict in verdicts)
        found.append(Attempts(problem, tuple(dict.fromkeys(right)), len(right), judged))
    return found


def keep(attempts: Sequence[Attempts], most: int) -> list[Attempts]:
    """The problems that teach most, at most so many, in the order in which they were posed."""
    ranked = sorted(range(len(attempts)), key=lambda i: (-attempts[i].learnable, i))
    return [attempts[i] for i in sorted(ranked[:most]) if attempts[i].learnable > 0]


def write_attempts(path: Path, attempts: Iterable[Attempts]) -> None:
    """One line of JSON each."""
    write_rows(
        path,
        (
            {"problem": one.problem.to_json(), "right": one.right, "successes": one.successes, "n": one.n}
            for one in attempts
        ),
    )


def read_attempts(path: Path) -> list[Attempts]:
    """What `write_attempts` wrote."""
    rows = cast("Iterable[dict[str, Any]]", read_rows(path))
    return [
        Attempts(Problem.from_json(row["problem"]), tuple(row["right"]), row["successes"], row["n"]) for row in rows
    ]
