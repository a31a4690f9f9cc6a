"""SCMs drawn per second on one core by the procedural author, from two variables to a thousand.

Each SCM is new: graph, kinds, names, laws, mechanisms checked against their whole tables, text. A draw's
time is processor time, the best of a few repetitions of the same draw, so that a busy machine disturbs little.

Run with `python -m benchmarks.drawing [--draws 100] [--passes 5]`.
"""

from __future__ import annotations

import argparse
import statistics
import time

from benchmarks.machine import publish
from causim_env.authors.procedural import Spec, draw
from causim_env.streams import Stream

SIZES = (2, 3, 5, 8, 20, 100, 1000)


def measure(nodes: int, draws: int, passes: int) -> dict[str, float]:
    """Mean and median time of a draw in milliseconds, and draws per second."""
    spec = Spec(nodes=nodes)
    for i in range(draws):
        draw(Stream("warm", nodes, i), spec)

    def one(i: int) -> float:
        best = float("inf")
        for _ in range(passes):
            start = time.process_time()
            draw(Stream("drawing", nodes, i), spec)
            best = min(best, time.process_time() - start)
        return 1000 * best

    times = [one(i) for i in range(draws)]
    mean = statistics.fmean(times)
    return {
        "mean_ms": round(mean, 3),
        "median_ms": round(statistics.median(times), 3),
        "mean_ms_per_node": round(mean / nodes, 3),
        "per_second": round(1000 / mean, 1),
    }


def main() -> None:
    """Reads the arguments and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=100)
    parser.add_argument("--passes", type=int, default=5)
    arguments = parser.parse_args()
    results = {
        str(nodes): measure(nodes, max(2, min(arguments.draws, 3000 // nodes)), arguments.passes) for nodes in SIZES
    }
    publish("drawing", results)


if __name__ == "__main__":
    main()
