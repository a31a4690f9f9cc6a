"""Draws an SCM, and a query posed on it, as a self-contained SVG.

Endogenous variables are boxes, exogenous ones dashed ovals, arrows run from parent to child. Of a
query it shows what is observed, what is set from outside (the arrows into it are cut), and what is
asked. It draws the graph with the supports; the mechanisms are in the tooltips only. A large SCM is
drawn by its clusters, with the variables of the query beside them, or one cluster at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from causim_env.render.clusters import Cluster, alone, arrows, clusters, downwards, homes
from causim_env.render.layout import Layout, Point, layered

if TYPE_CHECKING:
    from causim_env.queries import Query
    from causim_env.scm import SCM

_LAYER = 92.0
_MARGIN = 24.0
_HALF = 21.0  # half the height of a node
_CHAR = 7.3  # the advance of the monospace font at 12 px
_LEGEND = (
    ("exogenous", "node exogenous"),
    ("observed", "node evidence"),
    ("set from outside", "node do"),
    ("asked", "node target"),
)
_OUTSIDE = ("in another cluster", "node outside")
_CLUSTER = ("cluster, with the number of causal edges between", "node cluster")
_STYLE = """
    .scm text { font: 12px ui-monospace, Menlo, monospace; text-anchor: middle; fill: #1b1f24; }
    .scm .small { font-size: 9.5px; fill: #57606a; }
    .scm .left { text-anchor: start; }
    .scm .node { fill: #f6f8fa; stroke: #57606a; stroke-width: 1.2; }
    .scm .exogenous { stroke-dasharray: 4 3; }
    .scm .evidence { fill: #cfe8f9; stroke: #0072b2; }
    .scm .do { fill: #fbe3b5; stroke: #b86e00; stroke-width: 2.4; }
    .scm .target { fill: #c9efe0; stroke: #007a59; stroke-width: 2.4; }
    .scm .edge { fill: none; stroke: #57606a; stroke-width: 1.2; marker-end: url(#scm-arrow); }
    .scm .cut { stroke: #c0c5cb; stroke-dasharray: 2 4; marker-end: none; }
"""
_CLUSTER_STYLE = """
    .scm .outside { stroke: #c0c5cb; fill: #fff; }
    .scm .cluster { fill: #eceff3; stroke-width: 2; }
    .scm .up { marker-start: url(#scm-back); }
    .scm .only { marker-end: none; }
    .scm .count { font-size: 10.5px; stroke: #fff; stroke-width: 4; paint-order: stroke; }
"""
_BACK = (
    '<marker id="scm-back" viewBox="0 0 8 8" refX="0.5" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M8 0.5L0 4L8 7.5z" fill="#57606a"/></marker>'
)


def svg(scm: SCM, query: Query | None = None, cluster: Cluster | None = None) -> str:
    """Return an SCM as SVG text, with the parts of a query marked if one is given.

    Args:
        scm: The SCM.
        query: The query.
        cluster: Draw only these variables, with their parents and children in other clusters.
    """
    parents: dict[str, tuple[str, ...]] = {v.name: () for v in scm.exogenous}
    parents |= {v.name: v.parents for v in scm.order}
    inside = set(parents if cluster is None else cluster.variables)
    if cluster is not None:
        edges = {name: tuple(p for p in above if inside & {name, p}) for name, above in parents.items()}
        near = inside.union(*edges.values())
        parents = {name: above for name, above in edges.items() if above or name in near}
    small = {v.name: v.distribution.text() for v in scm.exogenous}
    small |= {v.name: v.domain.text() for v in scm.endogenous}
    titles = {v.name: v.doc for v in scm.exogenous} | {v.name: v.source for v in scm.endogenous}
    shown = {name: name + _mark(name, query) for name in parents}
    short = {name: text if len(text) <= 30 else text[:27] + "..." for name, text in small.items()}
    widths = {n: max(_CHAR * len(shown[n]), 0.8 * _CHAR * len(short[n])) + 26 for n in parents}
    layout = layered(parents, widths, _LAYER)

    exogenous = {v.name for v in scm.exogenous}
    do = set(query.do) if query is not None else set()
    body = [_edge(layout, parent, child, " cut" if child in do else "") for parent, child in layout.edges]
    for name in parents:
        css = _css(name, name in exogenous, query) + ("" if name in inside else " outside")
        body.append(_node(layout.nodes[name], widths[name], css, shown[name], short[name], titles[name]))
    entries = _LEGEND[: 1 if query is None else None]
    if cluster is None:
        return _document(layout, body, entries, scm.doc)
    return _document(layout, body, (*entries, _OUTSIDE), f"{scm.doc} Cluster {cluster.name}.", _STYLE + _CLUSTER_STYLE)


def overview(scm: SCM, query: Query | None = None) -> str:
    """Return an SCM as SVG text, a box for each cluster; the variables of a query keep boxes of their own.

    The number on a line says how many causal edges it stands for. Where clusters read each other the line has
    two heads and two numbers.
    """
    groups = clusters(scm)
    apart = alone(scm, query)
    owner = homes(groups)
    home = {name: name if name in apart else f"{owner[name]} ..." for name in owner}
    order = downwards(scm, home)
    counts = arrows(scm, home)
    place = {group: i for i, group in enumerate(order)}
    linked = dict.fromkeys(tuple(sorted(pair, key=place.__getitem__)) for pair in counts if pair[0] != pair[1])
    parents = {group: tuple(a for a, b in linked if b == group) for group in order}

    shown: dict[str, tuple[str, str, str, str]] = {}
    for cluster in groups:
        rest = [name for name in cluster.variables if name not in apart]
        inputs = sum(scm.is_exogenous(name) for name in rest)
        size = f"{_counted(len(rest) - inputs, 'variable')}, {_counted(inputs, 'input')}"
        shown[f"{cluster.name} ..."] = "node cluster", cluster.name, size, " ".join(rest)
    for name in apart:
        css = _css(name, scm.is_exogenous(name), query)
        shown[name] = css, name + _mark(name, query), f"in {owner[name]}", scm[name].doc
    widths = {g: max(_CHAR * len(shown[g][1]), 0.8 * _CHAR * len(shown[g][2])) + 26 for g in order}
    layout = layered(parents, widths, _LAYER)

    do = set(query.do) if query is not None else set()
    body = [_BACK]
    for above, below in layout.edges:
        down = counts[above, below] and below not in do
        up = counts[below, above] and above not in do
        css = (" up" if up else "") + ("" if down else " only")
        body.append(_edge(layout, above, below, css if down or up else " cut"))
    body += [_count(layout, *pair, counts[pair], counts[pair[::-1]]) for pair in layout.edges]
    body += [_node(layout.nodes[group], widths[group], *shown[group]) for group in order]
    entries = (_CLUSTER, *(_LEGEND[1:] if query is not None else ()))
    return _document(layout, body, entries, scm.doc, _STYLE + _CLUSTER_STYLE)


def _mark(name: str, query: Query | None) -> str:
    if query is None:
        return ""
    seen = f" = {_text(query.evidence[name])}" if name in query.evidence else ""
    done = f" := {_text(query.do[name])}" if name in query.do else ""
    return seen + done + (" ?" if name == query.target else "")


def _text(value: bool | int | str) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _css(name: str, exogenous: bool, query: Query | None) -> str:
    css = "node exogenous" if exogenous else "node"
    if query is None:
        return css
    if name == query.target:
        return css + " target"
    if name in query.do:
        return css + " do"
    return css + " evidence" if name in query.evidence else css


def _node(at: Point, width: float, css: str, label: str, small: str, title: str) -> str:
    x, y = at
    shape = (
        f'<rect class="{css}" x="{x - width / 2:.1f}" y="{y - _HALF:.1f}" width="{width:.1f}" '
        f'height="{2 * _HALF:.1f}" rx="{_HALF if "exogenous" in css else 6:.0f}"/>'
    )
    lines = (
        f'<text x="{x:.1f}" y="{y - 1:.1f}">{escape(label)}</text>'
        f'<text class="small" x="{x:.1f}" y="{y + 13:.1f}">{escape(small)}</text>'
    )
    return f"<g><title>{escape(title)}</title>{shape}{lines}</g>"


def _edge(layout: Layout, parent: str, child: str, css: str) -> str:
    """Draw one arrow: curves between the layers, upright lines through them."""
    x, y = layout.nodes[parent]
    path = f"M{x:.1f} {y + _HALF:.1f}"
    for bend_x, bend_y in (*layout.edges[parent, child], layout.nodes[child]):
        middle = (y + bend_y) / 2
        path += f"C{x:.1f} {middle:.1f} {bend_x:.1f} {middle:.1f} {bend_x:.1f} {bend_y - _HALF:.1f}"
        path += f"V{bend_y + _HALF:.1f}"
        x, y = bend_x, bend_y
    path = path.rpartition("V")[0]  # the arrow ends at the upper rim of the child
    return f'<path class="edge{css}" d="{path}"/>'


def _count(layout: Layout, above: str, below: str, down: int, up: int) -> str:
    """Write how many causal edges a line stands for, on its first curve."""
    x, y = layout.nodes[above]
    bend_x, bend_y = (*layout.edges[above, below], layout.nodes[below])[0]
    text = f"{down}" if not up else f"{up}" if not down else f"{down}↓ {up}↑"
    return f'<text class="count" x="{(x + bend_x) / 2:.1f}" y="{(y + bend_y) / 2 + 4:.1f}">{text}</text>'


def _legend(top: float, entries: Sequence[tuple[str, str]]) -> tuple[list[str], float]:
    parts: list[str] = []
    x = 0.0
    for label, css in entries:
        y = top + _HALF / 2
        parts.append(
            f'<rect class="{css}" x="{x:.1f}" y="{y:.1f}" width="14" height="14" rx="4"/>'
            f'<text class="small left" x="{x + 20:.1f}" y="{y + 11:.1f}">{label}</text>'
        )
        x += _CHAR * len(label) + 26
    return parts, x


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _document(
    layout: Layout, body: list[str], entries: Sequence[tuple[str, str]], title: str, style: str = _STYLE
) -> str:
    legend, legend_width = _legend(layout.height, entries)
    width = max(layout.width, legend_width) + 2 * _MARGIN
    height = layout.height + 2 * _MARGIN + _HALF
    box = f"{-_MARGIN:.0f} {-_MARGIN:.0f} {width:.0f} {height:.0f}"
    drawing = "\n  ".join(body + legend)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" class="scm" role="img" viewBox="{box}"
     width="{width:.0f}" height="{height:.0f}" style="background: #fff">
  <title>{escape(title)}</title>
  <style>{style}  </style>
  <defs>
    <marker id="scm-arrow" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7"
            orient="auto"><path d="M0 0.5L8 4L0 7.5z" fill="#57606a"/></marker>
  </defs>
  {drawing}
</svg>
"""
