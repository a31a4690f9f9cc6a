"""The sandbox against bare `exec` of the same functions in this process.

`fresh` is one new mechanism with one row, checked and run, one call each; `together` gives a thousand of them to
`tabulate_many`. `scm` is an SCM of 20 nodes on 64 worlds that has been read, which checks its mechanisms, and is run
here for the first time; `unread` clears those checks too; `grown` is one of which a single mechanism is new, as when
a model adds a node. All figures are processor time of the host and of the runtime's processes together, so a second
core flatters nothing.
Run with `python -m benchmarks.sandbox`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks.forward import additive, worlds
from benchmarks.machine import publish
from causim_env.sandbox import Runtime, runtimes
from causim_env.sandbox.program import mechanism, simulation
from causim_env.scm.domains import Value
from causim_env.scm.language import CHECKED
from causim_env.scm.model import SCM

ROUNDS = 5
NODE = """def level(a, b):
    base = 3 * a - b
    if base > {}:
        base = base - 1
    return max(-9, min(9, base))"""


def spent() -> float:
    """Processor seconds of this process and of its children, the living and the dead."""
    own = os.times()
    living = sum(_seconds(pid) for pid in _below(os.getpid()))
    return time.process_time() + own.children_user + own.children_system + living


def _below(pid: int) -> list[int]:
    found: list[int] = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, tasks.read_text().split()):
            found += [child, *_below(child)]
    return found


def _seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def milliseconds_each(call: Callable[[], object], count: int) -> float:
    """Processor time of each of `count` things that one call does, the best of a few rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = spent()
        call()
        best = min(best, (spent() - start) / count * 1000)
    return best


def bare_node(index: int) -> None:
    """What the sandbox is held against: one new function, run in this process."""
    namespace: dict[str, Callable[..., Value]] = {}
    exec(NODE.format(index), namespace)
    namespace["level"](1, 2)


def measure(runtime: Runtime, scm: SCM, count: int) -> dict[str, object]:
    """One runtime."""
    many = worlds(scm, 64)
    fresh = iter(range(10**9))
    rows: list[tuple[Value, ...]] = [(1, 2)]

    def single() -> None:
        for _ in range(count):
            runtime.tabulate(NODE.format(next(fresh)), rows)

    def together() -> None:
        runtime.tabulate_many([(NODE.format(next(fresh)), rows) for _ in range(1000)])

    def simulate() -> None:
        for _ in range(count // 10):
            mechanism.cache_clear()
            runtime.simulate(scm, many)

    def unread() -> None:
        for _ in range(count // 10):
            mechanism.cache_clear()
            CHECKED.clear()
            runtime.simulate(scm, many)

    def grow() -> None:
        last = scm.endogenous[-1]
        for _ in range(count // 10):
            fresh_node = replace(last, source=f"{last.source}  # {next(fresh)}")
            runtime.simulate(SCM(scm.doc, scm.exogenous, [*scm.endogenous[:-1], fresh_node]), many)

    def bare_nodes() -> None:
        for index in range(1000):
            bare_node(index)

    program = "from __future__ import annotations\n" + simulation(scm, ())
    inputs = [tuple(world.values()) for world in many]

    def bare_scm() -> None:
        for _ in range(20):
            exec(program, {"_rows": inputs})

    if runtime.simulate(scm, many) != scm.evaluate_batch(many):
        raise SystemExit(f"{runtime.name} differs from the fused program")
    node, whole = milliseconds_each(bare_nodes, 1000), milliseconds_each(bare_scm, 20)
    result: dict[str, object] = {
        "runtime": runtime.name,
        "bare_fresh_ms": round(node, 4),
        "bare_scm_ms": round(whole, 3),
    }
    for name, call, times, bare in (
        ("fresh", single, count, node),
        ("together", together, 1000, node),
        ("scm", simulate, count // 10, whole),
        ("unread", unread, count // 10, whole),
        ("grown", grow, count // 10, whole),
    ):
        each = milliseconds_each(call, times)
        result[f"{name}_ms"] = round(each, 4)
        result[f"{name}_per_second"] = round(1000 / each)
        result[f"{name}_ratio"] = round(each / bare, 2)
    return result


def main() -> None:
    """Prints the table."""
    scm, _ = additive(20)
    results = []
    for start in runtimes().values():
        with start() as runtime:
            results.append(measure(runtime, scm, 500))
    publish("sandbox", results)


if __name__ == "__main__":
    main()
