"""`causim attack`: hostile completions against every scorer, hostile programs against every sandbox."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import partial
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
    from causim_env.sandbox import Runtime

Faults = list[dict[str, object]]


def attack(
    n: Annotated[int, typer.Option("-n", help="How many problems of each level.")] = 20,
    split: Split = "train",
    seed: Seed = 0,
    level: Levels = [3],  # noqa: B006
    kind: Kinds = None,
    representation: Representation = "code",
    only: Annotated[str, typer.Option(help="answers or sandbox; both by default.")] = "",
    runtime: Annotated[list[str] | None, typer.Option(help="A sandbox. Repeat for several; all by default.")] = None,
    seconds: Annotated[float, typer.Option(help="The sandboxes' own time limit.")] = 2.0,
    as_json: Json = False,
) -> None:
    """Run every hostile completion and every hostile program; exit 1 if one gets through.

    A completion must earn nothing, raise nothing and take no time. A program must be stopped, both by the static
    check and by the sandbox behind it, in time, and must not spoil the next call.

    Example: causim attack -n 50 --level 2 --level 5 --representation prose

    Example: causim attack --only sandbox --runtime worker
    """
    if only not in ("", "answers", "sandbox"):
        raise ValueError(f"--only {only}: write answers or sandbox")
    tried: dict[str, int] = defaultdict(int)
    found: dict[str, dict[str, object]] = {}
    faults: Faults = []
    if only != "sandbox":
        problems = problems_of(split, seed, level, kind, representation, n)
        for problem in tracked(problems, "problems", n * len(level)):
            _attack_scorer(problem, tried, faults)
    if only != "answers":
        for name, start in _sandboxes(runtime, seconds).items():
            found[name] = _attack_sandbox(name, start, faults)
    if as_json:
        say_json({"tried": tried, "runtimes": found, "faults": faults})
    else:
        _show(tried, found, faults)
    raise typer.Exit(1 if faults else 0)


def _attack_scorer(problem: Problem, tried: dict[str, int], faults: Faults) -> None:
    from causim_env.attacks import run

    def reward(completion: object) -> float | None:
        return problem.score(cast(str, completion)).reward

    for outcome in run(problem.prompt, problem.answer, reward):
        tried[outcome.family] += 1
        if outcome.fault:
            faults.append({"problem": problem.id, "attack": outcome.attack, "fault": outcome.fault})


def _sandboxes(names: list[str] | None, seconds: float) -> dict[str, Callable[[], Runtime]]:
    from causim_env.sandbox import runtimes

    known = runtimes()
    for name in names or ():
        if name not in known:
            raise ValueError(f"--runtime {name}: write one of {', '.join(known)}")
    if not seconds > 0:
        raise ValueError(f"--seconds {seconds}: write a positive number")
    return {name: partial(start, seconds) for name, start in known.items() if not names or name in names}


def _attack_sandbox(name: str, start: Callable[[], Runtime], faults: Faults) -> dict[str, object]:
    from causim_env.attacks.programs import PROGRAMS
    from causim_env.attacks.sandbox import assault, summary

    with start() as runtime:
        attempts = list(tracked(assault(runtime), f"programs against {name}", 2 * len(PROGRAMS)))
        walls = dict(runtime.limits())
    for attempt in attempts:
        if attempt.fault or attempt.poisoned:
            fault = attempt.fault or "spoilt the next call"
            faults.append({"problem": f"{name}, {attempt.door}", "attack": attempt.program, "fault": fault})
    return {**summary(attempts), "limits": walls}


def _show(tried: dict[str, int], found: dict[str, dict[str, object]], faults: Faults) -> None:
    if tried:
        rows = table("family", "completions tried")
        for family, count in tried.items():
            rows.add_row(family, str(count))
        console().print(rows)
    if found:
        rows = table("sandbox", "programs", "stopped", "spoilt later calls", "slowest, ms")
        for name, figures in found.items():
            shown = (str(figures[key]) for key in ("payloads", "stopped", "poisoned", "slowest_ms"))
            rows.add_row(name, *shown)
        console().print(rows)
    for fault in faults[:20]:
        console().print(f"{fault['problem']}: {fault['attack']} {fault['fault']}")
    console().print(f"{len(faults)} faults")
