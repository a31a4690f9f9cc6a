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

from causim_env.answers import Answer
from causim_env.curriculum import LADDER, Rung
from causim_env.files import read_rows
from causim_env.problems import Problem, ProblemSet, SimulatorSet, read_simulators
from causim_env.queries import KINDS
from causim_env.scm import SCM
from causim_env.streams import Stream

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
        kinds: Query kinds to draw from.
        asks: Forms of answer to draw from.
        representation: Representations to draw from.
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
    kinds: list[str] = field(default_factory=lambda: list(KINDS), metadata={"help": "Query kinds to draw from."})
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
        """Checks the shares.

        Raises:
            ValueError: A share is out of range.
        """
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

    def problems(
        self, seed: int, level: int, kinds: Sequence[str] = (), representation: Sequence[str] = ()
    ) -> ProblemSet:
        """The problem set of a level, of some kinds and representations or of all that are given here."""
        problems = ProblemSet(
            split=self.split,
            seed=seed,
            level=self.rung(level),
            kinds=tuple(kinds or self.kinds),  # type: ignore[arg-type]
            representation=tuple(representation or self.representation),
            asks=tuple(self.asks),  # type: ignore[arg-type]
            anonymous=self.anonymous,
        )
        return posed_on(problems, _simulators(self.simulators)) if self.simulators else problems


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
        self._pools: dict[int, SimulatorSet] = {}

    def problem(self, row: int) -> Problem:
        """The problem of one row; levels take turns."""
        turn, level = divmod(self.options.first_row + row, len(self._sets))
        problems = self._sets[level] if turn < (self.options.pool or turn + 1) else self._pooled(level)
        return replace(problems[turn], nominal=self.options.levels[level])

    def _pooled(self, level: int) -> SimulatorSet:
        """The problems that follow once every SCM of the pool has had its first."""
        if level not in self._pools:
            problems = self._sets[level]
            self._pools[level] = posed_on(problems, [problems[turn].scm for turn in range(self.options.pool)])
        return self._pools[level]

    def demonstration(self, row: int) -> dict[str, object]:
        """A row for supervised fine-tuning: a prompt and one demonstrated completion."""
        problem = self.problem(row)
        if self.options.proposals and self._proposes(row):
            return proposal(problem.scm)
        stream = Stream("demonstration", self.seed, self.options.first_row + row)
        draw = stream.random()
        if draw < self.options.terse:
            text = problem.answer.block()
        elif draw < self.options.terse + self.options.wrong:
            text = wrong_answer(problem, stream).block()
        else:
            text = problem.solution
        return {
            "prompt": [{"role": "user", "content": problem.prompt}],
            "completion": [{"role": "assistant", "content": text}],
        }

    def _proposes(self, row: int) -> bool:
        return Stream("proposal", self.seed, self.options.first_row + row).chance(self.options.proposals)

    def question(self, row: int) -> Mapping[str, object]:
        """A row for reinforcement learning: a prompt and its gold answer, without the solution."""
        return {key: value for key, value in self.problem(row).row().items() if key != "solution"}

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


def proposal(scm: SCM) -> dict[str, object]:
    """A row that demonstrates how a simulator is written."""
    text = scm.to_source().strip()
    return {
        "prompt": [{"role": "user", "content": WRITE.format(nodes=len(scm.endogenous))}],
        "completion": [{"role": "assistant", "content": text}],
    }


@cache
def _simulators(folder: str) -> tuple[SCM, ...]:
    return tuple(read_simulators(Path(folder)))


def posed_on(problems: ProblemSet, scms: Sequence[SCM]) -> SimulatorSet:
    """The problems of a set, posed on given SCMs."""
    return SimulatorSet(**{name: getattr(problems, name) for name in ProblemSet.__dataclass_fields__}, scms=scms)


def wrong_answer(problem: Problem, stream: Stream) -> Answer:
    """A definite answer of the form that was asked, and not the right one."""
    from fractions import Fraction

    support = [*problem.scm[problem.query.target].support]
    for value in stream.shuffled(support):
        match problem.query.asked:
            case "value":
                answer = Answer("value", value)
            case "set":
                answer = Answer("set", frozenset([value]))
            case _:
                answer = Answer("distribution", {value: Fraction(1)})
        if answer != problem.answer:
            return answer
    return Answer("undetermined", None)


def _endless(mix: Mix, demonstrations: bool) -> Iterator[dict[str, object]]:
    row = 0
    while True:
        yield dict(mix.demonstration(row) if demonstrations else mix.question(row))
        row += 1
