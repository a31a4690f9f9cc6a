"""`causim author`: new SCMs as text. So far the procedural author, which needs no language model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from causim_env.cli.common import Json, say, say_json, tracked
from causim_env.files import write_rows, write_text


def author(
    n: Annotated[int, typer.Option("-n", help="How many SCMs.")] = 1,
    nodes: Annotated[int, typer.Option(help="Endogenous variables.")] = 5,
    seed: Annotated[int, typer.Option(help="The stream of SCMs.")] = 0,
    domain: Annotated[list[str] | None, typer.Option(help="A domain, such as greenhouse. Repeat for several.")] = None,
    graph: Annotated[
        list[str] | None, typer.Option(help="A graph family, such as collider. Repeat for several.")
    ] = None,
    family: Annotated[list[str] | None, typer.Option(help="A mechanism family. Repeat for several.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="A .jsonl file for many, any other name for the text of one.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write SCMs, drawn by the procedural author.

    Example: causim author --domain greenhouse --nodes 6 --seed 4 --out greenhouse.scm
    """
    from causim_env.authors.procedural import Spec, draw
    from causim_env.streams import Stream

    if n < 1:
        raise ValueError(f"-n {n}: write how many SCMs, at least 1")
    plain = Spec()
    spec = Spec(
        nodes=nodes,
        graphs=tuple(graph or plain.graphs),
        families=tuple(family or plain.families),
        domains=tuple(domain or plain.domains),
    )
    scms = tracked((draw(Stream("author", seed, i), spec) for i in range(n)), "SCMs", n)
    if out is not None and out.suffix == ".jsonl":
        write_rows(out, ({"source": scm.to_source(), "canonical_hash": scm.canonical_hash} for scm in scms))
    elif out is not None:
        if n > 1:
            raise ValueError(f"--out {out}: write a .jsonl file for more than one SCM")
        write_text(out, next(scms).to_source())
    elif as_json:
        say_json([scm.to_json() for scm in scms])
    else:
        say("\n\n".join(scm.to_source().rstrip() for scm in scms))
