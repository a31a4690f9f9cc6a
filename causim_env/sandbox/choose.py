"""Which runtimes there are, and which one is used unless somebody says otherwise."""

from __future__ import annotations

import atexit
import importlib.util
import os
from collections.abc import Callable, Mapping

from causim_env.sandbox.monty import MontyRuntime
from causim_env.sandbox.runtime import Runtime
from causim_env.sandbox.worker import WorkerRuntime

_started: dict[int, Runtime] = {}


def runtimes() -> Mapping[str, Callable[[], Runtime]]:
    """The runtimes that work here, best first: names to constructors."""
    known: dict[str, Callable[[], Runtime]] = {"monty": MontyRuntime, "worker": WorkerRuntime}
    if importlib.util.find_spec("pydantic_monty") is None:
        del known["monty"]
    return known


def default_runtime() -> Runtime:
    """The first of `runtimes()`, one for each process id; it starts with its first call."""
    pid = os.getpid()
    if pid not in _started:
        _started[pid] = next(iter(runtimes().values()))()
        atexit.register(_started[pid].close)
    return _started[pid]
