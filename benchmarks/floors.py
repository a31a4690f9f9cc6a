"""What guessing and shortcuts earn on the shipped levels.

For each kind and level: what a guess earns that knows the target's values and whether one value, a set or a
distribution is asked for (a distribution is never guessed, a set is one of all that are not empty); the share of
answers of each form; the best constant answer, and where one value is asked for its ratio to the guess; the accuracy
of every shortcut solver.
Run `python -m benchmarks.floors --problems 1000`.
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

from benchmarks.machine import publish
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
    chance = lucky = 0.0
    answers: Counter[str] = Counter()
    plain: Counter[str] = Counter()
    right: Counter[str] = Counter()
    forms: Counter[str] = Counter()
    for i in range(cell.problems):
        problem = problems[i]
        values = len(problem.scm[problem.query.target].support)
        form = problem.query.asked
        forms[form] += 1
        if form == "value":
            chance += 1 / values
            plain[problem.answer.text()] += 1
        elif form == "set":
            lucky += 1 / (2**values - 1)
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
        "forms": {form: round(times / n, 3) for form, times in sorted(forms.items())},
        "guess": round((chance + lucky) / n, 4),
        "best_constant": {"answer": answer, "accuracy": round(count / n, 4)},
        "value_constant_over_guess": round(plain.most_common(1)[0][1] / chance, 3) if plain else None,
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
        "value_constant_over_guess": max(row["value_constant_over_guess"] or 0 for row in rows),  # type: ignore[type-var]
        "best_shortcut_minus_constant": max(row["best_shortcut_minus_constant"] for row in rows),  # type: ignore[type-var]
    }
    publish("floors", {"cells": rows, "worst": worst})


if __name__ == "__main__":
    main()
