"""Verification beside the event loop, so that answers keep coming in while a candidate is being judged.

One thread for all: a sandbox serves one caller at a time.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def aside(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The result of a call that computes for long."""
    return await asyncio.get_running_loop().run_in_executor(_thread(os.getpid()), lambda: call(*args, **kwargs))


@cache
def _thread(pid: int) -> ThreadPoolExecutor:
    """The thread of this process; one that a fork copied would never run."""
    return ThreadPoolExecutor(1, f"verification-{pid}")
