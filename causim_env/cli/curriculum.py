"""`causim curriculum replay`: the sequence of levels that a run trained on, lived through again from its log."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from causim_env.cli.common import Json, console, say, say_json, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from causim_env.curriculum.log import Step

app = typer.Typer(help="What a curriculum did in a training run, and why.", no_args_is_help=True)
PARTS = 10


@app.callback()
def _root() -> None: ...


@app.command("replay")
def replay(
    log: Annotated[Path, typer.Argument(help="The curriculum.jsonl in the directory of a run.")],
    as_json: Json = False,
) -> None:
    """Live through the log of a run again, from its verdicts alone; another sequence than it says is an error.

    Example: causim curriculum replay runs/nano/grpo/curriculum.jsonl
    """
    from causim_env.curriculum.log import replay as live

    curriculum, steps = live(log)
    if as_json:
        say_json(
            {
                "scored": curriculum.scored,
                **curriculum.counts(),
                "rows": [[step.row, step.cell.name, step.right, step.asked] for step in steps],
                "why": [*curriculum.reasons().values()],
            }
        )
        return
    _print_levels(steps)
    counts = curriculum.counts()
    say(
        f"{curriculum.scored} rows scored; of {counts['groups']} groups {counts['all_right']} were all right, "
        f"{counts['all_wrong']} all wrong; the log agrees with its verdicts\n"
    )
    for sentence in curriculum.reasons().values():
        say(sentence)


def _print_levels(steps: Sequence[Step]) -> None:
    """The share of every level, and how often answers were right, in ten parts of the run."""
    levels = sorted({step.cell.level for step in steps})
    shown = table("rows", *(f"level {level}" for level in levels), "right", title="share of the rows")
    size = -(-len(steps) // PARTS) or 1
    for start in range(0, len(steps), size):
        part = steps[start : start + size]
        counts = Counter(step.cell.level for step in part)
        asked, right = sum(step.asked for step in part), sum(step.right or 0 for step in part)
        shown.add_row(
            f"{part[0].row}-{part[-1].row}",
            *(f"{counts[level] / len(part):.0%}" for level in levels),
            f"{right / asked:.0%}" if asked else "-",
        )
    console().print(shown)
