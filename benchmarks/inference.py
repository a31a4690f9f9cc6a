"""Exact counterfactuals: the engine against pgmpy's variable elimination on the same twin network.

Random SCMs: every node has four values, two earlier nodes as parents and one exogenous bit of its own, and is an
arbitrary table. The question is P(one node under do | 40 % of the nodes observed); both engines answer it exactly and
must agree. The engine starts from a compiled SCM (`ms`; `checked_ms` where evidence without bearing on the target
is checked to be possible too) or from one it has never run (`cold_ms`). pgmpy is timed
- eliminating in min-fill order on a finished twin network (`minfill`; skipped where a factor would exceed MOST_CELLS),
- in its default on a finished twin network, one tensor contraction of all factors (`contraction`),
- in its default with the network made from ready tables, as every other `do` needs another one (`anew`).
Times are processor time; ratios are to the checked time, medians over the questions that pgmpy could answer.
Run with `python -m benchmarks.inference [--instances 30] [--peer-instances 10] [--bits 16 60]`.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from math import prod
from typing import TYPE_CHECKING, Any

from benchmarks.machine import median, milliseconds, publish
from causim_env.scm.domains import Uniform, Value
from causim_env.scm.infer import infer
from causim_env.scm.model import SCM
from causim_env.streams import Stream

if TYPE_CHECKING:
    from tests.oracles.export import Network

BITS = (16, 20, 24, 32, 40, 60)
OBSERVED = 0.4
DOMAIN = 4
MOST_CELLS = 2**20


def random_scm(stream: Stream, nodes: int) -> SCM:
    """Tables over two earlier nodes and one bit per node."""
    blocks = []
    for i in range(nodes):
        blocks.append(f"u{i}: {Uniform(0, 1).text()}")
    for i in range(nodes):
        parents = [f"v{j}" for j in stream.sample(range(i), min(i, 2))]
        sizes = [DOMAIN] * len(parents) + [2]
        cells = [stream.below(DOMAIN) for _ in product(*map(range, sizes))]
        names = [*parents, f"u{i}"]
        place = names[0]
        for name, size in zip(names[1:], sizes[1:], strict=True):
            place = f"({place}) * {size} + {name}"
        blocks.append(f"def v{i}({', '.join(names)}) -> Integer(0, {DOMAIN - 1}):\n    return {tuple(cells)}[{place}]")
    read = SCM.from_source("\n\n".join(blocks))
    return SCM(read.doc, read.exogenous, read.endogenous, vetted=True)


@dataclass(frozen=True)
class Counterfactual:
    """P(target under do | evidence) in one SCM."""

    scm: SCM
    target: str
    evidence: dict[str, Value]
    do: dict[str, Value]

    def ask(self) -> dict[tuple[Value, ...], Fraction]:
        """The engine's answer; like the peer it takes it that the evidence, read off a world, can occur."""
        return self._infer(False)

    def ask_and_check(self) -> dict[tuple[Value, ...], Fraction]:
        """The same, evidence without bearing on the target checked as well."""
        return self._infer(True)

    def _infer(self, check: bool) -> dict[tuple[Value, ...], Fraction]:
        return infer(self.scm, [self.target], self.evidence, self.do, counterfactual=True, check_evidence=check)


def random_counterfactual(stream: Stream, scm: SCM) -> Counterfactual:
    """A target below an intervention, and what is observed in a random world."""
    values = scm.evaluate({u.name: stream.below(2) for u in scm.exogenous})
    nodes = [v.name for v in scm.endogenous]
    cause = stream.choice([name for name in nodes if len(scm.descendants([name])) > 1])
    target = stream.choice(sorted(scm.descendants([cause]) - {cause}))
    seen = stream.sample([name for name in nodes if name != target], round(OBSERVED * len(nodes)))
    evidence = {name: values[name] for name in seen}
    return Counterfactual(scm, target, evidence, {cause: (int(values[cause]) + 1) % DOMAIN})


def compare(bits: int, instances: int, peers: int) -> dict[str, object]:
    """Median times on the same questions."""
    ours: list[float] = []
    checked: list[float] = []
    cold: list[float] = []
    theirs: dict[str, list[float]] = {"minfill": [], "contraction": [], "anew": []}
    ratios: dict[str, list[float]] = {way: [] for way in theirs}
    for index in range(instances):
        stream = Stream("benchmark inference", bits, index)
        question = random_counterfactual(stream, random_scm(stream, bits))
        cold.append(milliseconds(question.ask))
        ours.append(milliseconds(question.ask, 3))
        checked.append(milliseconds(question.ask_and_check, 3))
        if index < peers:
            for way, took in peer(question).items():
                theirs[way].append(took)
                ratios[way].append(took / checked[-1])
    row: dict[str, object] = {"bits": bits, "instances": instances}
    row |= {
        "ms": median(ours),
        "checked_ms": median(checked),
        "cold_ms": median(cold),
        "slowest_ms": median([max(ours)]),
    }
    for way, times in theirs.items():
        row[f"{way}_answered"] = f"{len(times)} of {min(peers, instances)}"
        if times:
            row |= {f"{way}_ms": median(times), f"{way}_ratio": median(ratios[way])}
    return row


def peer(question: Counterfactual) -> dict[str, float]:
    """Times of pgmpy on the twin network, after checking that it gives the same answer."""
    from pgmpy.inference import VariableElimination

    from tests.oracles.export import ask_pgmpy, network, to_pgmpy

    q = question
    twin = network(q.scm, [q.target], q.evidence, q.do, counterfactual=True, whole=True)
    assert twin is not None
    finished = to_pgmpy(twin)
    other = ask_pgmpy(twin, finished)
    if any(abs(other.get(key, 0.0) - float(p)) > 1e-9 for key, p in q.ask().items()):
        raise SystemExit(f"the engines disagree on {question}")

    def run(model: Any, order: str) -> object:
        engine = VariableElimination(model)
        evidence = dict(twin.evidence)
        return engine.query(list(twin.targets), evidence, elimination_order=order, show_progress=False)

    times = {
        "contraction": milliseconds(lambda: run(finished, "greedy"), 2),
        "anew": milliseconds(lambda: run(to_pgmpy(twin), "greedy"), 2),
    }
    if largest_factor(twin) <= MOST_CELLS:
        times["minfill"] = milliseconds(lambda: run(finished, "MinFill"), 2)
    return times


def largest_factor(twin: Network) -> int:
    """Cells of the largest factor when the unobserved relevant nodes are eliminated in min-fill order."""
    sizes = {node.name: len(node.values) for node in twin.nodes}
    parents = {node.name: node.parents for node in twin.nodes}
    relevant: set[str] = set()
    todo = [*twin.targets, *twin.evidence]
    while todo:
        name = todo.pop()
        if name not in relevant:
            relevant.add(name)
            todo.extend(parents[name])
    free = sorted(relevant - set(twin.evidence))
    near: dict[str, set[str]] = {name: set() for name in free}
    for name in relevant:
        family = [member for member in (name, *parents[name]) if member in near]
        for member in family:
            near[member].update(other for other in family if other != member)
    largest = 1
    waiting = set(free) - set(twin.targets)
    while waiting:
        name = min(sorted(waiting), key=lambda n: sum(b not in near[a] for a, b in combinations(near[n], 2)))
        waiting.remove(name)
        around = near.pop(name)
        largest = max(largest, sizes[name] * prod(sizes[other] for other in around))
        for other in around:
            near[other] = (near[other] | around) - {name, other}
    return largest


def main() -> None:
    """Reads the arguments and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instances", type=int, default=30)
    parser.add_argument("--peer-instances", type=int, default=10)
    parser.add_argument("--bits", type=int, nargs="*", default=list(BITS))
    arguments = parser.parse_args()
    rows = [compare(b, arguments.instances, arguments.peer_instances) for b in arguments.bits]
    publish("inference", rows)


if __name__ == "__main__":
    main()
