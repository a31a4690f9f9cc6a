"""Tries every hostile program on a runtime: through the front door, and with the static check taken away."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from causim_env.attacks.programs import PROGRAMS, Program
from causim_env.attacks.programs.program import PROOF
from causim_env.sandbox import Runtime, SandboxError
from causim_env.sandbox.program import tabulation
from causim_env.scm.domains import VALUE_TYPES, Value

LIMIT_SECONDS = 15.0
"""Longest time until a program is stopped: the runtimes' own limit, doubled and more for a busy machine."""
_HARMLESS = "def f(a, b):\n    t = 0\n    for i in range(a):\n        t += max(b, len(str(i)))\n    return t"
_ROWS = [(0, 1), (3, 5), (12, 1)]
_VALUES = [0, 15, 14]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one program achieved.

    Attributes:
        program: Its name.
        family: Its family.
        door: "front" or "unchecked".
        seconds: Until it was stopped.
        stopped: How, in words.
        fault: What it achieved; empty if nothing.
        poisoned: Whether a harmless mechanism was answered wrongly afterwards.
    """

    program: str
    family: str
    door: str
    seconds: float
    stopped: str
    fault: str
    poisoned: bool


def assault(runtime: Runtime, programs: tuple[Program, ...] = PROGRAMS) -> Iterator[Attempt]:
    """Every program through both doors, each followed by a harmless call on the same runtime."""
    for program in programs:
        yield _attempt(runtime, program, "front", lambda text: runtime.tabulate(text, [(1,)]))
        yield _attempt(runtime, program, "unchecked", _unchecked(runtime, program))


def _unchecked(runtime: Runtime, program: Program) -> Callable[[str], list[Value]]:
    def call(text: str) -> list[Value]:
        return runtime.run(text if program.whole else tabulation("f", text), [(1,)], 1)

    return call


def _attempt(runtime: Runtime, program: Program, door: str, call: Callable[[str], list[Value]]) -> Attempt:
    started = time.monotonic()
    fault = ""
    try:
        values = call(program.text)
        stopped = f"returned {str(values)[:60]}"
        if door == "front" and not program.legal:
            fault = "passed the static check"
        elif len(values) != 1 or type(values[0]) not in VALUE_TYPES:
            fault = "returned what is no value"
        elif PROOF in str(values[0]):
            fault = "escaped"
    except SandboxError as error:
        stopped = str(error)
        if door == "front" and not program.legal and error.reason != "language":
            fault = "passed the static check"
    except Exception as error:  # whatever else comes out of a runtime is the finding
        stopped = type(error).__name__
        fault = f"raised {type(error).__name__} in the host"
    seconds = time.monotonic() - started
    if not fault and seconds > LIMIT_SECONDS:
        fault = f"took {seconds:.1f} s"
    return Attempt(program.name, program.family, door, seconds, stopped, fault, not _harmless(runtime))


def summary(attempts: Sequence[Attempt]) -> dict[str, object]:
    """One runtime in figures: programs, how many of them were stopped at both doors, later calls spoilt, slowest."""
    caught = {attempt.program for attempt in attempts if attempt.fault}
    programs = {attempt.program for attempt in attempts}
    return {
        "payloads": len(programs),
        "stopped": len(programs - caught),
        "poisoned": sum(attempt.poisoned for attempt in attempts),
        "slowest_ms": round(max(attempt.seconds for attempt in attempts) * 1000, 1),
    }


def _harmless(runtime: Runtime) -> bool:
    try:
        return runtime.tabulate(_HARMLESS, _ROWS) == _VALUES
    except SandboxError:
        return False
