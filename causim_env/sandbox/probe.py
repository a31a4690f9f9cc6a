"""What really holds a runtime, found by running into it: how much memory it gives, and when it ends a loop."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import cache

from causim_env.sandbox.errors import Reason, SandboxError
from causim_env.sandbox.runtime import MEMORY, Runtime

SECONDS = 0.4
"""The backstop while probing: the clock is the same, and nobody waits for long."""
_PARTS = 32
_SPIN = "for i in range(10 ** 12):\n    pass\n_answer = '0'"


@cache
def probed(start: Callable[[float], Runtime]) -> Mapping[str, object]:
    """Probes runtimes of a kind, once in this process.

    Args:
        start: Makes one with the backstop that it is given.

    Returns:
        `memory_given_bytes`: the most that it gave, to a thirty-second of the limit. `memory_refused_bytes`: the
        least that it did not, None where it gave twice the limit; `memory_refused_by`: what ended it.
        `stopped_after_s`: how long an endless program ran under a backstop of `probe_seconds`, `stopped_by`: what
        ended it; both None where it came to an end.
    """
    with start(SECONDS) as runtime:
        low, high = 0, 2 * _PARTS
        refused_by = _refusal(runtime, _taking(high))
        while refused_by and high - low > 1:
            middle = (low + high) // 2
            reason = _refusal(runtime, _taking(middle))
            low, high, refused_by = (low, middle, reason) if reason else (middle, high, refused_by)
        began = time.monotonic()
        stopped_by = _refusal(runtime, _SPIN)
        ended = round(time.monotonic() - began, 2)
    return {
        "memory_given_bytes": (low if refused_by else high) * MEMORY // _PARTS,
        "memory_refused_bytes": high * MEMORY // _PARTS if refused_by else None,
        "memory_refused_by": refused_by,
        "probe_seconds": SECONDS,
        "stopped_after_s": ended if stopped_by else None,
        "stopped_by": stopped_by,
    }


def _taking(parts: int) -> str:
    """A program that takes so many parts of the limit at once, and fills none of it, which would take its time."""
    return f"_taken = bytes({parts * MEMORY // _PARTS})\n_answer = str(len(_taken))"


def _refusal(runtime: Runtime, text: str) -> Reason | None:
    """Why a program was ended; None where it was not."""
    try:
        runtime.run(text, [], 1)
    except SandboxError as error:
        return error.reason
    return None
