"""Valid and right SCMs over size, one panel for each rate of faults, as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

WIDE, HIGH, GAP, LEFT, TOP = 210.0, 150.0, 34.0, 46.0, 34.0
AUTHORS = (("one-shot", "b"), ("incremental", "a"))


def picture(cells: Sequence[Mapping[str, object]], rates: Sequence[float]) -> str:
    """Draws cells of the authoring benchmark.

    Args:
        cells: What `benchmarks.authors.cell` gives, with author, nodes and faults.
        rates: Which rates get a panel.
    """
    sizes = sorted({cast(int, cell["nodes"]) for cell in cells})
    step = WIDE / max(1, len(sizes) - 1)
    parts: list[str] = []
    for panel, rate in enumerate(rates):
        left = LEFT + panel * (WIDE + GAP)
        parts.append(_text(left + WIDE / 2, TOP - 12, f"{rate:.0%} faults a function", "m"))
        for share in (0, 0.5, 1):
            y = _height(share)
            parts.append(f'<path class="grid" d="M{left:.0f} {y:.0f}h{WIDE:.0f}"/>')
            if panel == 0:
                parts.append(_text(left - 6, y + 4, f"{share:.0%}", "e"))
        parts += [_text(left + i * step, TOP + HIGH + 16, str(size), "m") for i, size in enumerate(sizes)]
        for author, css in AUTHORS:
            drawn = [cell for cell in cells if cell["author"] == author and cell["faults"] == rate]
            places = [left + sizes.index(cast(int, cell["nodes"])) * step for cell in drawn]
            for place, cell in zip(places, drawn, strict=True):
                low, high = cast(Sequence[float], cell["valid_interval"])
                x = place + (2 if css == "a" else -2)
                parts.append(f'<path class="{css} bar" d="M{x:.1f} {_height(low):.1f}V{_height(high):.1f}"/>')
            for key, dash in (("valid", ""), ("right", " dash")):
                heights = [_height(cast(float, cell[key])) for cell in drawn]
                line = "L".join(f"{x:.1f} {y:.1f}" for x, y in zip(places, heights, strict=True))
                parts.append(f'<path class="{css}{dash}" d="M{line}"/>')
    middle = LEFT + (len(rates) * (WIDE + GAP) - GAP) / 2
    parts.append(_text(middle, TOP + HIGH + 32, "nodes", "m"))
    parts += _legend(TOP + HIGH + 50)
    width, height = 2 * middle - LEFT + 20, TOP + HIGH + 70
    drawing = "\n  ".join(parts)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" style="background: #fff">
  <title>Share of SCMs, incremental against one-shot, by size and fault rate</title>
  <style>
    text {{ font: 11px ui-monospace, Menlo, monospace; fill: #1b1f24; }}
    .m {{ text-anchor: middle; }} .e {{ text-anchor: end; }}
    .grid {{ stroke: #d0d7de; }} .a, .b {{ fill: none; stroke-width: 2.2; }}
    .a {{ stroke: #0072b2; }} .b {{ stroke: #b86e00; }} .dash {{ stroke-dasharray: 5 4; }}
    .bar {{ stroke-width: 5; opacity: 0.28; }}
  </style>
  {drawing}
</svg>
"""


def _height(share: float) -> float:
    return TOP + HIGH * (1 - share)


def _text(x: float, y: float, text: str, css: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" class="{css}">{text}</text>'


def _legend(y: float) -> list[str]:
    entries = (
        ("a", "incremental, valid"),
        ("a dash", "right"),
        ("b", "one-shot, valid"),
        ("b dash", "right"),
        ("a bar", "valid, 95 %"),
    )
    parts: list[str] = []
    x = LEFT
    for css, label in entries:
        parts.append(
            f'<path class="{css}" d="M{x:.0f} {y:.0f}h26"/><text x="{x + 32:.0f}" y="{y + 4:.0f}">{label}</text>'
        )
        x += 56 + 7 * len(label)
    return parts
