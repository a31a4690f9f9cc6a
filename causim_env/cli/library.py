"""`causim library`: the published models, their test vectors and twins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from causim_env.cli.common import Json, console, say, say_json, shown, table, tracked
from causim_env.cli.show import draw

if TYPE_CHECKING:
    from causim_env.library import Entry


def library(
    name: Annotated[str | None, typer.Argument(help="A model or a network; without one they are listed.")] = None,
    twin: Annotated[str, typer.Option(help="Show this twin: named, anonymised or contrary.")] = "named",
    check: Annotated[bool, typer.Option("--check", help="Run the test vectors; exit code 1 if one fails.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the page docs/library.md.")] = False,
    as_json: Json = False,
) -> None:
    """List the published models, show one, or run their test vectors.

    Example: causim library cha2ds2_vasc --twin contrary
    """
    from causim_env.library import load, names

    if markdown:
        from causim_env.library.page import page

        say(page().rstrip("\n"))
    elif check:
        _check([name] if name else list(names()), as_json)
    elif name is not None:
        entry = load(name)
        if as_json:
            say_json({**_facts(entry), "twin": twin, "scm": entry.twin(twin).to_json()})  # type: ignore[arg-type]
        else:
            _show(entry, twin)
    else:
        _list(as_json)


def _list(as_json: bool) -> None:
    from rich.table import Column
    from rich.text import Text

    from causim_env.library import TWINS, load, names, network_names
    from causim_env.library.networks import networks_installed

    entries = [load(name) for name in names()]
    networks = [load(name) for name in network_names()]
    if as_json:
        brief = [{"name": n.name, "title": n.title, "area": n.area, "citation": n.citation} for n in networks]
        say_json({"models": [_facts(e) for e in entries], "networks": brief, "installed": networks_installed()})
        return
    rows = table(*[Column(name, no_wrap=True) for name in ("model", "inputs", "nodes", "vectors")], "source")

    def cut(citation: str) -> Text:
        return Text(citation, no_wrap=True, overflow="ellipsis")

    area = ""
    for entry in sorted(entries, key=lambda entry: (entry.area, entry.name)):
        if entry.area != area:
            area = entry.area
            rows.add_section()
            rows.add_row(f"[bold]{area}[/bold]")
        sizes = [str(len(part)) for part in (entry.scm.exogenous, entry.scm.endogenous, entry.vectors)]
        rows.add_row(entry.name, *sizes, cut(entry.citation))
    rows.add_section()
    rows.add_row("[bold]Bayesian networks[/bold]")
    for entry in networks:
        rows.add_row(entry.name, "", "", "", cut(entry.citation))
    console().print(rows)
    vectors = sum(len(entry.vectors) for entry in entries)
    say(f"{len(entries)} models, {vectors} vectors, {len(networks)} networks; twins: {', '.join(TWINS)}")
    if not networks_installed():
        say("the networks come with pgmpy: pip install 'causim-env[oracle]'")


def _facts(entry: Entry) -> dict[str, object]:
    from causim_env.library import TWINS

    return {
        "name": entry.name,
        "title": entry.title,
        "area": entry.area,
        "citation": entry.citation,
        "about": entry.about,
        "variables": [{"name": n, "meaning": meaning, "values": values} for n, meaning, values in entry.variables()],
        "vectors": [
            {"basis": v.basis, "where": v.where, "given": dict(v.given), "held": dict(v.held), "expect": dict(v.expect)}
            for v in entry.vectors
        ],
        "twins": list(TWINS),
        "content_hash": entry.scm.content_hash,
    }


def _show(entry: Entry, twin: str) -> None:
    from rich.markup import escape

    scm = entry.twin(twin)  # type: ignore[arg-type]
    say(f"{entry.title} ({entry.area}), {twin} twin\n{entry.citation}\n\n{entry.about}\n")
    draw(scm)
    if twin != "named" or not entry.vectors:
        return
    rows = table("basis", "inputs other than in the first vector", "expected")
    first = entry.vectors[0].given
    for vector in entry.vectors:
        changed = {k: v for k, v in vector.given.items() if vector is entry.vectors[0] or first[k] != v}
        inputs = [shown(changed), *([f"held: {shown(vector.held)}"] if vector.held else [])]
        basis = f"{vector.basis}: {vector.where}" if vector.where else vector.basis
        rows.add_row(escape(basis), escape("; ".join(filter(None, inputs))), escape(shown(vector.expect)))
    console().print(rows)


def _check(wanted: list[str], as_json: bool) -> None:
    from causim_env.library import load

    faults: dict[str, list[str]] = {}
    vectors = 0
    for name in tracked(wanted, "vectors", len(wanted)):
        entry = load(name)
        vectors += len(entry.vectors)
        if found := entry.check():
            faults[name] = found
    if as_json:
        say_json({"models": len(wanted), "vectors": vectors, "faults": faults})
    else:
        for name, found in faults.items():
            for fault in found:
                say(f"{name}: {fault}")
        failed = sum(map(len, faults.values()))
        say(f"{len(wanted)} models, {vectors} vectors, {failed} failed")
    if faults:
        raise typer.Exit(1)
