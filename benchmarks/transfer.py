"""Transfer between representations: a model trained in one is asked in every other one; a matrix with intervals.

    python -m benchmarks.transfer --lanes 2        # 18 runs; a killed one goes on where it stopped
    python -m benchmarks.transfer --only-report    # the figure of what is there

Writes `benchmarks/transfer.json` after every run, and `docs/transfer.svg` at the end.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.results import Results, mean
from benchmarks.study import Study, execute
from trainers.commands import ROOT
from trainers.guards import GuardError, command

STUDY = ROOT / "recipes" / "nano" / "transfer" / "transfer.yaml"
RESULTS = ROOT / "benchmarks" / "transfer.json"
FIGURE = ROOT / "docs" / "transfer.svg"


def matrix(study: Study, found: Mapping[str, Any]) -> dict[str, dict[str, dict[str, float]]]:
    """Accuracy by what was trained on and what was asked in: mean over seeds with its interval."""
    cells: dict[str, dict[str, dict[str, float]]] = {}
    for arm in found["arms"]:
        rows = [run["splits"][study.split]["by_representation"] for run in found["runs"] if run["arm"] == arm]
        cells[arm] = {shown: mean([row[shown] for row in rows]) for shown in rows[0]}
    return cells


def figure(study: Study, found: Mapping[str, Any], path: Path) -> None:
    """The matrix, a row for every arm."""
    import matplotlib
    from matplotlib.figure import Figure

    cells = matrix(study, found)
    columns = list(next(iter(cells.values())))
    drawing = Figure(figsize=(1.8 + 1.35 * len(columns), 1.1 + 0.55 * len(cells)), layout="constrained")
    axes = drawing.add_subplot()
    values = [[100 * row[column]["value"] for column in columns] for row in cells.values()]
    axes.imshow(values, cmap="Blues", vmin=0, vmax=100, aspect="auto")
    for y, row in enumerate(cells.values()):
        for x, column in enumerate(columns):
            cell = row[column]
            low, high = 100 * max(0, cell["low"]), 100 * min(1, cell["high"])
            colour = "white" if cell["value"] > 0.6 else "black"
            said = f"{100 * cell['value']:.0f}\n[{low:.0f}, {high:.0f}]"
            axes.text(x, y, said, ha="center", va="center", fontsize=8, color=colour)
    axes.set_xticks(range(len(columns)), columns, fontsize=8)
    axes.set_yticks(range(len(cells)), list(cells), fontsize=8)
    axes.set_xlabel(f"asked in; accuracy on {study.split}, %", fontsize=8)
    axes.set_ylabel("trained in", fontsize=8)
    with matplotlib.rc_context({"svg.hashsalt": "transfer"}):
        drawing.savefig(path, format="svg", metadata={"Date": None})


def main(argv: Sequence[str] | None = None) -> None:
    """Runs the study and draws the matrix."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--lanes", type=int, default=1, help="runs at a time, one core each")
    parser.add_argument("--dry-run", action="store_true", help="print the runs and their commands")
    parser.add_argument("--only-report", action="store_true", help="draw what is there")
    options = parser.parse_args(argv)
    study, results = Study.read(STUDY), Results(RESULTS)
    failures: list[str] = []
    if not options.only_report:
        failures = execute([study], options.seeds, results, options.lanes, dry=options.dry_run)
    found = results.read().get(study.name)
    if found and not options.dry_run:
        figure(study, found, FIGURE)
    if failures:
        raise GuardError(f"{len(failures)} run(s) failed; the others are in {RESULTS}")


if __name__ == "__main__":
    command(main)
