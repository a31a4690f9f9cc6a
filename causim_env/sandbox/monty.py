"""Monty: a Python interpreter in Rust, in a process of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from causim_env.sandbox.errors import SandboxError
from causim_env.sandbox.runtime import MEMORY, SECONDS, Row, Runtime

if TYPE_CHECKING:
    from pydantic_monty import Monty

MAX_DEPTH = 200
MAX_PRINTED = 1_000
_GRACE = 1.0


class MontyRuntime(Runtime):
    """One Monty process; every call gets a fresh interpreter in it."""

    name = "monty"

    def __init__(self) -> None:
        super().__init__()
        self._pool: Monty | None = None
        self._left: list[Monty] = []

    def limits(self) -> Mapping[str, object]:
        """Memory, time and recursion, enforced by the interpreter."""
        return {"memory_bytes": MEMORY, "seconds": SECONDS, "recursion": MAX_DEPTH}

    def _start(self) -> None:
        try:
            from pydantic_monty import Monty
        except ImportError:
            raise ImportError("the Monty runtime needs pydantic-monty: pip install pydantic-monty==1.4.0") from None
        self._pool = Monty(min_processes=1, max_processes=1, request_timeout=SECONDS + _GRACE)
        self._pool.__enter__()

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.__exit__(None, None, None)
        self._pool = None

    def _forget(self) -> None:
        if self._pool is not None:
            self._left.append(self._pool)  # a drop would end the parent's process
        self._pool = None

    def _feed(self, text: str, rows: Sequence[Row]) -> object:
        from pydantic_monty import CollectString, MontyCrashedError, MontyError

        assert self._pool is not None
        try:
            with self._pool.checkout(
                limits={
                    "max_feed_duration_secs": SECONDS,
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
            raise _refusal(error.exception(), str(error)) from None


def _refusal(error: BaseException, text: str) -> SandboxError:
    match error:
        case AssertionError():
            return SandboxError("fuel", str(error))
        case TimeoutError():
            return SandboxError("timeout", str(error))
        case MemoryError():
            return SandboxError("memory", str(error))
        case _:
            return SandboxError("error", f"{type(error).__name__} ({str(error)[:200]})" if text else "")
