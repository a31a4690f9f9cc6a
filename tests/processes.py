"""Processes that tests leave to their fate."""

from __future__ import annotations

import time
from pathlib import Path


def written(path: Path, seconds: float = 60) -> int:
    """The number in a file that another process is about to write."""
    ends = time.monotonic() + seconds
    while not path.exists() or not path.read_text():
        assert time.monotonic() < ends, f"no {path.name}"
        time.sleep(0.01)
    return int(path.read_text())


def gone(number: int, seconds: float = 10) -> bool:
    """Whether a process ends in the next seconds."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state in "ZX":
            return True
        time.sleep(0.01)
    return False
