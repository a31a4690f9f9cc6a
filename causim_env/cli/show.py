"""`causim show`: an SCM, or a problem with its SCM, drawn in the terminal and as SVG."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from causim_env.cli.common import (
    Json,
    Kinds,
    Level,
    Representation,
    Seed,
    Split,
    console,
    plain,
    problem_set,
    read_scm,
    say,
    say_json,
    shown,
    table,
)
from causim_env.files import write_text

if TYPE_CHECKING:
    from causim_env.queries import Query
    from causim_env.scm import SCM, Endogenous, Exogenous


def show(
    scm: Annotated[Path | None, typer.Argument(help="An SCM file; without one a problem is shown.")] = None,
    index: Annotated[int, typer.Option(help="Which problem.")] = 0,
    split: Split = "train",
    seed: Seed = 0,
    level: Level = 3,
    kind: Kinds = None,
    representation: Representation = "code",
    svg: Annotated[Path | None, typer.Option(help="Also write the picture to this file.")] = None,
    solution: Annotated[bool, typer.Option(help="Also show the worked solution.")] = False,
    as_json: Json = False,
) -> None:
    """Draw an SCM file, or one problem with its SCM.

    Example: causim show --level 4 --kind counterfactual --index 7 --svg problem.svg --solution
    """
    if scm is not None:
        model, query = read_scm(scm), None
        if as_json:
            say_json(model.to_json())
        else:
            draw(model)
    else:
        if index < 0:
            raise ValueError(f"--index {index}: write 0 or more")
        problem = problem_set(split, seed, level, kind, representation)[index]
        model, query = problem.scm, problem.query
        if as_json:
            say_json(problem.to_json())
        else:
            say(problem.prompt + "\n")
            draw(model, query)
            say(f"answer: {problem.answer.text()}")
            if solution:
                say("\n" + problem.solution)
    if svg is not None:
        from causim_env.render.picture import svg as picture

        write_text(svg, picture(model, query))


def draw(scm: SCM, query: Query | None = None) -> None:
    """Draw an SCM in the terminal: layer by layer, parents above children."""
    from rich.markup import escape

    from causim_env.render.layout import depths

    variables: list[Exogenous | Endogenous] = [*scm.exogenous, *scm.order]
    depth = depths({variable.name: scm.parents(variable.name) for variable in variables})
    rows = table("variable", "values", "reads", "means", title=escape(scm.doc) or None)
    variables.sort(key=lambda variable: depth[variable.name])
    for variable, below in zip_longest(variables, variables[1:]):
        name = variable.name
        arrows = " ".join(scm.parents(name))
        if arrows:
            cut = query is not None and name in query.do
            arrows = f"← [strike]{arrows}[/]" if cut else f"← {arrows}"
        doc = variable.doc.partition(". ")[0].rstrip(".")
        ends = below is not None and depth[below.name] != depth[name]
        rows.add_row(_marked(variable, query), escape(_values(variable)), arrows, escape(doc), end_section=ends)
    console().print(rows)
    if query is not None:
        for word, given in (("observed", query.evidence), ("set", query.do)):
            if given:
                say(f"{word}: {shown(given)}")
        say(f"asked: {query.asked} of {query.target} ({query.kind}, rung {query.rung})")


def _values(variable: Exogenous | Endogenous) -> str:
    from causim_env.scm import Exogenous

    text = f"~ {variable.distribution.text()}" if isinstance(variable, Exogenous) else variable.domain.text()
    return text if len(text) <= 60 else text[:57] + "..."


def _marked(variable: Exogenous | Endogenous, query: Query | None) -> str:
    name = variable.name
    style, text = "default", name
    if query is not None:
        if name in query.evidence:
            style, text = "cyan", f"{text} = {plain(query.evidence[name])}"
        if name in query.do:
            style, text = "yellow", f"{text} := {plain(query.do[name])}"
        if name == query.target:
            style, text = "bold green", f"{text} ?"
    return f"[{style}]{text}[/]"
