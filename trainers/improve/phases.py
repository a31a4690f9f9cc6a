"""Phases of a run: each leaves one file or folder under its final name when it is whole, and says what it cost."""

from __future__ import annotations

import gc
import json
import resource
import shutil
from collections.abc import Callable
from pathlib import Path

import torch

TIMES = "times.jsonl"


def phase(home: Path, name: str, make: Callable[[Path], None], *, resumes: bool = False) -> None:
    """Makes a file or folder under a temporary name and then renames it, unless it is there.

    What a killed one has cost is counted nowhere.

    Args:
        home: The folder it belongs to; a line of `times.jsonl` there says how many processor seconds it took.
        name: Its name.
        make: Writes it to the path that it is given.
        resumes: Whether it takes up a folder that was left half; it is taken away otherwise.
    """
    if (home / name).exists():
        return
    half = home / f"half-{name}"
    if not half.is_dir():
        half.unlink(missing_ok=True)
    elif not resumes:
        shutil.rmtree(half)
    before = _cpu_seconds()
    make(half)
    _free()
    spent = json.dumps({"phase": name.partition(".")[0], "cpu_seconds": round(_cpu_seconds() - before, 2)})
    with (home / TIMES).open("a", encoding="utf-8") as stream:
        stream.write(spent + "\n")
    half.rename(home / name)


def _free() -> None:
    """Gives back what a model that is done with held of the GPUs; trainers are processes of their own."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _cpu_seconds() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)
