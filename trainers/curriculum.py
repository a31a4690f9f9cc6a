"""A curriculum inside GRPO: it poses the rows, reads the verdicts on them, and travels with the checkpoints.

    python trainers/grpo.py --config recipes/nano/grpo.yaml --curriculum adaptive --rows 0 --levels 1 2 3

The rows are a stream without shuffling. Every process makes all of them and keeps its part, so all need the same
curriculum: verdicts are gathered over the processes and sorted before they are taken in. As many batches are planned
ahead as the trainer fetches ahead, and plans are part of the state, so a resumed run poses what it would have posed.
`<output_dir>/curriculum.jsonl` is the log; `causim curriculum replay` lives through it again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from accelerate.utils import gather_object
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments
from trl import GRPOConfig

from causim_env.curriculum import Curriculum, Group, Settings, cells
from causim_env.curriculum.log import Journal
from causim_env.files import write_text
from causim_env.problems import Problem
from trainers.guards import GuardError
from trainers.mix import Mix, MixArguments

if TYPE_CHECKING:
    from datasets import IterableDataset

STATE = "curriculum.json"
LOG = "curriculum.jsonl"
BLIND = "fixed or linear"
Reward = Callable[..., list[float | None]]


@dataclass
class CurriculumArguments:
    """Whether the levels, kinds and representations of the mix are dealt by a curriculum, and by which.

    Attributes:
        curriculum: fixed, staged, linear or adaptive; empty for the plain mix.
        curriculum_weights: Weight of every cell for fixed, the easiest level first; equal where none is given.
        curriculum_band: Least and greatest success rate that adaptive looks for.
        curriculum_floor: Share of the rows that is dealt evenly over all cells.
        curriculum_window: Groups of a cell that are remembered.
        curriculum_horizon: Rows over which linear and staged reach the hardest level; all of the run if 0.
    """

    curriculum: str = field(default="", metadata={"help": "fixed, staged, linear or adaptive (default: none)."})
    curriculum_weights: list[int] = field(default_factory=list, metadata={"help": "Weight of every cell, for fixed."})
    curriculum_band: list[float] = field(
        default_factory=lambda: [0.2, 0.8], metadata={"help": "Success rates that adaptive looks for, low high."}
    )
    curriculum_floor: float = field(default=0.1, metadata={"help": "Share of the rows dealt evenly over all cells."})
    curriculum_window: int = field(default=16, metadata={"help": "Groups of a cell that are remembered."})
    curriculum_horizon: int = field(default=0, metadata={"help": "Rows until the hardest level (default: all)."})

    def settings(self, mix: MixArguments, rows: int) -> Settings:
        """The curriculum over the cells of a mix.

        Args:
            mix: Its kinds, levels and representations are the axes.
            rows: Rows of the whole run.

        Raises:
            GuardError: An option makes no sense, or the mix has a number of rows.
        """
        if mix.rows:
            raise GuardError(f"curriculum {self.curriculum} deals rows as it goes; write rows: 0, not {mix.rows}")
        try:
            return Settings(
                self.curriculum,
                cells(mix.kinds, mix.levels, mix.representation),
                tuple(self.curriculum_weights),
                tuple(self.curriculum_band),  # type: ignore[arg-type]
                self.curriculum_floor,
                self.curriculum_window,
                self.curriculum_horizon or rows,
            )
        except ValueError as error:
            raise GuardError(str(error)) from None


class Live:
    """A curriculum in a running trainer.

    Args:
        options: Which curriculum.
        mix: What it deals.
        args: Of the trainer; `ignore_data_skip` is set, since the curriculum has a cursor of its own.
        checkpoint: The checkpoint that the run goes on from, if it does.

    Raises:
        GuardError: The options make no sense, or the checkpoint holds no curriculum or another one.
    """

    def __init__(
        self, options: CurriculumArguments, mix: MixArguments, args: GRPOConfig, checkpoint: str | None
    ) -> None:
        repeats = (args.steps_per_generation or 1) * args.num_iterations
        self._batch = (args.generation_batch_size or 1) // (args.num_generations or 1)
        self._ahead = args.gradient_accumulation_steps // repeats
        rows = self._batch * -(-args.max_steps * args.gradient_accumulation_steps // repeats)
        wished = Curriculum(options.settings(mix, max(1, rows)))
        self._made_of = {"mix": asdict(mix), "seed": args.seed}
        curriculum = wished
        if checkpoint is not None:
            curriculum = _restored(Path(checkpoint, STATE), {**self._made_of, **wished.settings.to_json()})
        log = Path(str(args.output_dir), LOG) if args.process_index == 0 else None
        self.journal = Journal(curriculum, log)
        self.journal.ahead(self._fetched)
        self._posed = Posed(mix, args.seed, curriculum)
        args.ignore_data_skip = True

    @property
    def _fetched(self) -> int:
        """Rows that may be asked for before another batch is scored."""
        return self.journal.curriculum.scored + (1 + self._ahead) * self._batch

    def dataset(self) -> IterableDataset:
        """The rows from the first unscored one on, without end; it sees the curriculum change."""
        import datasets

        return datasets.IterableDataset.from_generator(_endless, gen_kwargs={"posed": self._posed})

    def watch(self, reward: Reward) -> Reward:
        """The same reward function; the curriculum takes in what it says. A reward above one half is right."""

        def watched(
            row: list[int], log_metric: Callable[[str, float], None] | None = None, **given: object
        ) -> list[float | None]:
            rewards = reward(row=row, log_metric=log_metric, **given)
            self._record(row, rewards, log_metric)
            return rewards

        watched.__name__ = getattr(reward, "__name__", type(reward).__name__)
        return watched

    def callback(self) -> TrainerCallback:
        """Writes the state into every checkpoint."""
        return _Saving(self)

    def to_json(self) -> dict[str, object]:
        """The state of the curriculum, and what else decides which problems are posed."""
        return {**self._made_of, **self.journal.curriculum.to_json()}

    def _record(self, rows: list[int], rewards: list[float | None], log: Callable[[str, float], None] | None) -> None:
        curriculum = self.journal.curriculum
        said = [(row, int(r is not None and r > 0.5), int(r is not None)) for row, r in zip(rows, rewards, strict=True)]
        groups: dict[int, Group] = {}
        for row, right, asked in sorted(gather_object(said)):
            known = groups.get(row, Group(row, 0, 0))
            groups[row] = Group(row, known.right + right, known.asked + asked)
        level = sum(curriculum.cell(row).level for row in groups) / max(1, len(groups))
        self.journal.record([*groups.values()], self._fetched + len(groups))
        if log is not None:
            flat = sum(g.right in (0, g.asked) for g in groups.values()) / max(1, len(groups))
            log("curriculum/level", level)
            log("curriculum/groups_without_contrast", flat)


class Posed(Mix):
    """The problems of a mix, each from the cell that the curriculum has planned for its row."""

    def __init__(self, options: MixArguments, seed: int, curriculum: Curriculum) -> None:
        super().__init__(options, seed)
        self.curriculum = curriculum
        self._of_cell = {
            cell: options.problems(self.seed, cell.level, [cell.kind], [cell.representation])
            for cell in curriculum.settings.cells
        }

    def problem(self, row: int) -> Problem:
        """The problem of one planned row.

        Raises:
            CurriculumError: The row is not planned, or scored already.
        """
        cell = self.curriculum.cell(row)
        return replace(self._of_cell[cell][self.options.first_row + row], nominal=cell.level)

    def question(self, row: int) -> Mapping[str, object]:
        """As of the mix, with the number of the row."""
        return {**super().question(row), "row": row}


class Dealt(Posed):
    """The problems of a schedule that looks at no verdicts: a pure function of seed and row, for SFT.

    Args:
        options: Which curriculum.
        mix: What it deals.
        seed: As of `Mix`.
        rows: Rows of the whole run.

    Raises:
        GuardError: The options make no sense, or the schedule waits for verdicts.
    """

    def __init__(self, options: CurriculumArguments, mix: MixArguments, seed: int, rows: int) -> None:
        if options.curriculum not in BLIND.split(" or "):
            raise GuardError(f"curriculum {options.curriculum} waits for verdicts, and there are none: write {BLIND}")
        super().__init__(mix, seed, Curriculum(options.settings(mix, rows)))

    def problem(self, row: int) -> Problem:
        """The problem of one row; rows are planned one by one, whoever asks for which."""
        while self.curriculum.planned <= row:
            self.curriculum.plan(self.curriculum.planned + 1)
        return super().problem(row)


class _Saving(TrainerCallback):
    def __init__(self, live: Live) -> None:
        self._live = live

    def on_save(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: object) -> None:
        """Writes the state beside the checkpoint."""
        if state.is_world_process_zero:
            path = Path(str(args.output_dir), f"checkpoint-{state.global_step}", STATE)
            write_text(path, json.dumps(self._live.to_json(), indent=2) + "\n")


def _restored(path: Path, wished: Mapping[str, object]) -> Curriculum:
    if not path.exists():
        raise GuardError(f"{path.parent} holds no {STATE}: resume from a checkpoint of a run with a curriculum")
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
        curriculum = Curriculum.from_json(state)
    except ValueError as error:
        raise GuardError(f"{path}: {error}") from None
    held = {**state, **curriculum.settings.to_json()}
    for name, value in wished.items():
        if held.get(name) != value:
            raise GuardError(f"{path} holds a curriculum of {name} {held.get(name)}, not {value}: write the former")
    return curriculum


def _endless(posed: Posed) -> Iterator[dict[str, object]]:
    row = posed.curriculum.scored
    while True:
        yield dict(posed.question(row))
        row += 1
