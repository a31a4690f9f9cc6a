"""Supervised fine-tuning on demonstrated solutions.

    python trainers/sft.py --config recipes/nano/sft.yaml --seed 1
    accelerate launch trainers/sft.py --config recipes/qwen3-1.7b/sft.yaml

The demonstrations are the engine's worked solutions; `terse` and `wrong` make a share of them imperfect.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

if not __package__:
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from trl import SFTConfig, SFTTrainer, get_peft_config, get_quantization_config

from trainers import guards
from trainers.launch import command, parse, train
from trainers.mix import Mix


def main(argv: Sequence[str] | None = None) -> None:
    """Trains one model as the configuration says."""
    mix, args, model, name = parse(SFTConfig, argv)
    streamed = mix.rows == 0
    guards.check_length(streamed, args.max_steps)
    trainer = SFTTrainer(
        model=name,
        args=args,
        train_dataset=Mix(mix, args.seed).dataset(demonstrations=True),
        quantization_config=get_quantization_config(model),
        peft_config=get_peft_config(model),
    )
    train(trainer, mix)


if __name__ == "__main__":
    command(main)
