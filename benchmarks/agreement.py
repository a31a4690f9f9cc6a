"""Gold answers of random problems against brute force, and against a twin network where that is too slow.

Problems of every kind and level are drawn as users draw them. Where few enough worlds agree with the observed causes,
all are listed by plain Python functions and the answers must be equal as fractions; elsewhere pyAgrum eliminates
variables on the twin network, and the answers must agree to nine digits with the same possible values. Prints how many
problems each way compared and every difference; exits 1 if there is one.
Run with `python -m benchmarks.agreement [--problems 10000] [--worlds 20000]`.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal

from benchmarks.machine import publish
from causim_env.answers import Answer
from causim_env.curriculum import LADDER
from causim_env.problems import Problem, ProblemSet
from causim_env.queries import KINDS
from causim_env.streams import Stream
from tests.oracles.brute import brute, worlds
from tests.oracles.export import ask_pyagrum, network

SPLITS = ("train", "validation", "test-iid", "test-ood-graph", "test-ood-mechanism", "test-ood-domain")
Outcome = Literal["brute force", "twin network", "too large", "different"]


def compare(problem: Problem, most_worlds: int) -> Outcome:
    """One problem's gold answer against the first engine that can reach it."""
    scm, q = problem.scm, problem.query
    imagined = q.kind == "counterfactual"
    if worlds(scm, [q.target, *q.evidence], q.evidence) <= most_worlds:
        exact = brute(scm, [q.target], q.evidence, q.do, imagined)
        law: dict[object, Fraction | float] = {values[0]: p for values, p in exact.items()}
        return "brute force" if same(problem.answer, law, q.asked) else "different"
    twin = network(scm, [q.target], q.evidence, q.do, imagined)
    if twin is None:
        return "too large"
    close: dict[object, Fraction | float] = {values[0]: p for values, p in ask_pyagrum(twin).items()}
    return "twin network" if same(problem.answer, close, q.asked, 1e-9) else "different"


def same(gold: Answer, law: Mapping[Any, Fraction | float], asked: str, tolerance: float = 0.0) -> bool:
    """Whether the gold answer is what the law says, by type and value."""
    possible = {(type(v), v) for v in law}
    if asked == "value" and len(possible) > 1:
        return gold.kind == "undetermined"
    if asked != gold.kind:
        return False
    match gold.value:
        case frozenset() as found:
            return {(type(v), v) for v in found} == possible
        case bool() | int() | str() | Fraction() as value:
            return {(type(value), value)} == possible
        case None:
            return False
        case mapping:
            near = all(-tolerance <= law[v] - p <= tolerance for v, p in mapping.items() if v in law)
            return {(type(v), v) for v in mapping} == possible and near


def main() -> None:
    """Draws the problems, compares and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--problems", type=int, default=10_000)
    parser.add_argument("--worlds", type=int, default=20_000, help="most worlds to list")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    outcomes: Counter[str] = Counter()
    by_kind: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    by_level: dict[str, Counter[str]] = {str(level): Counter() for level in LADDER}
    differences: list[str] = []
    cells = [(kind, level) for level in LADDER for kind in KINDS]
    for number in range(arguments.problems):
        kind, level = cells[number % len(cells)]
        split = Stream("agreement", number).choice(SPLITS)
        problems = ProblemSet(split, seed=arguments.seed, level=level, kinds=(kind,))
        problem = problems[number // len(cells)]
        outcome = compare(problem, arguments.worlds)
        for tally in (outcomes, by_kind[kind], by_level[str(level)]):
            tally[outcome] += 1
        if outcome == "different":
            differences.append(f"{problem.id}: {problem.query.text()}")
        if sys.stderr.isatty() and number % 50 == 0:
            print(f"\r{number} of {arguments.problems}", end="", file=sys.stderr)
    results = {"problems": arguments.problems, **outcomes, "by_kind": by_kind, "by_level": by_level}
    publish("agreement", {**results, "differences": differences})
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
