"""The problem mix: which problems a run trains on, as one group of options, and the rows made of them.

Row i depends on the options and i alone. Demonstrations can be made imperfect on purpose, as collected data is:
a share gives the answer without its working (terse), another share gives a wrong answer. What a trainer does
with the rows is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from causim_env.curriculum import LADDER, Cell, Rung, cells
from causim_env.evaluation.gold import FORMAL
from causim_env.files import read_rows
from causim_env.formalization.sets import formal_set
from causim_env.problems import Problem, ProblemSet, SimulatorSet, read_simulators
from causim_env.queries import KINDS
from causim_env.scm import SCM
from causim_env.streams import Stream
from trainers.demonstrations import terse, wrong
from trainers.kinds import AnyProblem, KindSet, shown

if TYPE_CHECKING:
    from datasets import Dataset, IterableDataset

ASKS = ["value", "set", "distribution"]
WRITE = "Write a simulator with {nodes} functions."
"""What a proposer is asked."""
EXTEND = "Write this simulator with one function more.\n\n{text}"
"""What it is asked where it extends one."""


@dataclass
class MixArguments:
    """Which problems, how many, and how good the demonstrations are.

    Attributes:
        split: Split of the problems.
        problem_seed: Seed of the problem sets; the seed of the trainer where none is given.
        levels: Levels of the ladder, taken in turns.
        kinds: Kinds to draw from: of query, and formalization and induction, which ask for programs.
        asks: Forms of answer to draw from.
        representation: Representations to draw from; each kind takes those it has, a formalization its descriptions.
        anonymous: Use the anonymised twin of every SCM.
        families: Mechanism families to draw from; all that the split allows where none is given.
        variables: Kinds of variables; all where none is given.
        uniform: Share of uniform laws among exogenous integers, in place of the level's.
        undetermined: Share of values that the evidence leaves open, in place of the level's.
        width: Least and greatest number of values of an endogenous integer, in place of the level's.
        input_width: Least and greatest number of values of an exogenous integer, in place of the level's.
        pool: Number of SCMs of every level to pose problems on: one on each, then more on those that are drawn among
            them; a new SCM for every problem if 0.
        simulators: Folder of `.scm.py` files to pose problems on, in place of drawn SCMs; none by default.
        rows: Number of rows; 0 streams problems without end.
        first_row: Where in the problem sets to begin.
        terse: Share of demonstrations that give the answer without its working.
        wrong: Share of demonstrations that give a wrong answer, without working.
        proposals: Share of demonstrations that write a simulator instead, as a proposer does.
        file: A file of rows, one JSON object a line, that takes the place of all of this.
    """

    split: str = field(default="train", metadata={"help": "Split of the problems."})
    problem_seed: int | None = field(default=None, metadata={"help": "Seed of the problem sets (default: --seed)."})
    levels: list[int] = field(default_factory=lambda: [1, 2, 3], metadata={"help": "Levels, taken in turns."})
    kinds: list[str] = field(default_factory=lambda: list(KINDS), metadata={"help": "Kinds to draw from."})
    asks: list[str] = field(default_factory=lambda: list(ASKS), metadata={"help": "Forms of answer to draw from."})
    representation: list[str] = field(
        default_factory=lambda: ["code"], metadata={"help": "Representations to draw from."}
    )
    anonymous: bool = field(default=False, metadata={"help": "Use the anonymised twin of every SCM."})
    families: list[str] = field(default_factory=list, metadata={"help": "Mechanism families (default: all)."})
    variables: list[str] = field(default_factory=list, metadata={"help": "Kinds of variables (default: all)."})
    uniform: float | None = field(default=None, metadata={"help": "Share of uniform laws."})
    undetermined: float | None = field(default=None, metadata={"help": "Share of values left open."})
    width: list[int] = field(default_factory=list, metadata={"help": "Values of an endogenous integer, low high."})
    input_width: list[int] = field(default_factory=list, metadata={"help": "Values of an exogenous integer, low high."})
    pool: int = field(default=0, metadata={"help": "SCMs of every level to pose on (default: no limit)."})
    simulators: str = field(default="", metadata={"help": "Folder of .scm.py files to pose problems on."})
    rows: int = field(default=0, metadata={"help": "Number of rows; 0 streams problems without end."})
    first_row: int = field(default=0, metadata={"help": "Where in the problem sets to begin."})
    terse: float = field(default=0.0, metadata={"help": "Share of demonstrations without working."})
    wrong: float = field(default=0.0, metadata={"help": "Share of demonstrations with a wrong answer."})
    proposals: float = field(default=0.0, metadata={"help": "Share of demonstrations that write a simulator."})
    file: str = field(default="", metadata={"help": "JSON lines to train on, in place of problems."})

    def __post_init__(self) -> None:
        """Checks the shares, and whether every kind can be shown.

        Raises:
            ValueError: A share is out of range, or a kind has no representation.
        """
        shown(self.kinds, self.representation)
        unknown = sorted({*self.levels} - {*LADDER})
        if unknown or not self.levels:
            raise ValueError(f"levels {unknown}: write some of 1 to {max(LADDER)}")
        if min(self.terse, self.wrong) < 0 or self.terse + self.wrong > 1:
            raise ValueError(f"terse {self.terse} and wrong {self.wrong}: write shares that sum to at most 1")
        if not 0 <= self.proposals <= 1:
            raise ValueError(f"proposals {self.proposals}: write a share from 0 to 1")
        if self.rows < 0 or self.first_row < 0:
            raise ValueError(f"rows {self.rows}, first_row {self.first_row}: write numbers from 0")
        if self.pool < 0 or (self.pool and self.simulators):
            raise ValueError(f"pool {self.pool}: write a number from 0, and 0 beside simulators")
        for name, pair in (("width", self.width), ("input_width", self.input_width)):
            if pair and len(pair) != 2:
                raise ValueError(f"{name} {pair}: write the least and the greatest")

    @property
    def streamed(self) -> bool:
        """Whether the rows have no end."""
        return not self.rows and not self.file

    @property
    def finite(self) -> int:
        """How many rows there are; 0 where they have no end."""
        return sum(1 for _ in read_rows(Path(self.file))) if self.file else self.rows

    def rung(self, level: int) -> int | Rung:
        """How problems of a level are drawn: the ladder's way, narrowed by what is given here."""
        given = {
            "families": tuple(self.families),
            "kinds": tuple(self.variables),
            "width": tuple(self.width),
            "input_width": tuple(self.input_width),
        }
        narrowed: dict[str, Any] = {name: values for name, values in given.items() if values}
        for name, share in (("uniform", self.uniform), ("undetermined", self.undetermined)):
            if share is not None:
                narrowed[name] = share
        return replace(LADDER[level], **narrowed) if narrowed else level

    def cells(self) -> tuple[Cell, ...]:
        """All cells of the mix, the easiest level first."""
        ways = shown(self.kinds, self.representation)
        axes = [(level, kind) for level in sorted(self.levels) for kind in self.kinds]
        return tuple(cell for level, kind in axes for cell in cells([kind], [level], ways[kind]))

    def problems(
        self,
        seed: int,
        level: int,
        kinds: Sequence[str] = (),
        representation: Sequence[str] = (),
        scms: Sequence[SCM] = (),
    ) -> Sequence[AnyProblem]:
        """The problems of a level, of some kinds and representations or of all that are given here.

        Args:
            seed: Of the problems.
            level: Of the ladder.
            kinds: Those of the mix if left out.
            representation: Likewise.
            scms: SCMs to pose them on; those of `simulators` if left out.
        """
        chosen, named = tuple(kinds or self.kinds), tuple(representation or self.representation)
        rung, scms = self.rung(level), tuple(scms or _simulators(self.simulators))
        if not set(chosen) & set(FORMAL):
            return self._queries(seed, rung, chosen, named, scms)
        sets = [
            formal_set(kind, self.split, seed, rung, ways, self.anonymous, scms)
            if kind in FORMAL
            else self._queries(seed, rung, (kind,), ways, scms)
            for kind, ways in shown(chosen, named).items()
        ]
        return sets[0] if len(sets) == 1 else KindSet(sets, (self.split, seed, str(rung)))

    def _queries(
        self, seed: int, rung: int | Rung, kinds: Sequence[str], named: Sequence[str], scms: Sequence[SCM]
    ) -> ProblemSet:
        given: dict[str, Any] = {
            **{"split": self.split, "seed": seed, "level": rung, "kinds": kinds, "representation": named},
            **{"asks": tuple(self.asks), "anonymous": self.anonymous},
        }
        return SimulatorSet(**given, scms=scms) if scms else ProblemSet(**given)


class Mix:
    """An endless, random-access mix of problems.

    Args:
        options: What the mix consists of.
        seed: Seed of the problem sets where the options name none.
    """

    def __init__(self, options: MixArguments, seed: int) -> None:
        self.options = options
        self.seed = seed if options.problem_seed is None else options.problem_seed
        self._sets = [options.problems(self.seed, level) for level in options.levels]
        self._pools: dict[int, Sequence[AnyProblem]] = {}

    def problem(self, row: int) -> Problem:
        """As `any_problem`, for whoever needs answers to queries.

        Raises:
            ValueError: The row asks for a program.
        """
        problem = self.any_problem(row)
        if not isinstance(problem, Problem):
            raise ValueError(f"kinds {', '.join(self.options.kinds)}: {problem.kind} has no query; leave it out here")
        return problem

    def any_problem(self, row: int) -> AnyProblem:
        """The problem of one row; levels take turns."""
        turn, level = divmod(self.options.first_row + row, len(self._sets))
        problems = self._sets[level] if turn < (self.options.pool or turn + 1) else self._pooled(level)
        return replace(problems[turn], nominal=self.options.levels[level])

    def _pooled(self, level: int) -> Sequence[AnyProblem]:
        """The problems that follow once every SCM of the pool has had its first."""
        if level not in self._pools:
            scms = [self._sets[level][turn].scm for turn in range(self.options.pool)]
            self._pools[level] = self.options.problems(self.seed, self.options.levels[level], scms=scms)
        return self._pools[level]

    def demonstration(self, row: int) -> Mapping[str, object]:
        """A row for supervised fine-tuning: a prompt and one demonstrated completion."""
        problem = self.any_problem(row)
        if self.options.proposals and self._proposes(row):
            return proposal(problem.scm)
        stream = Stream("demonstration", self.seed, self.options.first_row + row)
        draw = stream.random()
        if draw < self.options.terse:
            text = terse(problem)
        elif draw < self.options.terse + self.options.wrong:
            text = wrong(problem, stream)
        else:
            text = problem.solution
        return {
            "prompt": [{"role": "user", "content": problem.prompt}],
            "completion": [{"role": "assistant", "content": text}],
        }

    def _proposes(self, row: int) -> bool:
        return Stream("proposal", self.seed, self.options.first_row + row).chance(self.options.proposals)

    def question(self, row: int) -> Mapping[str, object]:
        """A row for reinforcement learning: a prompt and its gold answer or SCM, without the solution."""
        return {key: value for key, value in self.any_problem(row).row().items() if key != "solution"}

    def dataset(self, demonstrations: bool) -> Dataset | IterableDataset:
        """The rows of a run: `rows` of them, or a stream of them where `rows` is 0."""
        import datasets

        make = self.demonstration if demonstrations else self.question
        if self.options.file:
            return datasets.Dataset.from_list(list(read_rows(Path(self.options.file))))
        if self.options.rows:
            return datasets.Dataset.from_list([dict(make(row)) for row in range(self.options.rows)])
        return datasets.IterableDataset.from_generator(
            _endless, gen_kwargs={"mix": self, "demonstrations": demonstrations}
        )


def proposal(scm: SCM) -> dict[str, list[dict[str, str]]]:
    """A row that demonstrates how a simulator is written."""
    text = scm.to_source().strip()
    return {
        "prompt": [{"role": "user", "content": WRITE.format(nodes=len(scm.endogenous))}],
        "completion": [{"role": "assistant", "content": text}],
    }


@cache
def _simulators(folder: str) -> tuple[SCM, ...]:
    return tuple(read_simulators(Path(folder))) if folder else ()


def _endless(mix: Mix, demonstrations: bool) -> Iterator[dict[str, object]]:
    row = 0
    while True:
        yield dict(mix.demonstration(row) if demonstrations else mix.question(row))
        row += 1
