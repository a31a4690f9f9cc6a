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
    Simulators,
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
    from causim_env.problems import Problem
    from causim_env.queries import Query
    from causim_env.render.clusters import Cluster
    from causim_env.scm import SCM, Endogenous, Exogenous


def show(
    scm: Annotated[Path | None, typer.Argument(help="An SCM file; without one a problem is shown.")] = None,
    index: Annotated[int, typer.Option(help="Which problem.")] = 0,
    split: Split = "train",
    seed: Seed = 0,
    level: Level = 3,
    kind: Kinds = None,
    representation: Representation = "code",
    simulators: Simulators = None,
    svg: Annotated[Path | None, typer.Option(help="Also write the picture to this file.")] = None,
    cluster: Annotated[
        str | None,
        typer.Option(help="Show the inside of this cluster of a large SCM, or of the one with this variable."),
    ] = None,
    whole: Annotated[bool, typer.Option("--all", help="Show every variable, however large the SCM is.")] = False,
    solution: Annotated[bool, typer.Option(help="Also show the worked solution.")] = False,
    as_json: Json = False,
) -> None:
    """Draw an SCM file, or one problem with its SCM; of a large SCM its clusters, or one of them.

    Examples: causim show --level 4 --kind counterfactual --index 7 --svg problem.svg --solution;
    causim author --nodes 300 --out large.scm; causim show large.scm --svg large.svg;
    causim show large.scm --cluster queue_length --svg queue.svg
    """
    from causim_env.render import register
    from causim_env.render.clusters import is_large

    if cluster is not None and whole:
        raise ValueError(f"--all and --cluster {cluster}: write one of them")
    query = problem = None
    if scm is not None:
        model = read_scm(scm)
    else:
        problem = _problem(index, split, seed, level, kind, representation, simulators)
        model, query = problem.scm, problem.query
    one = None if cluster is None else _cluster(model, cluster)
    by_clusters = one is None and not whole and is_large(model)
    if as_json:
        say_json((problem or model).to_json())
    else:
        if problem is not None:
            shortened = by_clusters or one is not None
            asked = register(problem.representation).render_query(model, problem.query)
            say((asked if shortened else problem.prompt) + "\n")
        if by_clusters:
            draw_clusters(model, query)
        else:
            draw(model, query, one)
        if problem is not None:
            say(f"answer: {problem.answer.text()}")
            if solution:
                say("\n" + problem.solution)
    if svg is not None:
        from causim_env.render import picture

        write_text(svg, picture.overview(model, query) if by_clusters else picture.svg(model, query, one))


def _problem(
    index: int,
    split: str,
    seed: int,
    level: int,
    kind: list[str] | None,
    representation: str,
    simulators: Path | None,
) -> Problem:
    from causim_env.problems import read_simulators

    if index < 0:
        raise ValueError(f"--index {index}: write 0 or more")
    scms = read_simulators(simulators) if simulators is not None else []
    return problem_set(split, seed, level, kind, representation, scms)[index]


def _cluster(scm: SCM, name: str) -> Cluster:
    """Return the cluster that a variable is in."""
    from causim_env.render.clusters import clusters

    found = clusters(scm)
    for cluster in found:
        if name in cluster.variables:
            return cluster
    raise ValueError(f"--cluster {name}: write one of {', '.join(c.name for c in found)}, or a variable")


def draw(scm: SCM, query: Query | None = None, cluster: Cluster | None = None) -> None:
    """Draw an SCM in the terminal: layer by layer, parents above children.

    Args:
        scm: The SCM.
        query: A query, whose variables are marked.
        cluster: Draw only these variables, and list what they read and who reads them in other clusters.
    """
    from rich.markup import escape

    from causim_env.render.layout import depths

    variables: list[Exogenous | Endogenous] = [*scm.variables]
    depth = depths({variable.name: scm.parents(variable.name) for variable in variables})
    if cluster is not None:
        variables = [scm[name] for name in cluster.variables]
    title = scm.doc if cluster is None else f"cluster {cluster.name} ({len(variables)} of {len(scm.names)} variables)"
    rows = table("variable", "values", "reads", "means", title=escape(title) or None)
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
    if cluster is not None:
        _say_outside(scm, cluster)
    _say_query(query)


def draw_clusters(scm: SCM, query: Query | None = None) -> None:
    """Draw a large SCM in the terminal: one row for each cluster, those first that others read."""
    from rich.markup import escape

    from causim_env.render.clusters import alone, arrows, clusters, homes

    found = clusters(scm)
    counts = arrows(scm, homes(found))
    heads = ["cluster", "variables", "inputs", "edges", "reads", "is read by"]
    rows = table(*heads, *(["in the query"] if query is not None else []), title=escape(scm.doc) or None)
    for cluster in found:
        name = cluster.name
        inputs = sum(map(scm.is_exogenous, cluster.variables))
        reads = ", ".join(f"{a} ({n})" for (a, b), n in counts.items() if b == name != a)
        read_by = ", ".join(f"{b} ({n})" for (a, b), n in counts.items() if a == name != b)
        asked = []
        if query is not None:
            given = alone(scm, query)
            asked = [", ".join(_marked(scm[one], query) for one in cluster.variables if one in given)]
        size = len(cluster.variables) - inputs
        rows.add_row(name, str(size), str(inputs), str(counts[name, name]), reads, read_by, *asked)
    console().print(rows)
    inside = sum(n for (a, b), n in counts.items() if a == b)
    say(
        f"{len(scm.endogenous)} variables and {len(scm.exogenous)} inputs in {len(found)} clusters; "
        f"{inside} causal edges inside, {counts.total() - inside} between them"
    )
    say("one cluster: --cluster NAME; every variable: --all")
    _say_query(query)


def _say_outside(scm: SCM, cluster: Cluster) -> None:
    """List the parents and children that a cluster has in other clusters."""
    from causim_env.render.clusters import clusters, homes

    home = homes(clusters(scm))
    for words, step in (("reads from other clusters", scm.parents), ("is read in other clusters by", scm.children)):
        near = dict.fromkeys(other for name in cluster.variables for other in step(name))
        outside = [f"{name} (cluster {home[name]})" for name in near if home[name] != cluster.name]
        say(f"{words}: {', '.join(outside) or 'nothing'}")


def _say_query(query: Query | None) -> None:
    if query is None:
        return
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
