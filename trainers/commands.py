"""Scripts of the checkout in processes of their own, with a log and a count of what they cost."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from trainers.guards import GuardError

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1"}


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
        GuardError: It failed; the message holds the end of the log.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as stream:
        stream.write(f"$ {shlex.join(command)}\n")
        stream.flush()
        process = subprocess.Popen(
            [*launcher, *command],
            cwd=ROOT,
            env=os.environ | environment,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        tail = log.read_text(encoding="utf-8", errors="replace")[-800:]
        raise GuardError(f"{name}: exit code {process.returncode}, see {log}: {tail}")
    return usage.ru_utime + usage.ru_stime
