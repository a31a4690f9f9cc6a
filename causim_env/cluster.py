"""Work in many places: results come in the order of the work, whoever does it.

On a Ray cluster, that of `RAY_ADDRESS` or one that is started on this machine for the time being, what a lost worker
had is done again. Give it coarse pieces, a second each or more: sending one costs milliseconds.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

RETRIES = 4
AHEAD = 2
PIECE = 64


def cut(items: Iterable[Item], size: int = PIECE) -> Iterator[list[Item]]:
    """Items in pieces of a size; the last one may be smaller."""
    left = iter(items)
    while piece := list(islice(left, size)):
        yield piece


def mapped(
    function: Callable[[Item], Result], items: Iterable[Item], *, cpus: float = 1.0, gpus: float = 0.0
) -> Iterator[Result]:
    """The results of a function on items on a Ray cluster, in their order; a few pieces are under way at a time.

    Args:
        function: Runs on the workers; what it raises is raised here. It is started again where its worker is lost.
        items: What to run it on; they travel by pickle.
        cpus: Cores for one piece.
        gpus: GPUs for one piece.

    Raises:
        ImportError: Ray is not installed.
        ChildProcessError: One piece has lost worker after worker.
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


def in_processes(function: Callable[[Item], Result], items: Iterable[Item], processes: int = 1) -> Iterator[Result]:
    """As `mapped`, in so many processes of this machine; with one, in this process.

    Raises:
        ChildProcessError: A process was lost.
    """
    if processes == 1:
        yield from map(function, items)
        return
    waiting: deque[Future[Result]] = deque()
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(function, item))
                if len(waiting) >= AHEAD * processes:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            raise ChildProcessError("a process was killed, or had too little memory: run this again") from None
        finally:
            for late in waiting:
                late.cancel()


def gpus_each() -> float:
    """One GPU for a piece of work where the cluster has any, else none."""
    return 1.0 if _connected().cluster_resources().get("GPU") else 0.0


def _got(ray: Any, reference: Any) -> Any:
    """A result; what the work raised is raised as it was, without Ray's account of where."""
    try:
        return ray.get(reference)
    except ray.exceptions.RayTaskError as error:
        raise error.cause from None
    except ray.exceptions.RayError as error:
        lost = type(error).__name__
        raise ChildProcessError(
            f"Ray lost {RETRIES + 1} workers on one piece of work ({lost}): run this again"
        ) from None


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
