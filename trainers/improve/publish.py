"""The model that a run leaves in its folder."""

from __future__ import annotations

import shutil
from pathlib import Path

from huggingface_hub import snapshot_download

from trainers.launch import RUN

_NOT_THE_MODEL = ("settings.json", "known.json", "held_out.json", "rounds.json", "stopped.json", RUN)


def publish(model: Path | str, out: Path) -> None:
    """Puts a model in the place of the one that was there.

    Args:
        model: A folder, or the hub name of a model that was loaded before.
        out: The folder of the run; its own files are left alone.
    """
    folder = Path(model) if Path(model).is_dir() else Path(snapshot_download(str(model), local_files_only=True))
    for old in out.glob("*.safetensors*"):
        old.unlink()
    for path in folder.iterdir():
        if path.is_file() and path.suffix != ".jsonl" and path.name not in _NOT_THE_MODEL:
            shutil.copy(path, out / path.name)
