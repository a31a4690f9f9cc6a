"""`causim solve`: the exact answer to one query on one SCM, or to every problem of a dataset."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, cast

import typer

from causim_env.cli.backends import refuse_strangers
from causim_env.cli.common import (
    Json,
    Ray,
    assignments,
    console,
    kinds_of,
    plain,
    problem_files,
    progress,
    read_scm,
    say,
    say_json,
    table,
)

SHOWN = 20
_ONE = ("ctx", "file", "target", "kind", "evidence", "do", "ask", "as_json")
_MANY = ("ctx", "file", "out", "shard_size", "format", "processes", "ray", "as_json")


def solve(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            help="An SCM: its text, .json, or a network as .bif. Or problems: a .jsonl or .parquet file, or a folder."
        ),
    ],
    target: Annotated[str, typer.Option(help="The variable asked about.")] = "",
    kind: Annotated[str, typer.Option(help="The kind of query.")] = "association",
    evidence: Annotated[list[str] | None, typer.Option("--evidence", "-e", help="Observed: name=value.")] = None,
    do: Annotated[list[str] | None, typer.Option("--do", "-d", help="Set from outside: name=value.")] = None,
    ask: Annotated[
        str | None, typer.Option(help="value, set or distribution; by default as usual for the kind.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Keep the answers to problems in this folder.")
    ] = None,
    shard_size: Annotated[int, typer.Option(help="Answers in one file.")] = 5000,
    format: Annotated[str, typer.Option(help="jsonl or parquet.")] = "jsonl",
    processes: Annotated[int, typer.Option(help="Processes of this machine.")] = 1,
    ray: Ray = False,
    as_json: Json = False,
) -> None:
    """Answer one query exactly; or work out every gold answer of a dataset again, and exit 1 if any is another.

    A folder of answers gets shards and a manifest; a stopped run goes on where it was.

    Examples: causim solve greenhouse.scm --kind counterfactual --target moisture -e moisture=7 -d light=0;
    causim solve data/test --processes 4;
    causim solve data/big -o runs/solved --format parquet --ray
    """
    if file.is_dir() or file.suffix in (".jsonl", ".parquet"):
        refuse_strangers(ctx, _MANY, f"problems ({file})")
        _many(file, out, shard_size, format, processes, ray, as_json)
        return
    refuse_strangers(ctx, _ONE, f"one SCM ({file})")
    from causim_env.queries import Query
    from causim_env.queries import solve as answer_of
    from causim_env.queries.query import Ask

    model = read_scm(file)
    if not target:
        raise ValueError(f"{file}: write the variable asked about after --target")
    query = Query(
        kind=kinds_of([kind])[0],
        target=target,
        evidence=assignments(model, evidence, "--evidence"),
        do=assignments(model, do, "--do"),
        ask=cast("Ask | None", ask),
    )
    answer = answer_of(model, query)
    if as_json:
        say_json({"query": query.to_json(), "answer": answer.to_json(), "text": answer.text()})
    elif isinstance(answer.value, Mapping):
        rows = table(target, "probability", "")
        for value, probability in answer.value.items():
            shown = plain(value) if isinstance(value, bool | int | str) else str(value)
            rows.add_row(shown, str(probability), f"{float(probability):.6f}")
        console().print(rows)
    else:
        say(answer.text())


def _many(
    problems: Path, out: Path | None, shard_size: int, format: str, processes: int, ray: bool, as_json: bool
) -> None:
    """The answers to the problems of a dataset."""
    from causim_env.problems.recomputed import ROWS, contents, recomputed
    from causim_env.shards import Layout, read_shards, write_shards

    if processes < 1:
        raise ValueError(f"--processes {processes}: write a number of at least 1")
    if ray and processes > 1:
        raise ValueError("--ray and --processes both say who works: write one of them")
    files = problem_files(problems)
    held = contents(files, Layout(format, shard_size))
    with tempfile.TemporaryDirectory() as scratch:
        folder = out or Path(scratch)
        with progress("problems", held.n) as advance:
            manifest = write_shards(folder, held, recomputed(files, processes=processes, ray=ray), advance)
        other = [row for _, row in read_shards(folder, ROWS) if not row["agrees"]]
    if as_json:
        kept = {"folder": str(out), **manifest} if out is not None else {}
        say_json({"problems": held.n, "differ": other, **kept})
    else:
        for row in other[:SHOWN]:
            say(f"{row['id']}: {row['reason']}")
        if len(other) > SHOWN:
            say(f"and {len(other) - SHOWN} more")
        found = f"{len(other)} not as recorded" if other else "all as recorded"
        say(f"{held.n} answers worked out again from {problems}: {found}")
    raise typer.Exit(1 if other else 0)
