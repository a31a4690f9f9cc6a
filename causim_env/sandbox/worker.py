"""The CPython worker: the host's side of `child.py`."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import cast

from causim_env.sandbox.errors import Reason, SandboxError
from causim_env.sandbox.probe import probed
from causim_env.sandbox.program import refusal
from causim_env.sandbox.results import MAX_TEXT
from causim_env.sandbox.runtime import MEMORY, SECONDS, Runtime

_CHILD = str(Path(__file__).resolve().with_name("child.py"))
_PYTHON = os.path.realpath(sys.executable)
_GRACE = 5.0
_MAX_FRAME = 2 * MAX_TEXT + 1000


class WorkerRuntime(Runtime):
    """Plain CPython that forks for each call; the fork can compute and write its answer, nothing else.

    Args:
        seconds: The backstop: longest time that one call may take.
        hash_seed: What Python hashes text with.
    """

    name = "worker"

    def __init__(self, seconds: float = SECONDS, hash_seed: int = 0) -> None:
        super().__init__(seconds)
        self.hash_seed = hash_seed
        self._twin: WorkerRuntime | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._missing = ""

    def limits(self) -> Mapping[str, object]:
        """Memory and time as they are set and as a probe found them, the filter and bubblewrap; a gap says why."""
        if self._pid != os.getpid():
            self.run("_answer = '0'", [], 1)
        return {
            "memory_bytes": MEMORY,
            "seconds": self.seconds,
            "seccomp": not self._missing,
            "seccomp_missing": self._missing,
            "bubblewrap": not _bubblewrap()[1],
            "bubblewrap_missing": _bubblewrap()[1],
            **probed(WorkerRuntime),
        }

    def twin(self) -> Runtime | None:
        """A worker with another hash seed, started with its first call and closed with this one."""
        if self._twin is None:
            self._twin = type(self)(self.seconds, self.hash_seed + 1)
        return self._twin

    def close(self) -> None:
        """Ends its process and that of its twin."""
        if self._twin is not None:
            self._twin.close()
        super().close()

    def _start(self) -> None:
        # -I would ignore the seed as well; without it the environment is the one below, which nobody else writes
        command = [*_bubblewrap()[0], _PYTHON, "-s", "-P", "-S", "-B", _CHILD, str(MEMORY), str(self.seconds)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONHASHSEED": str(self.hash_seed)},
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

    def _feed(self, text: str, rows: Sequence[object]) -> object:
        assert self._process is not None and self._process.stdin is not None
        message = json.dumps([text, rows]).encode()
        try:
            self._process.stdin.write(len(message).to_bytes(4, "big") + message)
            self._process.stdin.flush()
            why, data = json.loads(self._receive(self.seconds + _GRACE))
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
    if type(kind) is not str or type(text) is not str:
        raise SandboxError("result", "no answer of the agreed form")
    if kind:
        raise refusal(kind[:40], text)
    return text


@cache
def _bubblewrap() -> tuple[tuple[str, ...], str]:
    """The words that put a command behind bubblewrap, or none and why."""
    found = shutil.which("bwrap")
    if found is None:
        return (), "bwrap is not installed"
    seen = [word for folder in ("/usr", "/lib", "/lib64") for word in ("--ro-bind-try", folder, folder)]
    seen += ["--ro-bind", sys.base_prefix, sys.base_prefix, "--ro-bind", _CHILD, _CHILD, "--dev", "/dev"]
    words = (found, *seen, "--unshare-all", "--cap-drop", "ALL", "--chdir", "/")
    try:
        trial = subprocess.run([*words, _PYTHON, "-I", "-S", "-c", ""], capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return (), f"bwrap fails ({error})"
    return (words, "") if trial.returncode == 0 else ((), f"bwrap fails ({trial.stderr.decode()[:100].strip()})")
