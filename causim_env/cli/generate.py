"""`causim generate`: problems as JSON lines, to a folder that can be taken up again or to stdout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from causim_env.cli.common import (
    Json,
    Kinds,
    Levels,
    Representation,
    Seed,
    Simulators,
    Split,
    kinds_of,
    problem_set,
    problems_of,
    progress,
    say,
    say_json,
)


def generate(
    n: Annotated[int, typer.Option("-n", help="How many problems of each level.")] = 100,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The folder to write; stdout if left out.")] = None,
    split: Split = "train",
    seed: Seed = 0,
    level: Levels = [3],  # noqa: B006
    kind: Kinds = None,
    representation: Representation = "code",
    simulators: Simulators = None,
    shard_size: Annotated[int, typer.Option(help="Problems in one file.")] = 5000,
    as_json: Json = False,
) -> None:
    """Make problems. A folder gets JSON-lines shards and a manifest; a stopped run goes on where it was.

    Examples: causim generate -n 1000 --split test-iid --level 2 --level 3 -o data/test;
    causim generate -n 200 --simulators runs/clinic -o data/clinic
    """
    from causim_env.problems import SimulatorSet, read_simulators
    from causim_env.shards import Settings, write_shards

    scms = read_simulators(simulators) if simulators is not None else []
    if out is None:
        for problem in problems_of(split, seed, level, kind, representation, n, scms):
            say(json.dumps(problem.to_json()))
        return
    if n < 1 or shard_size < 1:
        raise ValueError(f"-n {n} and --shard-size {shard_size}: write numbers of at least 1")
    levels = tuple(dict.fromkeys(level))
    sets = {one: problem_set(split, seed, one, kind, representation, scms) for one in levels}
    first = sets[levels[0]]
    content = first.content if isinstance(first, SimulatorSet) else ""
    settings = Settings(split, seed, levels, kinds_of(kind), representation, n, shard_size, content)
    with progress("problems", n * len(levels)) as advance:
        manifest = write_shards(out, settings, lambda one, index: sets[one][index], advance)
    if as_json:
        say_json({"folder": str(out), **manifest})
    else:
        say(f"{n * len(levels)} problems in {out}, content {str(manifest['content_sha256'])[:12]}")
