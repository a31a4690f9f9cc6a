"""Supervised fine-tuning on demonstrated solutions.

    python trainers/sft.py --config recipes/nano/sft.yaml --seed 1
    accelerate launch trainers/sft.py --config recipes/qwen3-1.7b/sft.yaml

The demonstrations are the engine's worked solutions; `terse` and `wrong` make a share of them imperfect.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if not __package__:
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from trl import SFTConfig, SFTTrainer, get_peft_config, get_quantization_config

from trainers import guards
from trainers.launch import command, parse, train
from trainers.mix import Mix

if TYPE_CHECKING:
    from datasets import Dataset


def main(argv: Sequence[str] | None = None) -> None:
    """Trains one model as the configuration says."""
    mix, args, model, name = parse(SFTConfig, argv)
    streamed = mix.streamed
    guards.check_length(streamed, args.max_steps)
    rows = Mix(mix, args.seed).dataset(demonstrations=True)
    if not streamed and args.train_sampling_strategy == "sequential":
        rows = by_length(rows, args.per_device_train_batch_size * args.gradient_accumulation_steps * args.world_size)
    trainer = SFTTrainer(
        model=name,
        args=args,
        train_dataset=rows,
        quantization_config=get_quantization_config(model),
        peft_config=get_peft_config(model),
    )
    train(trainer, mix)


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
