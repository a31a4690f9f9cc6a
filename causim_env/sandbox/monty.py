"""Monty: a Python interpreter in Rust, in a process of its own.

Its client has threads that a fork does not take along, so a process forked after its first use cannot use it.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from causim_env.sandbox.errors import SandboxError
from causim_env.sandbox.probe import probed
from causim_env.sandbox.program import refusal
from causim_env.sandbox.runtime import MEMORY, SECONDS, Runtime

if TYPE_CHECKING:
    from pydantic_monty import Monty

MAX_DEPTH = 200
MAX_PRINTED = 1_000
_GRACE = 1.0
_used_in: set[int] = set()


def usable() -> bool:
    """Whether Monty is installed, and no process that this one was forked from has used it."""
    return importlib.util.find_spec("pydantic_monty") is not None and _used_in <= {os.getpid()}


class MontyRuntime(Runtime):
    """One Monty process; every call gets a fresh interpreter in it."""

    name = "monty"

    def __init__(self, seconds: float = SECONDS) -> None:
        super().__init__(seconds)
        self._pool: Monty | None = None
        self._left: list[Monty] = []

    def limits(self) -> Mapping[str, object]:
        """Memory, time and recursion, as they are set, and what a probe found of the first two."""
        return {"memory_bytes": MEMORY, "seconds": self.seconds, "recursion": MAX_DEPTH, **probed(MontyRuntime)}

    def _start(self) -> None:
        try:
            from pydantic_monty import Monty
        except ImportError:
            raise ImportError("the Monty runtime needs pydantic-monty: pip install pydantic-monty==1.4.0") from None
        if not usable():
            raise SandboxError("crash", "Monty cannot be used after a fork: call default_runtime() in the new process")
        _used_in.add(os.getpid())
        self._pool = Monty(min_processes=1, max_processes=1, request_timeout=self.seconds + _GRACE)
        self._pool.__enter__()

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.__exit__(None, None, None)
        self._pool = None

    def _forget(self) -> None:
        if self._pool is not None:
            self._left.append(self._pool)  # a drop would end the parent's process
        self._pool = None

    def _feed(self, text: str, rows: Sequence[object]) -> object:
        from pydantic_monty import CollectString, MontyCrashedError, MontyError

        assert self._pool is not None
        try:
            with self._pool.checkout(
                limits={
                    "max_feed_duration_secs": self.seconds,
                    "max_memory": MEMORY,
                    "max_recursion_depth": MAX_DEPTH,
                    "max_suspensions": 1,
                },
                os_policy={"sleep": "zero", "random_start": {"seed": 0}},
            ) as session:
                return session.feed_run(
                    text + "\n_answer", inputs={"_rows": list(rows)}, print_callback=CollectString(MAX_PRINTED)
                )
        except MontyCrashedError as error:
            raise SandboxError("timeout" if error.timed_out else "crash", str(error)) from None
        except MontyError as error:
            raised = error.exception()
            raise refusal(type(raised).__name__, str(raised)) from None
