"""`causim attack`: hostile completions against the scorer of every problem; none may earn anything."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Annotated, cast

import typer

from causim_env.cli.common import (
    Json,
    Kinds,
    Levels,
    Representation,
    Seed,
    Split,
    console,
    problems_of,
    say_json,
    table,
    tracked,
)

if TYPE_CHECKING:
    from causim_env.problems import Problem


def attack(
    n: Annotated[int, typer.Option("-n", help="How many problems of each level.")] = 20,
    split: Split = "train",
    seed: Seed = 0,
    level: Levels = [3],  # noqa: B006
    kind: Kinds = None,
    representation: Representation = "code",
    as_json: Json = False,
) -> None:
    """Run every hostile completion; exit 1 if one earns a reward, raises, or takes long.

    Example: causim attack -n 50 --level 2 --level 5 --representation prose
    """
    from causim_env.attacks import run

    tried: dict[str, int] = defaultdict(int)
    faults: list[dict[str, object]] = []
    problems = problems_of(split, seed, level, kind, representation, n)
    for problem in tracked(problems, "problems", n * len(level)):

        def reward(completion: object, problem: Problem = problem) -> float | None:
            return problem.score(cast(str, completion)).reward

        for outcome in run(problem.prompt, problem.answer, reward):
            tried[outcome.family] += 1
            if outcome.fault:
                faults.append({"problem": problem.id, "attack": outcome.attack, "fault": outcome.fault})
    if as_json:
        say_json({"tried": tried, "faults": faults})
    else:
        rows = table("family", "completions tried")
        for family, count in tried.items():
            rows.add_row(family, str(count))
        console().print(rows)
        for fault in faults[:20]:
            console().print(f"{fault['problem']}: {fault['attack']} {fault['fault']}")
        console().print(f"{len(faults)} faults")
    raise typer.Exit(1 if faults else 0)
