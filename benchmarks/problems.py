"""How fast problems are made: level-3 counterfactuals against generators of other reasoning environments.

One of ours is a new SCM, a query that no shortcut answers, its exact gold answer and the rendered prompt. The peers:
`knights_knaves` of reasoning-gym draws a logic puzzle and solves it; the Bayesian tasks of reasoning-core draw a small
probabilistic program and query it by enumeration. Processor time on one core; a peer that is not
installed is null with the reason.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from benchmarks.machine import publish
from causim_env.problems import ProblemSet

OURS = 400
PEERS = 60


def per_second(make: Callable[[int], object], n: int, first: int = 20) -> float:
    """Items a second of processor time, after a few to warm up."""
    for i in range(first):
        make(i)
    start = time.process_time()
    for i in range(first, first + n):
        make(i)
    return n / (time.process_time() - start)


def reasoning_gym() -> Callable[[int], object]:
    """`knights_knaves`, by index."""
    import reasoning_gym

    puzzles = reasoning_gym.create_dataset("knights_knaves", size=OURS, seed=1)
    return lambda i: puzzles[i]


def reasoning_core(name: str) -> Callable[[int], object]:
    """A task of reasoning-core, an example a call."""
    from reasoning_core import get_task

    task = get_task(name)
    instance = task() if isinstance(task, type) else task
    return lambda i: instance.generate_example()


def peer(make: Callable[[], Callable[[int], object]], ours: float) -> dict[str, object]:
    """A peer's rate and our ratio to it, or why there is none."""
    try:
        rate = per_second(make(), PEERS, first=2)
    except ImportError as error:
        return {"per_second": None, "ratio": None, "reason": f"not installed ({error.name})"}
    return {"per_second": round(rate, 1), "ratio": round(ours / rate, 2)}


def main() -> None:
    """Prints JSON."""
    rates: dict[str, float] = {}
    representations: Sequence[str] = ("code", "equations", "prose", "table")
    for representation in representations:
        problems = ProblemSet(level=3, kinds=("counterfactual",), representation=representation, seed=77)
        rates[representation] = per_second(problems.__getitem__, OURS)
    ours = rates["code"]
    publish(
        "problems",
        {
            "level_3_counterfactuals_per_second": {name: round(rate, 1) for name, rate in rates.items()},
            "reasoning_gym.knights_knaves": peer(reasoning_gym, ours),
            "reasoning_core.most_probable_outcome": peer(lambda: reasoning_core("most_probable_outcome"), ours),
            "reasoning_core.most_probable_evidence": peer(lambda: reasoning_core("most_probable_evidence"), ours),
        },
    )


if __name__ == "__main__":
    main()
