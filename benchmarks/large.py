"""One large SCM grown to the end in the sandbox, then one query of every rung about every variable."""

from __future__ import annotations

import resource
import time
from pathlib import Path

from causim_env.authors.incremental import Rules
from causim_env.authors.noisy import NoisyAuthor
from causim_env.authors.run import Order, in_order, write_all
from causim_env.authors.targets import Targets, depths
from causim_env.files import write_text
from causim_env.sandbox import default_runtime
from causim_env.scm.domains import SCMError
from causim_env.scm.infer import marginal
from causim_env.scm.model import SCM
from causim_env.streams import Stream


def large(nodes: int, keep: Path | None = None) -> dict[str, object]:
    """Grows it, then asks about it.

    Args:
        nodes: How many.
        keep: Where its text goes.
    """
    start = time.process_time()
    targets = Targets(nodes, "hospital_ward", depth=40)
    [outcome] = write_all(None, Order(1, (targets,)), NoisyAuthor(0.1, seed=1), Rules([default_runtime()]))
    grown = time.process_time() - start
    assert outcome.scm is not None
    scm = in_order(outcome.scm)
    if keep is not None:
        write_text(keep, scm.to_source())
    memory = _peak()
    return {
        "nodes": len(scm.endogenous),
        "complete": outcome.complete,
        "reason": outcome.reason,
        "inputs": len(scm.exogenous),
        "depth": max(depths(scm).values()),
        "tokens": outcome.tokens,
        "questions": outcome.turns,
        "grow_processor_s": round(grown, 1),
        "grow_peak_memory_mb": memory,
        **ask(scm),
        "peak_memory_mb": _peak(),
        "content_hash": scm.content_hash,
    }


def ask(scm: SCM) -> dict[str, object]:
    """P(x), P(cause | x), P(x | do cause) and a counterfactual about every variable, the cause drawn from above it."""
    times: list[float] = []
    refused: dict[str, str] = {}
    stream = Stream("benchmark large")
    for node in scm.order:
        above = [name for name in scm.ancestors([node.name]) if name != node.name]
        cause = stream.choice(sorted(above))
        value = stream.choice(scm[cause].support)
        seen = next(iter(marginal(scm, node.name)))
        for kind, evidence, do in (
            ("marginal", {}, {}),
            ("abduction", {node.name: seen}, {}),
            ("intervention", {}, {cause: value}),
            ("counterfactual", {node.name: seen}, {cause: value}),
        ):
            target = cause if kind == "abduction" else node.name
            once = time.process_time()
            try:
                marginal(scm, target, evidence, do, counterfactual=kind == "counterfactual")
            except SCMError as error:
                refused[f"{kind} of {target}, {cause}"] = str(error)
            times.append(time.process_time() - once)
    return {
        "queries": len(times),
        "queries_refused": len(refused),
        "refused": refused,
        "query_mean_ms": round(1000 * sum(times) / len(times), 2),
        "query_slowest_ms": round(1000 * max(times), 1),
    }


def _peak() -> int:
    """Largest resident memory of this process so far, in MB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
