"""Tables of accuracies for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from causim_env.cli.common import console

if TYPE_CHECKING:
    from causim_env.evaluation import Estimate, Summary


def print_summary(title: str, summary: Summary) -> None:
    """Print accuracies by kind and level, with their intervals clustered by SCM."""
    from rich.table import Table

    levels = list(summary.by_level)
    table = Table("kind", *(f"level {level}" for level in levels), "all levels", "n", title=title)
    for kind, total in summary.by_kind.items():
        cells = [summary.by_kind_and_level.get((kind, level)) for level in levels]
        table.add_row(kind, *(shown(cell) for cell in cells), shown(total), str(total.n))
    table.add_section()
    columns = (shown(summary.by_level[level]) for level in levels)
    table.add_row("all", *columns, shown(summary.overall), str(summary.overall.n))
    console().print(table)
    if summary.overall.failed:
        console().print(f"{summary.overall.failed} without a verdict, left out (not counted as wrong)")


def print_floors(floors: Mapping[str, Summary]) -> None:
    """Print what each baseline earns, by kind."""
    from rich.table import Table

    kinds = sorted({kind for summary in floors.values() for kind in summary.by_kind})
    table = Table("baseline", *kinds, "all")
    for name, summary in floors.items():
        cells = (shown(summary.by_kind.get(kind)) for kind in kinds)
        table.add_row(name, *cells, shown(summary.overall))
    console().print(table)


def shown(estimate: Estimate | None) -> str:
    """Write an accuracy in percent with its interval."""
    if estimate is None or estimate.accuracy is None:
        return "-"
    return f"{estimate.accuracy:.1%} [{estimate.low:.1%}, {estimate.high:.1%}]"
