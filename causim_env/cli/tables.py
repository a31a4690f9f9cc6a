"""Tables of accuracies for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from causim_env.cli.common import console, table

if TYPE_CHECKING:
    from causim_env.evaluation import Estimate, Summary


def print_summary(title: str, summary: Summary) -> None:
    """Print accuracies by kind and level, with their intervals clustered by SCM."""
    levels = list(summary.by_level)
    heads = ("kind", *(f"level {level}" for level in levels), "all levels [95 %]", "n")
    rows = table(*heads, title=title)
    for kind, total in summary.by_kind.items():
        cells = (percent(summary.by_kind_and_level.get((kind, level))) for level in levels)
        rows.add_row(kind, *cells, with_interval(total), str(total.n))
    rows.add_section()
    columns = (percent(summary.by_level[level]) for level in levels)
    rows.add_row("all", *columns, with_interval(summary.overall), str(summary.overall.n))
    console().print(rows)
    if summary.overall.failed:
        console().print(f"{summary.overall.failed} without a verdict, left out (not counted as wrong)")


def print_floors(floors: Mapping[str, Summary]) -> None:
    """Print what each baseline earns, by kind."""
    from rich.table import Column

    kinds = sorted({kind for summary in floors.values() for kind in summary.by_kind})
    short = (kind[:5] + "." for kind in kinds)
    rows = table(Column("baseline", no_wrap=True), *short, Column("all [95 %]", no_wrap=True))
    for name, summary in floors.items():
        rows.add_row(name, *(percent(summary.by_kind.get(kind)) for kind in kinds), with_interval(summary.overall))
    console().print(rows)


def percent(estimate: Estimate | None) -> str:
    """Write an accuracy in percent, or a dash where nothing was scored."""
    return "-" if estimate is None or estimate.accuracy is None else f"{estimate.accuracy:.1%}"


def with_interval(estimate: Estimate) -> str:
    """Write an accuracy in percent with its interval."""
    return f"{percent(estimate)} [{100 * estimate.low:.0f}, {100 * estimate.high:.0f}]"
