"""What both trainers share: reading the configuration, finding the checkpoint to resume from, ending the run.

A run leaves `run.json` beside its model: what was asked for, how many processes took part, and what it cost.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import yaml
from accelerate import PartialState
from transformers import Trainer, TrainerCallback, TrainerControl, TrainerState, TrainingArguments
from trl import ModelConfig, TrlParser

from causim_env import __version__
from causim_env.files import write_text
from trainers.guards import GuardError
from trainers.guards import command as command
from trainers.mix import MixArguments

RUN = "run.json"
SEAL = "whole.json"
Config = TypeVar("Config", bound=TrainingArguments)


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


def checkpoint(args: TrainingArguments) -> str | None:
    """The checkpoint to resume from: `last` takes the newest whole one in the output directory, if there is one."""
    wish = args.resume_from_checkpoint
    if wish != "last":
        return wish
    whole = Path(str(args.output_dir)).glob(f"checkpoint-*/{SEAL}")
    return max((str(seal.parent) for seal in whole), key=lambda name: int(name.rpartition("-")[2]), default=None)


class Sealing(TrainerCallback):
    """Marks every checkpoint once it is whole, so that a run killed while it saves resumes from the one before."""

    def on_save(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: object) -> None:
        """Waits for the other processes, then writes the mark."""
        PartialState().wait_for_everyone()
        if state.is_world_process_zero:
            facts = {"step": state.global_step, "world_size": args.world_size, "version": __version__}
            path = Path(str(args.output_dir), f"checkpoint-{state.global_step}", SEAL)
            write_text(path, json.dumps(facts) + "\n")


def train(trainer: Trainer, mix: MixArguments) -> None:
    """Trains, saves the model and `run.json`, and ends the process group."""
    trainer.add_callback(Sealing())  # after the callbacks that write into checkpoints
    clock, cpu = time.perf_counter(), time.process_time()
    result = trainer.train(resume_from_checkpoint=checkpoint(trainer.args))
    trainer.save_model(trainer.args.output_dir)
    trainer.save_state()
    if trainer.is_world_process_zero():
        facts = {
            "mix": asdict(mix),
            "world_size": trainer.accelerator.num_processes,
            "steps": result.global_step,
            "samples": result.global_step * trainer.args.train_batch_size * _batches(trainer.args),
            "tokens": max((round(row.get("num_tokens", 0)) for row in trainer.state.log_history), default=0),
            "seconds": round(time.perf_counter() - clock, 2),
            "cpu_seconds": round(time.process_time() - cpu, 2),
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
