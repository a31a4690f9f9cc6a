"""Verification beside the event loop, so that answers keep coming in while a candidate is being judged.

One thread for all: a sandbox serves one caller at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_THREAD = ThreadPoolExecutor(1, "verification")


async def aside(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The result of a call that computes for long."""
    return await asyncio.get_running_loop().run_in_executor(_THREAD, lambda: call(*args, **kwargs))
