"""Running an SCM forward: the fused code object against a function fused by hand.

The SCM has 20 nodes, each the clipped sum of up to three parents and a noise of its own. `fused` is the code object the
package makes, `evaluate` the public method (which also checks the world it is given), `batch` the time per world of
`evaluate_batch` on 10,000 worlds. The last table shows how time per node grows with the number of nodes.
Run with `python -m benchmarks.forward`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from benchmarks.machine import publish
from causim_env.scm.compile import fused
from causim_env.scm.domains import Value
from causim_env.scm.model import SCM
from causim_env.streams import Stream

SIZES = (10, 20, 50, 100, 200, 500, 1000)
Run = Callable[[Mapping[str, Value]], object]


def additive(nodes: int, seed: int = 0) -> tuple[SCM, str]:
    """An additive-noise SCM, and the same program written as one function by hand."""
    stream = Stream("benchmark forward", nodes, seed)
    blocks = [f"u{i}: Uniform(-1, 1)" for i in range(nodes)]
    hand = ["def by_hand(world):"]
    hand += [f"    u{i} = world['u{i}']" for i in range(nodes)]
    for i in range(nodes):
        low = max(0, i - 8)
        parents = [f"v{j}" for j in stream.sample(range(low, i), min(i - low, stream.between(1, 3)))]
        terms = [f"{stream.between(1, 3)} * {parent}" for parent in parents]
        total = " + ".join([*terms, f"u{i}"])
        body = f"max(-9, min(9, {total}))"
        blocks.append(f"def v{i}({', '.join([*parents, f'u{i}'])}) -> Integer(-9, 9):\n    return {body}")
        hand.append(f"    v{i} = {body}")
    names = [*(f"u{i}" for i in range(nodes)), *(f"v{i}" for i in range(nodes))]
    hand.append("    return {" + ", ".join(f"{name!r}: {name}" for name in names) + "}")
    read = SCM.from_source("\n\n".join(blocks))
    return SCM(read.doc, read.exogenous, read.endogenous, vetted=True), "\n".join(hand)


def worlds(scm: SCM, count: int) -> list[dict[str, Value]]:
    """Random worlds."""
    stream = Stream("benchmark worlds", count)
    return [{u.name: stream.choice(u.support) for u in scm.exogenous} for _ in range(count)]


def microseconds(runs: Sequence[Run], inputs: list[dict[str, Value]], rounds: int = 25) -> list[float]:
    """Processor time per world of each, the best of rounds in which they take turns."""
    best = [float("inf")] * len(runs)
    for _ in range(rounds):
        for place, run in enumerate(runs):
            start = time.process_time()
            for world in inputs:
                run(world)
            best[place] = min(best[place], (time.process_time() - start) / len(inputs) * 1e6)
    return best


def compare(nodes: int, count: int) -> dict[str, object]:
    """One size: by hand, fused, public method, batch."""
    scm, text = additive(nodes)
    namespace: dict[str, Run] = {}
    exec(text, namespace)
    by_hand = namespace["by_hand"]
    inputs = worlds(scm, count)
    program = fused(scm)
    nothing: dict[str, Value] = {}
    if any(program(world, nothing) != by_hand(world) for world in inputs):
        raise SystemExit("the two programs differ")
    many = worlds(scm, 10_000 if nodes <= 20 else 100)
    hand, ours, public = microseconds([by_hand, lambda world: program(world, nothing), scm.evaluate], inputs)
    (batch,) = microseconds([lambda _: scm.evaluate_batch(many)], [{}], 3)
    return {
        "nodes": nodes,
        "by_hand_us": round(hand, 3),
        "fused_us": round(ours, 3),
        "evaluate_us": round(public, 3),
        "batch_us": round(batch / len(many), 3),
        "ratio": round(ours / hand, 3),
        "evaluate_ratio": round(public / hand, 3),
        "fused_us_per_node": round(ours / nodes, 4),
    }


def main() -> None:
    """Prints the table."""
    publish("forward", [compare(nodes, 20_000 // nodes) for nodes in SIZES])


if __name__ == "__main__":
    main()
