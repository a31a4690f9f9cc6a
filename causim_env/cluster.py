"""Work on a Ray cluster: results come in the order of the work, and what a lost worker had is done again.

The cluster is that of `RAY_ADDRESS`, or one that is started on this machine for the time being. Give it coarse pieces,
a second each or more: sending one costs milliseconds.
"""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

RETRIES = 4
AHEAD = 2


def mapped(
    function: Callable[[Item], Result], items: Iterable[Item], *, cpus: float = 1.0, gpus: float = 0.0
) -> Iterator[Result]:
    """The results of a function on items, in their order; a few pieces are under way at a time.

    Args:
        function: Runs on the workers; what it raises is raised here. It is started again where its worker is lost.
        items: What to run it on; they travel by pickle.
        cpus: Cores for one piece.
        gpus: GPUs for one piece.

    Raises:
        ImportError: Ray is not installed.
    """
    ray = _connected()

    def piece(item: Item) -> Result:
        return function(item)

    remote = ray.remote(num_cpus=cpus, num_gpus=gpus, max_retries=RETRIES)(piece)
    width = max(1, int(ray.cluster_resources().get("CPU", 1) / max(cpus, 0.01)))
    waiting: deque[Any] = deque()
    try:
        for item in items:
            waiting.append(remote.remote(item))
            if len(waiting) >= AHEAD * width:
                yield _got(ray, waiting.popleft())
        while waiting:
            yield _got(ray, waiting.popleft())
    finally:
        for late in waiting:
            ray.cancel(late)


def gpus_each() -> float:
    """One GPU for a piece of work where the cluster has any, else none."""
    return 1.0 if _connected().cluster_resources().get("GPU") else 0.0


def _got(ray: Any, reference: Any) -> Any:
    """A result; what the work raised is raised as it was, without Ray's account of where."""
    try:
        return ray.get(reference)
    except ray.exceptions.RayTaskError as error:
        raise error.cause from None


def _connected() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray
    except ImportError:
        raise ImportError("--ray needs ray: pip install 'causim-env[scale]'") from None
    if not ray.is_initialized():
        ray.init(include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    return ray
