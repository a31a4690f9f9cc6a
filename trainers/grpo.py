"""Reinforcement learning on verdicts alone: GRPO with the rewards of `causim_env.rewards`.

    python trainers/grpo.py --config recipes/nano/grpo.yaml --seed 1
    accelerate launch trainers/grpo.py --config recipes/qwen3-1.7b/grpo.yaml

The model sees prompts and the verdicts on its own completions, never a solution. The stock command line does the
same on a data set from disk: `trl grpo --reward_funcs causim_env.rewards.correct causim_env.rewards.format`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

if not __package__:
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from trl import GRPOConfig, GRPOTrainer, get_peft_config, get_quantization_config

from causim_env import rewards
from causim_env.verifiers import Isolated, VerifierError
from trainers import alarms, guards
from trainers.curriculum import CurriculumArguments, Live, Reward
from trainers.guards import GuardError
from trainers.launch import begin, checkpoint, command, parse, train
from trainers.mix import Mix


@dataclass
class VerifierArguments:
    """Who scores the completions.

    Attributes:
        verifier: A reward function of one's own, `module.function`, which runs in a process of its own; the
            environment's if empty.
        verifier_seconds: The longest time it may take for one completion.
    """

    verifier: str = field(default="", metadata={"help": "module.function (default: the environment's own)."})
    verifier_seconds: float = field(default=10.0, metadata={"help": "Seconds for one completion."})

    def reward(self) -> Reward:
        """The reward function.

        Raises:
            GuardError: There is no such verifier.
        """
        try:
            return Isolated(self.verifier, self.verifier_seconds) if self.verifier else alarms.correct
        except VerifierError as error:
            raise GuardError(str(error)) from None


def main(argv: Sequence[str] | None = None) -> None:
    """Trains one model as the configuration says."""
    mix, args, model, name, curriculum, verifier = parse(GRPOConfig, argv, CurriculumArguments, VerifierArguments)
    begin(args, name)
    streamed = mix.streamed
    guards.check_length(streamed, args.max_steps)
    guards.check_rows(mix.finite, args)
    guards.check_save_steps(args)
    guards.check_reference(args, name)
    guards.check_order(streamed, args)
    correct = verifier.reward()
    live = Live(curriculum, mix, args, checkpoint(args)) if curriculum.curriculum else None
    trainer = GRPOTrainer(
        model=name,
        reward_funcs=[live.watch(correct) if live else correct, rewards.format],
        args=args,
        train_dataset=live.dataset() if live else Mix(mix, args.seed).dataset(demonstrations=False),
        quantization_config=get_quantization_config(model),
        peft_config=get_peft_config(model),
        callbacks=[alarms.Alarms(), *([live.callback()] if live else [])],
    )
    train(trainer, mix)


if __name__ == "__main__":
    command(main)
