"""`causim solve`: the exact answer to one query on one SCM."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, cast

import typer

from causim_env.cli.common import Json, assignments, console, kinds_of, plain, read_scm, say, say_json, table


def solve(
    scm: Annotated[Path, typer.Argument(help="An SCM: its text, its .json, or a network as .bif.")],
    target: Annotated[str, typer.Option(help="The variable asked about.")],
    kind: Annotated[str, typer.Option(help="The kind of query.")] = "association",
    evidence: Annotated[list[str] | None, typer.Option("--evidence", "-e", help="Observed: name=value.")] = None,
    do: Annotated[list[str] | None, typer.Option("--do", "-d", help="Set from outside: name=value.")] = None,
    ask: Annotated[
        str | None, typer.Option(help="value, set or distribution; by default as usual for the kind.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Answer one query exactly.

    Example: causim solve greenhouse.scm --kind counterfactual --target moisture -e moisture=7 -d light=0
    """
    from causim_env.queries import Query
    from causim_env.queries import solve as answer_of
    from causim_env.queries.query import Ask

    model = read_scm(scm)
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
