"""Places a directed acyclic graph in layers, parents above children (after Sugiyama et al. 1981).

Four steps: longest-path layers, one bend for every layer an edge passes through, orders that keep
neighbours together (barycentre sweeps), and positions as near to their neighbours as the order and
the widths allow (isotonic regression). The result depends on nothing but the graph. Crossings are
few, not minimal, and nothing is drawn here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Point = tuple[float, float]
_Bend = tuple[str, str, int]  # an edge and the layer it passes through
_Item = str | _Bend
_Width = Callable[[_Item], float]

_SWEEPS = 12
_GAP = 28.0
_BEND_WIDTH = 8.0


@dataclass(frozen=True, slots=True)
class Layout:
    """Centres of the nodes, bends of the edges from parent to child, and the extent of it all."""

    nodes: Mapping[str, Point]
    edges: Mapping[tuple[str, str], tuple[Point, ...]]
    width: float
    height: float


def layered(parents: Mapping[str, Sequence[str]], widths: Mapping[str, float], layer_height: float) -> Layout:
    """Lay out the graph given as node → parents, listed with parents before children.

    Args:
        parents: Every node with its parents. Nodes without parents are put right above their
            first child, where their influence begins.
        widths: How much room each node needs.
        layer_height: The distance between the centres of two layers.
    """
    depth = depths(parents)
    rows, above = _rows(parents, depth)
    below = _reversed(above)
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        _order(rows if down else rows[::-1], above if down else below)

    def width(item: _Item) -> float:
        return widths[item] if isinstance(item, str) else _BEND_WIDTH

    x = {item: place for row in rows for item, place in zip(row, _packed(row, width), strict=True)}
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        for row in rows if down else rows[::-1]:
            neighbours = above if down else below
            wished = [_mean([x[n] for n in neighbours[item]], x[item]) for item in row]
            x.update(zip(row, _spread(row, wished, width), strict=True))
    left = min((x[item] - width(item) / 2 for row in rows for item in row), default=0.0)
    right = max((x[item] + width(item) / 2 for row in rows for item in row), default=0.0)
    at = {item: (x[item] - left, (i + 0.5) * layer_height) for i, r in enumerate(rows) for item in r}
    return Layout(
        nodes={node: at[node] for node in parents},
        edges={
            (parent, node): tuple(at[parent, node, layer] for layer in range(depth[parent] + 1, depth[node]))
            for node in parents
            for parent in parents[node]
        },
        width=right - left,
        height=len(rows) * layer_height,
    )


def depths(parents: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return the layer of every node: below its parents, or right above its first child."""
    depth: dict[str, int] = {}
    for node, above in parents.items():
        depth[node] = 1 + max((depth[p] for p in above), default=-1)
    children: dict[str, list[str]] = {node: [] for node in parents}
    for node, above in parents.items():
        for parent in above:
            children[parent].append(node)
    for node, below in children.items():
        if not parents[node] and below:
            depth[node] = min(depth[child] for child in below) - 1
    return depth


def _rows(
    parents: Mapping[str, Sequence[str]], depth: Mapping[str, int]
) -> tuple[list[list[_Item]], dict[_Item, list[_Item]]]:
    """Return the items of each layer, and each item's neighbours in the layer above."""
    rows: list[list[_Item]] = [[] for _ in range(1 + max(depth.values(), default=-1))]
    above: dict[_Item, list[_Item]] = {}
    for node in parents:
        rows[depth[node]].append(node)
        above[node] = []
    for node in parents:
        for parent in parents[node]:
            last: _Item = parent
            for layer in range(depth[parent] + 1, depth[node]):
                bend = (parent, node, layer)
                rows[layer].append(bend)
                above[bend] = [last]
                last = bend
            above[node].append(last)
    return rows, above


def _reversed(above: Mapping[_Item, Sequence[_Item]]) -> dict[_Item, list[_Item]]:
    below: dict[_Item, list[_Item]] = {item: [] for item in above}
    for item, neighbours in above.items():
        for neighbour in neighbours:
            below[neighbour].append(item)
    return below


def _order(rows: list[list[_Item]], neighbours: Mapping[_Item, Sequence[_Item]]) -> None:
    """Sort every row by the mean rank of its items' neighbours in the row before it."""
    rank: dict[_Item, float] = {}
    for row in rows:
        own = {item: float(i) for i, item in enumerate(row)}
        wished = {item: _mean([rank[n] for n in neighbours[item]], place) for item, place in own.items()}
        row.sort(key=lambda item: wished[item])
        rank = {item: float(i) for i, item in enumerate(row)}


def _mean(values: Sequence[float], default: float) -> float:
    return sum(values) / len(values) if values else default


def _offsets(row: Sequence[_Item], width: _Width) -> list[float]:
    """Return how far each item of a row is from the first at least."""
    offsets = [0.0]
    for one, other in zip(row, row[1:], strict=False):
        offsets.append(offsets[-1] + (width(one) + width(other)) / 2 + _GAP)
    return offsets


def _packed(row: Sequence[_Item], width: _Width) -> list[float]:
    offsets = _offsets(row, width)
    return [offset - offsets[-1] / 2 for offset in offsets[: len(row)]]


def _spread(row: Sequence[_Item], wished: Sequence[float], width: _Width) -> list[float]:
    """Return the places nearest to the wished ones (least squares) that keep order and room."""
    offsets = _offsets(row, width)
    blocks: list[tuple[float, int]] = []  # pooled adjacent violators: mean and size
    for wish, offset in zip(wished, offsets, strict=False):
        mean, size = wish - offset, 1
        while blocks and blocks[-1][0] > mean:
            other, others = blocks.pop()
            mean, size = (mean * size + other * others) / (size + others), size + others
        blocks.append((mean, size))
    level = [mean for mean, size in blocks for _ in range(size)]
    return [place + offset for place, offset in zip(level, offsets, strict=False)]
