"""`causim generate`: problems as JSON lines, to a folder that can be taken up again or to stdout."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from causim_env.cli.common import (
    Description,
    Json,
    Kinds,
    Levels,
    Ray,
    Seed,
    Simulators,
    Split,
    formal_kind,
    kinds_of,
    problem_set,
    progress,
    say,
    say_json,
)

if TYPE_CHECKING:
    from causim_env.formalization.problem import FormalizationSet
    from causim_env.generation import Place
    from causim_env.problems import ProblemSet
    from causim_env.shards import Row


def generate(
    n: Annotated[int, typer.Option("-n", help="How many problems of each level.")] = 100,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The folder to write; stdout if left out.")] = None,
    split: Split = "train",
    seed: Seed = 0,
    level: Levels = [3],  # noqa: B006
    kind: Kinds = None,
    representation: Description = None,
    simulators: Simulators = None,
    shard_size: Annotated[int, typer.Option(help="Problems in one file.")] = 5000,
    format: Annotated[str, typer.Option(help="jsonl or parquet.")] = "jsonl",
    ray: Ray = False,
    shard: Annotated[int, typer.Option(help="Which part of the files to write, from 0; see --num-shards.")] = 0,
    num_shards: Annotated[
        int, typer.Option(help="Parts, written by as many runs; a last one without this puts them together.")
    ] = 1,
    as_json: Json = False,
) -> None:
    """Make problems. A folder gets shards and a manifest; a stopped run goes on where it was.

    Examples: causim generate -n 1000 --split test-iid --level 2 --level 3 -o data/test;
    causim generate -n 1000000 -o data/big --format parquet --ray;
    causim generate -n 1000000 -o data/big --shard 3 --num-shards 8;
    causim generate -n 200 --simulators runs/clinic -o data/clinic;
    causim generate -n 500 --kind formalization --representation story -o data/told;
    causim generate -n 50 --kind formalization --simulators runs/clinic -o data/clinic-told
    """
    from causim_env.generation import Settings, rows_on_ray
    from causim_env.problems import read_simulators
    from causim_env.shards import write_shards

    if n < 1:
        raise ValueError(f"-n {n}: write how many problems, at least 1")
    if not 0 <= shard < num_shards:
        raise ValueError(f"--shard {shard} of --num-shards {num_shards}: write a number from 0 to {num_shards - 1}")
    levels = tuple(dict.fromkeys(level))
    if ray and simulators is not None:
        raise ValueError("--ray draws SCMs: leave it out, or leave out --simulators")
    scms = read_simulators(simulators) if simulators is not None else []
    formal = formal_kind(kind)
    shown: str | tuple[str, ...] = representation or "code"
    sets: Mapping[int, ProblemSet | FormalizationSet]
    if formal:
        from causim_env.formalization.sets import SETS, formal_set

        shown = (representation,) if representation else SETS[formal].offered
        sets = {one: formal_set(formal, split, seed, one, shown, scms=scms) for one in levels}
    else:
        sets = {one: problem_set(split, seed, one, kind, representation, scms) for one in levels}
    named = (formal,) if formal else kinds_of(kind)
    settings = Settings(split, seed, levels, named, shown, n, shard_size, format, sets[levels[0]].content)

    def rows_here(places: Iterable[Place]) -> Iterator[Row]:
        return (sets[one][index].to_json() for one, index in places)

    rows = rows_on_ray(settings) if ray else rows_here
    if out is None:
        for row in rows([(one, index) for one in levels for index in range(n)]):
            say(json.dumps(row))
        return
    with progress("problems", -(-n * len(levels) // num_shards)) as advance:
        manifest = write_shards(out, settings, rows, advance, (shard, num_shards))
    if as_json:
        say_json({"folder": str(out), **manifest})
    else:
        made = sum(file["rows"] for file in manifest["shards"])  # type: ignore[attr-defined]
        say(f"{made} problems in {out}, content {str(manifest['content_sha256'])[:12]}")
