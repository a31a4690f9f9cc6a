"""Reinforcement learning on verdicts alone: GRPO with the rewards of `causim_env.rewards`.

    python trainers/grpo.py --config recipes/nano/grpo.yaml --seed 1
    accelerate launch trainers/grpo.py --config recipes/qwen3-1.7b/grpo.yaml

The model sees prompts and the verdicts on its own completions, never a solution. The stock command line does the
same on a data set from disk: `trl grpo --reward_funcs causim_env.rewards.correct causim_env.rewards.format`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

if not __package__:
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from trl import GRPOConfig, GRPOTrainer, get_peft_config, get_quantization_config

from causim_env import rewards
from trainers import alarms, guards
from trainers.launch import command, parse, train
from trainers.mix import Mix


def main(argv: Sequence[str] | None = None) -> None:
    """Trains one model as the configuration says."""
    mix, args, model, name = parse(GRPOConfig, argv)
    streamed = mix.rows == 0
    guards.check_length(streamed, args.max_steps)
    guards.check_rows(mix.rows, args)
    guards.check_save_steps(args)
    guards.check_reference(args, name)
    guards.check_order(streamed, args)
    trainer = GRPOTrainer(
        model=name,
        reward_funcs=[alarms.correct, rewards.format],
        args=args,
        train_dataset=Mix(mix, args.seed).dataset(demonstrations=False),
        quantization_config=get_quantization_config(model),
        peft_config=get_peft_config(model),
        callbacks=[alarms.Alarms()],
    )
    train(trainer, mix)


if __name__ == "__main__":
    command(main)
