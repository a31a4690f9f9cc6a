"""What a trainer needs of an environment, in the names that TRL's GRPO trainer has for it.

spec = TrainingSpec(ProblemSet(split="train", level=2))
GRPOTrainer(model, args=args, train_dataset=spec.train_dataset, reward_funcs=spec.reward_funcs,
            environment_factory=spec.environment_factory)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from causim_env import rewards
from causim_env.problems import ProblemSet

if TYPE_CHECKING:
    from datasets import Dataset, IterableDataset

    from causim_env.envs.laboratory import Laboratory
    from causim_env.formalization.problem import FormalizationSet


@dataclass(frozen=True)
class TrainingSpec:
    """A problem set, ready to be trained on.

    Attributes:
        problems: The problems, with queries or such as ask for programs; the rewards judge either.
        rows: How many of them; without end if None, which needs `max_steps` and `shuffle_dataset=False`.
        experiments: Runs of the model that a policy may make in an episode. With any, the policy has tools and the
            tokenizer needs a chat template that knows them.
    """

    problems: ProblemSet | FormalizationSet
    rows: int | None = None
    experiments: int = 0

    @property
    def train_dataset(self) -> Dataset | IterableDataset:
        """Prompts and gold answers, without solutions.

        Raises:
            ImportError: `datasets` is not installed.
        """
        try:
            import datasets
        except ImportError:
            raise ImportError("train_dataset needs datasets: pip install 'causim-env[train]'") from None
        if self.rows is None:
            return datasets.IterableDataset.from_generator(_rows, gen_kwargs={"problems": self.problems})
        return datasets.Dataset.from_list([_row(self.problems, index) for index in range(self.rows)])

    @property
    def environment_factory(self) -> Callable[[], Laboratory] | None:
        """Makes laboratories; None where there are no experiments.

        Raises:
            ValueError: Experiments with problems that ask for programs.
        """
        if not self.experiments:
            return None
        if not isinstance(self.problems, ProblemSet):
            raise ValueError(f"experiments {self.experiments}: write 0, laboratories pose problems with queries")
        from causim_env.envs.laboratory import Laboratory

        return partial(Laboratory, self.problems, self.experiments)

    @property
    def reward_funcs(self) -> list[Callable[..., list[float | None]]]:
        """A list of its own for every trainer, since TRL adds to it."""
        return [rewards.correct, rewards.format]


def _row(problems: ProblemSet | FormalizationSet, index: int) -> dict[str, object]:
    row = {key: value for key, value in problems[index].row().items() if key != "solution"}
    return {**row, "index": index}


def _rows(problems: ProblemSet | FormalizationSet) -> Iterator[dict[str, object]]:
    index = 0
    while True:
        yield _row(problems, index)
        index += 1
