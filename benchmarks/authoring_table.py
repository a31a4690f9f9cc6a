"""The figures of the authoring benchmark as Markdown: authors, the ladder, the large SCM; shares in per cent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from causim_env.authors.verify import RUNGS

Cell = Mapping[str, Any]


def table(parts: Mapping[str, Any]) -> str:
    """The page, of what is there.

    Args:
        parts: The results by part, as they stand in the JSON.
    """
    lines = ["# Authors and the ladder", "", "Shares are per cent, with 95 % intervals (Wilson) in brackets.", ""]
    if "authors" in parts:
        lines += ["## Authors", "", *_authors(parts["authors"]), ""]
    if "ladder" in parts:
        lines += ["## Ladder", "", *_faults(parts["ladder"]), "", *_clean(parts["ladder"]["clean"]), ""]
    if "large" in parts:
        lines += ["## One large SCM", "", *_large(parts["large"]), ""]
    return "\n".join(lines)


def _authors(cells: Sequence[Cell]) -> Iterator[str]:
    """Both authors side by side, by size and rate of faults."""
    yield from _head(
        "nodes (SCMs)", "faults", "node by node, valid", "right", "tokens", "one shot, valid", "right", "tokens"
    )
    found = {(cell["nodes"], cell["scms"], cell["faults"], cell["author"]): cell for cell in cells}
    for nodes, scms, rate in dict.fromkeys(key[:3] for key in found):
        row = [f"{nodes} ({scms})", _share(rate)]
        for author in ("incremental", "one-shot"):
            cell = found.get((nodes, scms, rate, author))
            row += ["", "", ""] if cell is None else [_with(cell, "valid"), _with(cell, "right"), f"{cell['tokens']:,}"]
        yield _row(row)


def _faults(part: Cell) -> Iterator[str]:
    """What the ladder and each rung by itself refuse of every kind of fault."""
    sandboxes = " and ".join(part["sandboxes"])
    yield f"{part['faulty_steps']:,} steps with one fault each, in {sandboxes}; by rung: who calls it wrong."
    yield ""
    yield from _head("fault", "steps", "detected", *RUNGS, "with a second author")
    for kind, row in part["faults"].items():
        shares = [_share(row["refused_by"][rung]) if row["refused_by"][rung] else "" for rung in RUNGS]
        second = _share(row["detected_with_second_author"])
        yield _row([kind.replace("_", " "), str(row["steps"]), _with(row, "detected"), *shares, second])
    only = [_share(part["only"][rung]["share"]) for rung in RUNGS]
    yield _row(["this rung alone", str(part["faulty_steps"]), "", *only, ""])
    yield ""
    rungs = ", ".join(part["irreplaceable"])
    yield f"Nothing can replace {rungs}: what they refuse leaves the rungs above nothing to judge."


def _clean(part: Cell) -> Iterator[str]:
    """Steps that are written right and refused."""
    yield from _head("nodes", "place", "right steps", "refused", "degenerate there", "alarms", "by rung")
    for cell in part["cells"]:
        yield _row([str(cell["nodes"]), cell["place"], *_refusals(cell)])
    yield _row(["all", "", *_refusals(part)])


def _refusals(cell: Cell) -> list[str]:
    rungs = ", ".join(f"{rung} {count}" for rung, count in cell["by_rung"].items())
    alarms = f"{_share(cell['alarm_rate'])} {_interval(cell['alarm_interval'])}"
    return [str(cell["steps"]), str(cell["refused"]), str(cell["justified"]), alarms, rungs]


def _large(part: Cell) -> Iterator[str]:
    """Time, memory and queries of one SCM."""
    yield from _head("nodes", "inputs", "depth", "grown in", "memory", "queries (refused)", "mean", "slowest")
    yield _row(
        [
            str(part["nodes"]),
            str(part["inputs"]),
            str(part["depth"]),
            f"{part['grow_processor_s']} s",
            f"{part['peak_memory_mb']} MB",
            f"{part['queries']} ({part['queries_refused']})",
            f"{part['query_mean_ms']} ms",
            f"{part['query_slowest_ms']} ms",
        ]
    )


def _head(*names: str) -> Iterator[str]:
    yield _row(names)
    yield "|" + "---|" * len(names)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _with(cell: Cell, name: str) -> str:
    return f"{_share(cell[name])} {_interval(cell[f'{name}_interval'])}"


def _interval(ends: Sequence[float]) -> str:
    return f"[{', '.join(_share(end) for end in ends)}]"


def _share(share: float) -> str:
    return f"{100 * share:.1f}".removesuffix(".0")
