"""Exact counterfactuals: the engine against pgmpy's variable elimination on the same twin network.

Random SCMs: every node has four values, two earlier nodes as parents and one exogenous bit of its own, and is an
arbitrary table. The question is P(one node under do | 40 % of the nodes observed); both engines answer it exactly and
must agree. The engine starts from a compiled SCM (`ms`) or from one it has never run (`cold_ms`). pgmpy starts from a
finished twin network, so building it is not counted; it eliminates in min-fill order (`minfill_ms`) and in its default,
which hands the whole product to a tensor contraction (`contraction_ms`).
Run with `python -m benchmarks.inference [--instances 30] [--peer-instances 5] [--bits 16 60]`.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from benchmarks.machine import median, milliseconds, publish
from causim_env.scm.domains import Uniform, Value
from causim_env.scm.infer import infer
from causim_env.scm.model import SCM
from causim_env.streams import Stream

BITS = (16, 20, 24, 32, 40, 60)
OBSERVED = 0.4
DOMAIN = 4


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
        """The engine's answer."""
        return infer(self.scm, [self.target], self.evidence, self.do, counterfactual=True)


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
    ours, cold = [], []
    theirs: dict[str, list[float]] = {"minfill": [], "contraction": []}
    ratios: dict[str, list[float]] = {"minfill": [], "contraction": []}
    for index in range(instances):
        stream = Stream("benchmark inference", bits, index)
        question = random_counterfactual(stream, random_scm(stream, bits))
        cold.append(milliseconds(question.ask))
        ours.append(milliseconds(question.ask, 3))
        if index < peers:
            for way, took in peer(question).items():
                theirs[way].append(took)
                ratios[way].append(took / ours[-1])
    row: dict[str, object] = {"bits": bits, "instances": instances, "peer_instances": min(peers, instances)}
    row |= {"ms": median(ours), "cold_ms": median(cold), "slowest_ms": median([max(ours)])}
    for way in theirs:
        if theirs[way]:
            row |= {f"{way}_ms": median(theirs[way]), f"{way}_ratio": median(ratios[way])}
    return row


def peer(question: Counterfactual) -> dict[str, float]:
    """Times of pgmpy on the twin network, after checking that it gives the same answer."""
    from pgmpy.inference import VariableElimination

    from tests.oracles.export import ask_pgmpy, network, to_pgmpy

    q = question
    twin = network(q.scm, [q.target], q.evidence, q.do, counterfactual=True, whole=True)
    assert twin is not None
    model = to_pgmpy(twin)
    other = ask_pgmpy(twin, model)
    if any(abs(other.get(key, 0.0) - float(p)) > 1e-9 for key, p in q.ask().items()):
        raise SystemExit(f"the engines disagree on {question}")

    def run(order: str) -> object:
        engine = VariableElimination(model)
        evidence = dict(twin.evidence)
        return engine.query(list(twin.targets), evidence, elimination_order=order, show_progress=False)

    return {
        "minfill": milliseconds(lambda: run("MinFill"), 2),
        "contraction": milliseconds(lambda: run("greedy"), 2),
    }


def main() -> None:
    """Reads the arguments and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instances", type=int, default=30)
    parser.add_argument("--peer-instances", type=int, default=5)
    parser.add_argument("--bits", type=int, nargs="*", default=list(BITS))
    arguments = parser.parse_args()
    rows = [compare(b, arguments.instances, arguments.peer_instances) for b in arguments.bits]
    publish("inference", rows)


if __name__ == "__main__":
    main()
