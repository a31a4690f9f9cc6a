"""Supervised fine-tuning on demonstrated solutions.

    python trainers/sft.py --config recipes/nano/sft.yaml --seed 1
    accelerate launch trainers/sft.py --config recipes/qwen3-1.7b/sft.yaml

The demonstrations are the engine's worked solutions; `terse` and `wrong` make a share of them imperfect. With
`--curriculum fixed` or `linear` and `rows: 0` the levels, kinds and representations are dealt by that schedule.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

if not __package__:
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from trl import SFTConfig, SFTTrainer, get_peft_config, get_quantization_config

from trainers import guards
from trainers.curriculum import CurriculumArguments, Dealt
from trainers.guards import GuardError
from trainers.launch import begin, command, parse, train
from trainers.mix import Mix

if TYPE_CHECKING:
    from datasets import Dataset


@dataclass
class BudgetArguments:
    """When to stop, if not after a number of steps.

    Attributes:
        tokens: Tokens of prompts and completions to train on; the run ends with the optimizer step that comes
            closest. In place of `max_steps`.
    """

    tokens: int = field(default=0, metadata={"help": "Tokens to train on, in place of max_steps."})


def main(argv: Sequence[str] | None = None) -> None:
    """Trains one model as the configuration says."""
    mix, args, model, name, budget, curriculum = parse(SFTConfig, argv, BudgetArguments, CurriculumArguments)
    begin(args, name)
    streamed = mix.streamed
    step = args.per_device_train_batch_size * args.gradient_accumulation_steps * args.world_size
    if budget.tokens:
        _check_budget(mix.finite, step, args)
    guards.check_length(streamed, args.max_steps)
    posed = Mix(mix, args.seed)
    if curriculum.curriculum:
        posed = Dealt(curriculum, mix, args.seed, step * args.max_steps)
    rows = posed.dataset(demonstrations=True)
    if not streamed and args.train_sampling_strategy == "sequential":
        rows = by_length(rows, step)
    trainer = SFTTrainer(
        model=name,
        args=args,
        train_dataset=rows,
        quantization_config=get_quantization_config(model),
        peft_config=get_peft_config(model),
    )
    if budget.tokens:
        tokenized: Any = trainer.train_dataset
        args.max_steps = steps_for(budget.tokens, [len(row["input_ids"]) for row in tokenized], step)
    train(trainer, mix)


def steps_for(tokens: int, lengths: Sequence[int], step: int) -> int:
    """The number of optimizer steps whose tokens come closest to a budget, at least one.

    Args:
        tokens: The budget.
        lengths: Tokens of every row; the rows are taken in order, again and again.
        step: Rows in one optimizer step.
    """
    parts = [sum(lengths[first : first + step]) for first in range(0, len(lengths), step)]
    before = 0
    for steps, after in enumerate(accumulate(cycle(parts))):
        if after >= tokens:
            return max(1, steps + (after - tokens < tokens - before))
        before = after
    raise GuardError("no rows: write rows, or max_steps in place of tokens")


def _check_budget(rows: int, step: int, args: SFTConfig) -> None:
    if args.max_steps > 0:
        raise GuardError(f"tokens and max_steps {args.max_steps} both say when to stop: write one of them")
    if args.train_sampling_strategy != "sequential" or rows == 0 or rows % step:
        raise GuardError(
            f"tokens are counted in steps of {step} rows in a fixed order: write rows a multiple of it, not {rows}, "
            "and train_sampling_strategy: sequential"
        )


def by_length(rows: Dataset, step: int) -> Dataset:
    """Puts the rows of each optimizer step in order of length, so that its micro-batches need little padding.

    Which rows make a step, and so its gradient, stays the same.

    Args:
        rows: Demonstrations.
        step: Rows in one optimizer step.
    """
    lengths = [len(row["prompt"][0]["content"]) + len(row["completion"][0]["content"]) for row in rows]
    places = range(len(lengths))
    return rows.select(
        [i for first in places[::step] for i in sorted(places[first : first + step], key=lengths.__getitem__)]
    )


if __name__ == "__main__":
    command(main)
