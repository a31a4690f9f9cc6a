"""What scoring costs in a step of GRPO on the embedded model.

Three ways to score the completions of one step are timed on the same texts: in the process, in the process with a
curriculum that takes the verdicts in and plans the next batch, and with the verifier in a process of its own. The step
is a whole round of `recipes/nano/grpo.yaml`: generation, scoring, and all updates of the weights with it. A text is
as long as a worked solution, its answer right, wrong or missing in turns.
Run with `python -m benchmarks.reward_share --model runs/nano/sft`, or without `--model` for one with random weights.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from benchmarks.machine import median, publish

ROOT = Path(__file__).resolve().parents[1]
RECIPE = ROOT / "recipes" / "nano" / "grpo.yaml"
ROUNDS = 3
GOAL = 0.02
Rewarded = Callable[..., list[float | None]]


class Clock:
    """A reward function and the processor time of each of its calls, in seconds."""

    def __init__(self, reward: Rewarded) -> None:
        self._reward = reward
        self.__name__ = getattr(reward, "__name__", type(reward).__name__)
        self.seconds: list[float] = []

    def __call__(self, **given: object) -> list[float | None]:
        """Rewards as ever."""
        start = time.process_time()
        rewards = self._reward(**given)
        self.seconds.append(time.process_time() - start)
        return rewards


def step_seconds(model: str, out: str) -> tuple[list[float], list[float]]:
    """Processor time of whole rounds of generation, and of the scoring inside them.

    Args:
        model: A saved model.
        out: A folder to write to.
    """
    from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments
    from trl import GRPOConfig, GRPOTrainer

    from causim_env import rewards
    from trainers import alarms
    from trainers.launch import parse
    from trainers.mix import Mix

    ends: list[float] = []

    class Steps(TrainerCallback):
        def on_step_begin(
            self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: object
        ) -> None:
            ends.append(time.process_time())

        def on_step_end(
            self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: object
        ) -> None:
            ends.append(time.process_time())

    words = ["--config", str(RECIPE), "--model_name_or_path", model, "--output_dir", out]
    words += ["--rows", "64"]
    mix, args, _, name, *_ = parse(GRPOConfig, words)
    updates = max(1, (args.steps_per_generation or 1) // args.gradient_accumulation_steps)
    args.max_steps = ROUNDS * updates
    clocks = [Clock(alarms.correct), Clock(rewards.format)]
    trainer = GRPOTrainer(
        name,
        reward_funcs=[*clocks],
        args=args,
        train_dataset=Mix(mix, args.seed).dataset(demonstrations=False),
        callbacks=[Steps()],
    )
    trainer.train()
    steps = [after - before for before, after in zip(ends[::2], ends[1::2], strict=True)]
    whole = [sum(steps[first : first + updates]) for first in range(0, len(steps), updates)]
    return whole, [sum(parts) for parts in zip(*(clock.seconds for clock in clocks), strict=True)]


def scoring_seconds(rounds: int = 20) -> dict[str, float]:
    """Time to score one step's completions in each way, in seconds; the process of its own in wall time."""
    from trl import GRPOConfig

    from causim_env import rewards
    from causim_env.verifiers import Isolated
    from trainers import alarms
    from trainers.curriculum import CurriculumArguments, Live
    from trainers.launch import parse

    with tempfile.TemporaryDirectory() as out:
        words = ["--config", str(RECIPE), "--output_dir", out, "--rows", "0", "--levels", "1", "2", "3"]
        mix, args, *_ = parse(GRPOConfig, words)
        group = args.num_generations or 1
        prompts = (args.generation_batch_size or group) // group
        live = Live(CurriculumArguments(curriculum="adaptive"), mix, args, None)
        rows = iter(live.dataset())
        questions = [next(rows) for _ in range(prompts)]
        batch = [question for question in questions for _ in range(group)]
        completions = [_completion(i, row) for i, row in enumerate(batch)]
        columns: dict[str, Any] = {name: [row[name] for row in batch] for name in ("gold", "id", "kind", "level")}
        isolated = Isolated("causim_env.rewards.correct")
        isolated(completions[:1], **{name: values[:1] for name, values in columns.items()})

        def in_process() -> None:
            alarms.correct(completions, **columns, log_metric=lambda name, value: None)
            rewards.format(completions, **columns)

        watched = live.watch(alarms.correct)
        found = {"in the process": _best(in_process, time.process_time, rounds)}
        curriculum = []
        for number in range(rounds):
            start = time.process_time()
            first = number * prompts
            watched(completions=completions, row=[first + i // group for i in range(prompts * group)], **columns)
            curriculum.append(time.process_time() - start)
        found["with a curriculum"] = median(curriculum)
        found["in a process of its own"] = _best(lambda: isolated(completions, **columns), time.perf_counter, rounds)
        isolated.close()
        return found


def _completion(place: int, row: dict[str, object]) -> list[dict[str, str]]:
    from causim_env.answers import Answer

    working = "x1 = (2*u1 + 3) % 5 = (2*1 + 3) % 5 = 5 % 5 = 0. " * 4
    answer = (
        Answer.loads(str(row["gold"])).block() if place % 3 == 0 else "<answer>9</answer>" if place % 3 == 1 else ""
    )
    return [{"role": "assistant", "content": working + answer}]


def _best(call: Callable[[], object], clock: Callable[[], float], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        start = clock()
        call()
        times.append(clock() - start)
    return min(times)


def main(argv: Sequence[str] | None = None) -> None:
    """Prints seconds and shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="", help="a saved model; one with random weights if left out")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as out, redirect_stdout(sys.stderr):  # what trainers say is not the figure
        model = options.model
        if not model:
            from recipes.nano.make_model import main as make

            model = str(Path(out, "model"))
            make(["--config", str(RECIPE.with_name("sft.yaml")), "--out", model, "--texts", "200"])
        whole, inside = step_seconds(model, str(Path(out, "run")))
    step = median(whole[1:])
    ways = scoring_seconds()
    publish(
        "reward_share",
        {
            "goal": GOAL,
            "step_seconds": step,
            "measured_in_the_step": {"seconds": median(inside[1:]), "share": median(inside[1:]) / step},
            "ways": {name: {"seconds": seconds, "share": seconds / step} for name, seconds in ways.items()},
        },
    )


if __name__ == "__main__":
    main()
