"""The CPython worker: the host's side of `child.py`."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import cast, get_args

from causim_env.sandbox.errors import Reason, SandboxError
from causim_env.sandbox.results import MAX_TEXT
from causim_env.sandbox.runtime import MEMORY, SECONDS, Row, Runtime

_GRACE = 5.0
_MAX_FRAME = 2 * MAX_TEXT + 1000


class WorkerRuntime(Runtime):
    """Plain CPython that forks for each call; the fork can compute and write its answer, nothing else."""

    name = "worker"

    def __init__(self) -> None:
        super().__init__()
        self._process: subprocess.Popen[bytes] | None = None
        self._missing = ""

    def limits(self) -> Mapping[str, object]:
        """Memory, time, the system call filter and bubblewrap; a wall that is missing says why."""
        if self._pid != os.getpid():
            self.run("_answer = '0'", [], 1)
        return {
            "memory_bytes": MEMORY,
            "seconds": SECONDS,
            "seccomp": not self._missing,
            "seccomp_missing": self._missing,
            "bubblewrap": bool(_bubblewrap()),
        }

    def _start(self) -> None:
        child = str(Path(__file__).with_name("child.py"))
        command = [*_bubblewrap(), sys.executable, "-I", "-S", "-B", child, str(MEMORY), str(SECONDS)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONHASHSEED": "0"},
            start_new_session=True,
        )
        self._missing = self._receive(60.0).decode()

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()

    def _forget(self) -> None:
        self._process = None

    def _feed(self, text: str, rows: Sequence[Row]) -> object:
        assert self._process is not None and self._process.stdin is not None
        message = json.dumps([text, rows]).encode()
        try:
            self._process.stdin.write(len(message).to_bytes(4, "big") + message)
            self._process.stdin.flush()
            why, data = json.loads(self._receive(SECONDS + _GRACE))
        except (OSError, ValueError) as error:
            self.close()
            raise SandboxError("crash", f"the worker died ({error})") from None
        if why:
            reason, _, signal_name = why.partition(" ")
            raise SandboxError(cast(Reason, reason), f"stopped by the system {signal_name}".strip())
        return _outcome(data)

    def _receive(self, seconds: float) -> bytes:
        ends = time.monotonic() + seconds
        head = self._read(4, ends)
        size = int.from_bytes(head, "big")
        if size > _MAX_FRAME:
            raise OSError("its message is too long")
        return self._read(size, ends)

    def _read(self, size: int, ends: float) -> bytes:
        assert self._process is not None and self._process.stdout is not None
        number = self._process.stdout.fileno()
        data = bytearray()
        while len(data) < size:
            if not select.select([number], [], [], max(0.0, ends - time.monotonic()))[0]:
                raise OSError("no answer in time")
            chunk = os.read(number, size - len(data))
            if not chunk:
                raise OSError("its pipe closed")
            data += chunk
        return bytes(data)


def _outcome(data: str) -> object:
    try:
        kind, text = json.loads(data)
    except (ValueError, TypeError, RecursionError):
        raise SandboxError("crash", "it ended without an answer") from None
    if kind == "done":
        return text
    if kind in get_args(Reason) and type(text) is str:
        raise SandboxError(kind, text)
    raise SandboxError("result", "no answer of the agreed form")


@cache
def _bubblewrap() -> tuple[str, ...]:
    return ()
