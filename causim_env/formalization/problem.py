"""Formalization problems: a described system, to be written as an SCM."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self, cast

from causim_env.curriculum import Rung
from causim_env.formalization.prompts import DESCRIPTIONS, formalization_prompt
from causim_env.formalization.reference import reference
from causim_env.formalization.scoring import Formalized, score
from causim_env.informal.telling import body
from causim_env.problems import ProblemSet, SimulatorSet
from causim_env.problems.posed import Posed, parts, place
from causim_env.sandbox import Runtime
from causim_env.scm import SCM, Endogenous, SCMError
from causim_env.scm.text import mechanism_source
from causim_env.streams import Stream

VERSION = 1
MAX_DRAWS = 200


@dataclass(frozen=True)
class FormalizationProblem(Posed):
    """One description and the SCM behind it.

    Attributes:
        scm: The gold SCM.
        description: One of `DESCRIPTIONS`.
        prompt: What is shown to the one who writes.
        split: The split it belongs to, empty for a problem of one's own.
        seed: Seed of its problem set, and of the style's choices.
        index: Place in its problem set.
        nominal: The level that was asked for, 0 where there was none.
    """

    kind: ClassVar[str] = "formalization"

    scm: SCM
    description: str
    prompt: str
    split: str = ""
    seed: int = 0
    index: int = 0
    nominal: int = 0

    @classmethod
    def make(cls, scm: SCM, description: str = "prose", seed: int = 0) -> FormalizationProblem:
        """A problem from an SCM of one's own.

        Raises:
            SCMError: The description is unknown, cannot tell this SCM, or a mechanism is too large to compare.
        """
        reference(scm)
        return cls(scm, description, formalization_prompt(scm, description, seed), seed=seed)

    @property
    def series(self) -> str:
        """Kind and version."""
        return f"{self.kind}-v{VERSION}"

    @property
    def facts(self) -> list[object]:
        """Kind, SCM, description and prompt."""
        return [self.kind, self.scm.content_hash, self.description, self.prompt]

    @property
    def representation(self) -> str:
        """The description, by the name that every kind of problem has for it."""
        return self.description

    @property
    def gold(self) -> str:
        """What a completion is scored against, in a line of JSON."""
        return gold_line(self.scm)

    @property
    def solution(self) -> str:
        """A completion that earns 1: the SCM's own text without its docs."""
        return f"<answer>\n{_bare(self.scm).to_source()}</answer>"

    def score(self, completion: object, runtime: Runtime | None = None) -> Formalized:
        """The verdict on a completion."""
        return score(completion, self.scm, runtime)

    def row(self) -> dict[str, object]:
        """The problem as a dataset row for trainers, of the same columns as a problem with a query."""
        return {
            **self.question(),
            "gold": self.gold,
            "kind": self.kind,
            "ask": "program",
            "representation": self.description,
            "solution": self.solution,
        }

    def to_json(self) -> dict[str, object]:
        """The problem as an object of JSON types."""
        return {
            "version": VERSION, "kind": self.kind, **self.head(), "level": self.nominal,
            "description": self.description, "prompt": self.prompt, "scm": self.scm.to_json(),
        }  # fmt: skip

    @classmethod
    def from_json(cls, row: Mapping[str, object]) -> Self:
        """Reads what `to_json` wrote.

        Raises:
            SCMError: The row is not of that form, or its content hash does not fit its content.
        """
        parts(row, f"a problem of {cls.kind}", "scm", "description", "prompt")
        problem = cls(
            SCM.from_json(cast(Mapping[str, object], row["scm"])),
            str(row["description"]),
            str(row["prompt"]),
            **place(row, row.get("level", 0)),
            **cls._more(row),
        )
        problem.agrees(row)
        return problem

    @classmethod
    def _more(cls, row: Mapping[str, object]) -> dict[str, str]:
        """Fields that only this kind has."""
        return {}


@dataclass(frozen=True)
class FormalizationSet(Sequence[FormalizationProblem]):
    """An infinite, random-access sequence of formalization problems.

    Args:
        split: One of `causim_env.splits.SPLITS`.
        seed: Any integer; another seed is another sequence.
        level: 1 to 10, or a `Rung` of one's own, as for `ProblemSet`.
        descriptions: Some of `DESCRIPTIONS`, to draw from.
        anonymous: Whether every problem is posed on the anonymised twin of its SCM.
        scms: SCMs to pose problems on, as for `SimulatorSet`; drawn ones if there are none.

    Raises:
        SCMError: An argument is unknown or out of range, or no SCM belongs to the split.
    """

    kind: ClassVar[str] = FormalizationProblem.kind
    offered: ClassVar[tuple[str, ...]] = DESCRIPTIONS

    split: str = "train"
    seed: int = 0
    level: int | Rung = 3
    descriptions: Sequence[str] = DESCRIPTIONS
    anonymous: bool = False
    scms: Sequence[SCM] = field(default=(), repr=False)
    _systems: ProblemSet = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Checks every argument."""
        wrong = [name for name in self.descriptions if name not in self.offered]
        if wrong or not self.descriptions:
            raise SCMError(f"descriptions {', '.join(wrong) or 'empty'}: write some of {', '.join(self.offered)}")
        systems = ProblemSet(split=self.split, seed=self.seed, level=self.level)
        if self.scms:
            systems = SimulatorSet(split=self.split, seed=self.seed, level=self.level, scms=self.scms)
        object.__setattr__(self, "_systems", systems)

    @property
    def content(self) -> str:
        """A hash of the given SCMs that belong to the split; empty where SCMs are drawn."""
        return self._systems.content

    def __len__(self) -> int:
        """There is no length.

        Raises:
            TypeError: Always.
        """
        raise TypeError(f"a {type(self).__name__} is infinite: take problems[i]")

    def __iter__(self) -> Iterator[FormalizationProblem]:
        """All problems from the first on, without end."""
        index = 0
        while True:
            yield self[index]
            index += 1

    def __getitem__(self, index: int) -> FormalizationProblem:  # type: ignore[override]
        """Problem `index`; negative indices and slices do not exist.

        Raises:
            SCMError: The index is no natural number, or the level or the SCMs leave no problem.
        """
        if not isinstance(index, int) or index < 0:
            raise SCMError(f"index {index!r}: write an integer from 0")
        nominal = self.level if isinstance(self.level, int) else 0
        stream = Stream(self.kind, VERSION, self.split, self.seed, nominal or str(self.level), index)
        why = "none belongs to the split"
        for attempt in range(MAX_DRAWS):
            scm = self._systems.draw_scm(stream.child("scm", attempt))
            if scm is None:
                continue
            try:
                made = self._made(scm.anonymise() if self.anonymous else scm, stream, index)
            except SCMError as error:
                why = str(error)
                continue
            return replace(made, split=self.split, seed=self.seed, index=index, nominal=nominal)
        instead = "give other SCMs" if self.scms else "choose another level"
        raise SCMError(f"no {self.kind} in {MAX_DRAWS} draws at level {self.level} ({why}): {instead}")

    def _made(self, scm: SCM, stream: Stream, index: int) -> FormalizationProblem:
        """The problem on an SCM.

        Raises:
            SCMError: There is none.
        """
        return FormalizationProblem.make(scm, stream.choice(self.descriptions), index)


def gold_line(scm: SCM, target: str = "") -> str:
    """What a completion is scored against, in a line of JSON; with a target, one mechanism alone."""
    return json.dumps({"scm": scm.to_source(), **({"target": target} if target else {})})


def bare(node: Endogenous) -> str:
    """The text of a mechanism without its docstring."""
    return mechanism_source(node.name, node.parents, node.domain, "", body(node))


def _bare(scm: SCM) -> SCM:
    """The SCM without docs."""
    nodes = [replace(node, doc="", source=bare(node)) for node in scm.endogenous]
    return SCM("", [replace(root, doc="") for root in scm.exogenous], nodes)
