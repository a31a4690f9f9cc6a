"""Tables of accuracies for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from causim_env.cli.common import console, table

if TYPE_CHECKING:
    from causim_env.evaluation import Estimate, Prediction, Summary


def result(predictions: Sequence[Prediction], flaws: Sequence[str] = ()) -> dict[str, object]:
    """Accuracies as JSON; what programs earn, how far apart the library's twins are, what is wrong with a suite."""
    from causim_env.evaluation import summarise
    from causim_env.suites.twins import gaps, of_twins

    records = [prediction.record for prediction in predictions]
    row = summarise(records).to_json()
    mean = mean_reward(predictions)
    if mean is not None:
        row["mean_reward"] = mean
    if of_twins(records):
        row["twins"] = {name: gap.to_json() for name, gap in gaps(records).items()}
    if flaws:
        row["flaws"] = list(flaws)
    return row


def print_result(title: str, predictions: Sequence[Prediction]) -> None:
    """Print accuracies; of programs what they earn, and for the library's twins how far apart they are."""
    from causim_env.evaluation import summarise
    from causim_env.suites.twins import gaps, of_twins

    records = [prediction.record for prediction in predictions]
    summary = summarise(records)
    print_summary(title, summary)
    print_rewards({title: predictions})
    if of_twins(records):
        for twin, found in summary.by_split.items():
            console().print(f"{twin}: {with_interval(found)}")
        for name, gap in gaps(records).items():
            interval = f"[{100 * gap.low:+.1f}, {100 * gap.high:+.1f}]"
            console().print(f"{name}: {100 * gap.value:+.1f} points {interval}", markup=False)


def print_rewards(scored: Mapping[str, Sequence[Prediction]]) -> None:
    """Print the mean reward of programs, which earn a part of it where answers earn all or nothing."""
    means = {name: mean_reward(predictions) for name, predictions in scored.items()}
    said = ", ".join(f"{name} {mean:.3f}" for name, mean in means.items() if mean is not None)
    if said:
        console().print(f"mean reward: {said}", markup=False)


def mean_reward(predictions: Sequence[Prediction]) -> float | None:
    """What programs earn on average; None where none were asked for."""
    from causim_env.evaluation.gold import FORMAL

    rewards = [p.reward for p in predictions if p.kind in FORMAL and p.reward is not None]
    return sum(rewards) / len(rewards) if rewards else None


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
    if summary.untrusted is not None:
        apart = f"{with_interval(summary.untrusted)} of {summary.untrusted.n}"
        console().print(f"apart, where the published answer is not to be trusted: {apart}", markup=False)


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
