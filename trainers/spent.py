"""What a run has cost: all its processes with their children, over all its sessions.

A run that goes on from a checkpoint counts on from there; what it had done after that and lost is not counted.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import psutil
from accelerate.utils import gather_object


class Meter:
    """Counts from now on.

    Args:
        trainer: One of TRL's, whose tokens are counted on, where TRL begins again at 0.
        seal: The file of the checkpoint that the run goes on from, with what it had cost until then; None for none.
    """

    def __init__(self, trainer: Any, seal: Path | None) -> None:
        before = json.loads(seal.read_text(encoding="utf-8")) if seal is not None and seal.exists() else {}
        self._trainer = trainer
        self._seconds = before.get("seconds", 0.0) - time.perf_counter()
        self._before = before.get("cpu_seconds", 0.0)
        self._start = cpu_seconds()
        if "tokens" in before:
            trainer._total_train_tokens = before["tokens"]

    def read(self) -> dict[str, float]:
        """Wall and processor seconds; every process of the run has to ask."""
        spent = sum(gather_object([cpu_seconds() - self._start]))
        return {
            "seconds": round(self._seconds + time.perf_counter(), 2),
            "cpu_seconds": round(self._before + spent, 2),
        }

    def tokens(self) -> dict[str, int]:
        """Tokens that a checkpoint has to keep, if TRL does not."""
        counted = getattr(self._trainer, "_total_train_tokens", 0)
        return {"tokens": int(counted)} if counted else {}


def cpu_seconds() -> float:
    """Processor seconds of this process and of its children, of those that have ended too."""
    own = psutil.Process()
    total = 0.0
    for process in (own, *own.children(recursive=True)):
        try:
            total += sum(process.cpu_times()[:4])
        except psutil.NoSuchProcess:
            pass  # its parent has it now
    return total
