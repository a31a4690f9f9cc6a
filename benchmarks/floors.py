"""What guessing and shortcuts earn on the shipped levels.

For each kind and level: chance (a guess among the target's values), the best constant answer and its ratio to
chance, and the accuracy of every shortcut solver. Run `python benchmarks/floors.py --problems 1000`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from typing import NamedTuple

from causim_env.problems import ProblemSet
from causim_env.queries import KINDS, Kind
from causim_env.queries.shortcuts import SHORTCUTS


class Cell(NamedTuple):
    """One kind at one level."""

    kind: Kind
    level: int
    problems: int


def measure(cell: Cell) -> dict[str, object]:
    """Floors of one cell."""
    problems = ProblemSet(level=cell.level, kinds=(cell.kind,), seed=11)
    chance = 0.0
    answers: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for i in range(cell.problems):
        problem = problems[i]
        chance += 1 / len(problem.scm[problem.query.target].support)
        answers[problem.answer.text()] += 1
        for name, shortcut in SHORTCUTS.items():
            if name == "ignore_evidence" and not problem.query.evidence:
                continue
            if name in ("ignore_do", "see_for_do", "evidence_under_do") and not problem.query.do:
                continue
            if name == "evidence_under_do" and problem.query.kind != "counterfactual":
                continue
            right[name] += shortcut(problem.scm, problem.query) == problem.answer
    n = cell.problems
    answer, count = answers.most_common(1)[0]
    shortcuts = {name: round(hits / n, 4) for name, hits in sorted(right.items())}
    return {
        "kind": cell.kind,
        "level": cell.level,
        "problems": n,
        "chance": round(chance / n, 4),
        "best_constant": {"answer": answer, "accuracy": round(count / n, 4)},
        "constant_over_chance": round(count / chance, 3),
        "shortcuts": shortcuts,
        "best_shortcut_minus_constant": round(max(shortcuts.values(), default=0) - count / n, 4),
    }


def main() -> None:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--problems", type=int, default=1000, help="problems a cell")
    parser.add_argument("--levels", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    cells = [Cell(kind, level, arguments.problems) for level, kind in product(arguments.levels, arguments.kinds)]
    rows = []
    with ProcessPoolExecutor(arguments.workers) as pool:
        for row in pool.map(measure, cells):
            rows.append(row)
            print(json.dumps(row), file=sys.stderr, flush=True)
    worst = {
        "constant_over_chance": max(row["constant_over_chance"] for row in rows),  # type: ignore[type-var]
        "best_shortcut_minus_constant": max(row["best_shortcut_minus_constant"] for row in rows),  # type: ignore[type-var]
    }
    print(json.dumps({"cells": rows, "worst": worst}, indent=2))


if __name__ == "__main__":
    main()
