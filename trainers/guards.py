"""Guards: settings that would waste a run without an error, each refused before it starts, in one line."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from causim_env.evaluation.models import ModelError

if TYPE_CHECKING:
    from transformers import PreTrainedModel
    from trl import GRPOConfig


class GuardError(ValueError):
    """A run that would not do what it was asked; the message says what to write instead."""


def check_rows(rows: int, args: GRPOConfig) -> None:
    """Refuses a dataset smaller than one round of generation, which would train 0 steps without an error.

    Raises:
        GuardError: There are fewer rows than prompts per round.
    """
    prompts = (args.generation_batch_size or 0) // (args.num_generations or 1)
    if 0 < rows < prompts:
        raise GuardError(
            f"rows {rows}: one round takes {prompts} prompts (generation_batch_size {args.generation_batch_size} / "
            f"num_generations {args.num_generations}), so no step would be trained; write rows: {prompts} or more"
        )


def check_save_steps(args: GRPOConfig) -> None:
    """Refuses checkpoints inside a generation cycle, from which a resumed run drifts away.

    Raises:
        GuardError: `save_steps` is no multiple of the optimizer steps of a cycle.
    """
    if args.save_strategy != "steps":
        return
    passes = (args.steps_per_generation or 1) * args.num_iterations
    cycle = max(1, -(-passes // args.gradient_accumulation_steps))
    if args.save_steps != int(args.save_steps) or args.save_steps % cycle:
        raise GuardError(
            f"save_steps {args.save_steps} cuts a generation cycle of {cycle} steps (steps_per_generation x "
            f"num_iterations / gradient_accumulation_steps), so resuming would drift; write a multiple of {cycle}"
        )


def check_reference(args: GRPOConfig, model: str | PreTrainedModel | None) -> None:
    """Refuses a KL term against a model that was never saved: TRL reloads the reference from its path.

    Raises:
        GuardError: `beta` is positive and the model is neither on disk nor a hub name.
    """
    if args.beta == 0:
        return
    name = model if isinstance(model, str) else getattr(getattr(model, "config", None), "_name_or_path", "")
    on_hub = name.count("/") <= 1 and not name.startswith((".", "/", "~")) and not Path(name).parts[:-1] == ("runs",)
    if not name or not (Path(name).is_dir() or on_hub):
        raise GuardError(
            f"beta {args.beta} needs the reference model on disk, and {name or 'this model'!r} is not saved; "
            "save it with save_pretrained and pass that directory, or write beta: 0"
        )


def check_order(streamed: bool, args: GRPOConfig) -> None:
    """Refuses a shuffle buffer over a stream, which would hold rows back for hundreds of steps.

    Raises:
        GuardError: The data is iterable and `shuffle_dataset` is on.
    """
    if streamed and args.shuffle_dataset:
        raise GuardError(
            "rows: 0 streams problems, which are random already, and shuffle_dataset would hold them back in a "
            "buffer; write shuffle_dataset: false, or a number of rows"
        )


def check_length(streamed: bool, max_steps: int) -> None:
    """Refuses a stream without an end.

    Raises:
        GuardError: The data is iterable and `max_steps` is not set.
    """
    if streamed and max_steps <= 0:
        raise GuardError("rows: 0 streams problems without end; write max_steps, or a number of rows")


def command(main: Callable[[], Any]) -> None:
    """Runs a script; a setting or a model that makes no sense ends it with one line and exit code 2."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    try:
        main()
    except (GuardError, ModelError) as error:
        sys.stderr.write(f"error: {error}\n")
        raise SystemExit(2) from None
