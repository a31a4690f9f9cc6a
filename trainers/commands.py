"""Scripts of the checkout in processes of their own, with a log and a count of what they cost.

None outlives the process that runs it: not where that is killed, nor where it is interrupted.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from causim_env.processes import Group
from trainers.guards import GuardError

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1"}
GRACE = 10.0
_running: set[Group] = set()


def execute(
    command: Sequence[str], log: Path, name: str, launcher: Sequence[str] = (sys.executable,), **environment: str
) -> float:
    """Runs a script of the checkout to its end.

    Args:
        command: The script and its options.
        log: What it says is put at the end of this file.
        name: Who it runs for, in the message of an error.
        launcher: What starts it, such as `accelerate launch`; this Python if not given.
        **environment: Variables beside those of this process.

    Returns:
        Processor seconds of the process and its children.

    Raises:
        GuardError: It failed, or `end_all` ended it; the message holds the end of the log.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as stream:
        stream.write(f"$ {shlex.join(command)}\n")
        stream.flush()
        process = Group(
            [*launcher, *command],
            cwd=ROOT,
            env=os.environ | environment,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        _running.add(process)
        try:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            process.end(0.0 if process.returncode is not None else GRACE)
            _running.discard(process)
    if process.returncode:
        tail = log.read_text(encoding="utf-8", errors="replace")[-800:]
        raise GuardError(f"{name}: exit code {process.returncode}, see {log}: {tail}")
    return usage.ru_utime + usage.ru_stime


def end_all() -> None:
    """Ends what other threads execute now; there it fails."""
    for number, seconds in ((signal.SIGTERM, GRACE), (signal.SIGKILL, GRACE)):
        going = [*_running]
        for process in going:
            process.signal_all(number)
        ends = time.monotonic() + seconds
        while _running.intersection(going) and time.monotonic() < ends:
            time.sleep(0.05)
