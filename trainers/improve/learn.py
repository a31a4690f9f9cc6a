"""The trainers that a round starts, in processes of their own, and what they have counted."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from hashlib import sha256
from pathlib import Path

from trainers.commands import ROOT, execute
from trainers.launch import RUN, SEAL

COUNTS = ("steps", "samples", "tokens")


def train(script: str, config: str, rows: Path, start: Path | str, out: Path, seed: int, launcher: str = "") -> None:
    """Trains on a file of rows; an adapter is merged into its model, which the next round goes on from.

    A folder that was left half with a whole checkpoint in it is taken up from there; without one it is made anew.

    Args:
        script: `sft` or `grpo`.
        config: Its recipe.
        rows: The file.
        start: The model to start from, a folder or a hub name.
        out: The folder of the trained one.
        seed: Of the trainer.
        launcher: What starts it, such as `accelerate launch`; this Python if empty.

    Raises:
        GuardError: The trainer failed.
    """
    merged = out.with_name(f"{out.name}-merged")
    if not out.exists() and (merged / RUN).exists():  # all that was left to do was the last line below
        merged.rename(out)
        return
    if out.exists() and not any(out.glob(f"checkpoint-*/{SEAL}")):
        shutil.rmtree(out)
    run_trainer(script, config, rows, start, out, seed, launcher)
    if (out / "adapter_config.json").exists():
        execute([str(ROOT / "trainers" / "merge.py"), str(out), str(merged)], out.with_name("merge.log"), "merge")
        shutil.copy(out / RUN, merged / RUN)
        shutil.rmtree(out)
        merged.rename(out)


def run_trainer(script: str, config: str, rows: Path, start: Path | str, out: Path, seed: int, launcher: str) -> None:
    """Runs one of the trainers to its end."""
    start = start.resolve() if isinstance(start, Path) else start
    files = ("--config", Path(config).resolve(), "--file", rows.resolve(), "--output_dir", out.resolve())
    words = (*files, "--model_name_or_path", start, "--seed", seed, "--resume_from_checkpoint", "last")
    command_line = [str(ROOT / "trainers" / f"{script}.py"), *map(str, words)]
    starter = shlex.split(launcher) or [sys.executable]
    execute(command_line, out.with_name(f"{script}.log"), script, starter, TOKENIZERS_PARALLELISM="false")


def counted(folder: Path) -> dict[str, int]:
    """What the trainers of all rounds have counted, in sum."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob(f"round-*/model*/{RUN}")]
    return {name: sum(one.get(name, 0) for one in found) for name in COUNTS} | {"trainings": len(found)}


def weights(model: Path | str) -> str:
    """A hash of a model's weights; of its name where they lie elsewhere."""
    files = sorted(Path(model).glob("*.safetensors")) if Path(model).is_dir() else []
    parts = [path.read_bytes() for path in files] or [str(model).encode()]
    return sha256(b"".join(parts)).hexdigest()[:16]
