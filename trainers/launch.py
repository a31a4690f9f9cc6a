"""What both trainers share: reading the configuration, finding the checkpoint to resume from, ending the run.

A run leaves `run.json` beside its model: what was asked for, how many processes took part, and what it cost.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, TypeVar

import yaml
from accelerate import PartialState
from transformers import Trainer, TrainerCallback, TrainerControl, TrainerState, TrainingArguments
from trl import ModelConfig, TrlParser

from causim_env import __version__
from causim_env.files import write_text
from causim_env.processes import end_with_parent
from trainers.guards import GuardError
from trainers.guards import command as command
from trainers.mix import MixArguments
from trainers.spent import Meter

RUN = "run.json"
SEAL = "whole.json"
LOCK = "train.lock"
Config = TypeVar("Config", bound=TrainingArguments)
_occupied: dict[Path, IO[str]] = {}


def parse(
    config: type[Config], argv: Sequence[str] | None, *more: type
) -> tuple[MixArguments, Config, ModelConfig, str, *tuple[Any, ...]]:
    """Reads `--config file.yaml` and command-line overrides; unknown keys are refused.

    Args:
        config: The trainer's own configuration class.
        argv: Command line, that of the process if None.
        *more: Dataclasses of further options.

    Returns:
        The problem mix, the trainer's arguments, those of the model, the name of the model, and the further options.

    Raises:
        GuardError: No model is named, or an option is unknown or makes no sense.
    """
    if "TORCHELASTIC_RUN_ID" in os.environ:
        end_with_parent()  # the launcher has put this rank into a session of its own
    parser = TrlParser((MixArguments, config, ModelConfig, *more))  # type: ignore[arg-type]
    mix, args, model, *rest = options(parser, argv)
    if not model.model_name_or_path:
        raise GuardError("no model: write model_name_or_path, a directory or a hub name")
    args.model_init_kwargs = {
        "revision": model.model_revision,
        "attn_implementation": model.attn_implementation,
        "dtype": model.dtype,
        **(args.model_init_kwargs or {}),
    }
    return mix, args, model, model.model_name_or_path, *rest


def options(parser: TrlParser, argv: Sequence[str] | None) -> tuple[Any, ...]:
    """What a command line and its recipe say, one object for each dataclass of the parser.

    Raises:
        GuardError: The recipe is not there or is no YAML, or an option is unknown or makes no sense.
    """
    try:
        return tuple(parser.parse_args_and_config(None if argv is None else list(argv)))
    except OSError as error:
        raise GuardError(f"{error.filename}: {error.strerror}; write the path of a recipe") from None
    except (ValueError, yaml.YAMLError) as error:
        raise GuardError(" ".join(str(error).split())) from None


def occupy(folder: Path) -> None:
    """Takes a folder for this process, until that ends; where the file system has no locks, nothing happens.

    Raises:
        GuardError: Another process has it.
    """
    folder = folder.resolve()
    if folder in _occupied:
        return
    folder.mkdir(parents=True, exist_ok=True)
    stream = (folder / LOCK).open("a+", encoding="utf-8")
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        stream.seek(0)
        other = f"process {stream.read().strip()}"
        stream.close()
        raise GuardError(f"output_dir {folder}: {other} trains into it; end that first, or write another") from None
    except OSError:
        pass
    stream.truncate(0)
    stream.write(f"{os.getpid()}\n")
    stream.flush()
    _occupied[folder] = stream


def begin(args: TrainingArguments, model: str) -> None:
    """Before anything is loaded: the model is there, and the output folder is this run's alone.

    A name of two parts may be one of the hub.

    Raises:
        GuardError: There is no model at that path, or another process trains into the folder.
    """
    here = Path(model)
    if not here.is_dir() and (here.is_absolute() or len(here.parts) > 2):
        raise GuardError(f"no model at {here}: train it first, or write another model_name_or_path")
    if args.process_index == 0:
        occupy(Path(str(args.output_dir)))


def checkpoint(args: TrainingArguments) -> str | None:
    """The checkpoint to resume from: `last` takes the newest whole one in the output directory, if there is one."""
    wish = args.resume_from_checkpoint
    if wish != "last":
        return wish
    whole = Path(str(args.output_dir)).glob(f"checkpoint-*/{SEAL}")
    return max((str(seal.parent) for seal in whole), key=lambda name: int(name.rpartition("-")[2]), default=None)


class Sealing(TrainerCallback):
    """Marks every checkpoint once it is whole, so that a run killed while it saves resumes from the one before.

    Args:
        meter: Says what the mark holds besides: what the run has cost so far.
    """

    def __init__(self, meter: Meter) -> None:
        self._meter = meter

    def on_save(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: object) -> None:
        """Waits for the other processes, then writes the mark."""
        PartialState().wait_for_everyone()
        spent = {**self._meter.read(), **self._meter.tokens()}
        if state.is_world_process_zero:
            facts = {"step": state.global_step, "world_size": args.world_size, "version": __version__, **spent}
            path = Path(str(args.output_dir), f"checkpoint-{state.global_step}", SEAL)
            write_text(path, json.dumps(facts) + "\n")


class Redrawing(TrainerCallback):
    """Goes on with the random numbers of a checkpoint where the trainer does not skip data.

    They are restored by then, but making the data loader has drawn from them again.

    Args:
        trainer: The trainer.
        checkpoint: The checkpoint.
    """

    def __init__(self, trainer: Trainer, checkpoint: str) -> None:
        self._trainer = trainer
        self._checkpoint: str | None = checkpoint

    def on_step_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: object
    ) -> None:
        """Restores them once, at the first step."""
        if self._checkpoint is not None:
            self._trainer._load_rng_state(self._checkpoint)
            self._checkpoint = None


def train(trainer: Trainer, mix: MixArguments) -> None:
    """Trains, saves the model and `run.json`, and ends the process group."""
    start = checkpoint(trainer.args)
    meter = Meter(trainer, Path(start, SEAL) if start else None)
    trainer.add_callback(Sealing(meter))  # after the callbacks that write into checkpoints
    if start and trainer.args.ignore_data_skip:
        trainer.add_callback(Redrawing(trainer, start))
    result = trainer.train(resume_from_checkpoint=start)
    trainer.save_model(trainer.args.output_dir)
    trainer.save_state()
    spent = meter.read()
    if trainer.is_world_process_zero():
        facts = {
            "mix": asdict(mix),
            "world_size": trainer.accelerator.num_processes,
            "steps": result.global_step,
            "samples": result.global_step * trainer.args.train_batch_size * _batches(trainer.args),
            "tokens": max((round(row.get("num_tokens", 0)) for row in trainer.state.log_history), default=0),
            **spent,
            "loss": result.training_loss,
        }
        Path(str(trainer.args.output_dir), RUN).write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    end(trainer)


def _batches(args: TrainingArguments) -> int:
    """Batches in one optimizer step, over all processes."""
    return int(args.gradient_accumulation_steps * args.world_size)


def end(trainer: Trainer) -> None:
    """Ends the process group, once nothing but the group itself owns its threads.

    The wrapped model goes first: as the last owner it would join the threads of gloo while it holds the interpreter's
    lock, for which they may be waiting (pytorch/pytorch#56297).
    """
    trainer.model_wrapped = trainer.accelerator.unwrap_model(trainer.model_wrapped)
    trainer.accelerator.free_memory()
    trainer.end()
