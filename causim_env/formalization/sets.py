"""Formalization and induction by name, for whoever takes any kind of problem: their sets, rows and scoring."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from causim_env.answers import AnswerError
from causim_env.curriculum import Rung
from causim_env.formalization.induction import InductionProblem, InductionSet, score_mechanism
from causim_env.formalization.problem import FormalizationProblem, FormalizationSet, gold_line
from causim_env.formalization.scoring import Formalized, program, score, score_many
from causim_env.scm.domains import SCMError
from causim_env.scm.model import SCM
from causim_env.scm.text import endogenous_from_source

SETS: dict[str, type[FormalizationSet]] = {"formalization": FormalizationSet, "induction": InductionSet}
PROBLEMS: dict[str, type[FormalizationProblem]] = {"formalization": FormalizationProblem, "induction": InductionProblem}


def formal_set(
    kind: str,
    split: str,
    seed: int,
    level: int | Rung,
    descriptions: Sequence[str] = (),
    anonymous: bool = False,
    scms: Sequence[SCM] = (),
) -> FormalizationSet:
    """A set of problems of a kind.

    Args:
        kind: One of `SETS`.
        split: As for `FormalizationSet`, like everything below.
        seed: As above.
        level: As above.
        descriptions: As above; every way that the kind has if there is none.
        anonymous: As above.
        scms: As above.

    Raises:
        SCMError: An argument is unknown or out of range.
    """
    made = SETS[kind]
    return made(split, seed, level, descriptions or made.offered, anonymous, scms)


def read_problem(row: Mapping[str, object]) -> FormalizationProblem:
    """Reads a row of one of the kinds.

    Raises:
        SCMError: It is none.
    """
    return PROBLEMS[str(row["kind"])].from_json(row)


@dataclass(frozen=True, slots=True)
class Program:
    """What a completion that writes a program is scored against.

    Attributes:
        scm: The gold SCM.
        target: The variable whose mechanism alone is asked for; empty for all of it.
    """

    scm: SCM
    target: str = ""

    def score(self, completion: object) -> Formalized:
        """The verdict on a completion."""
        return score_mechanism(completion, self.scm, self.target) if self.target else score(completion, self.scm)

    def fits(self, completion: object) -> bool:
        """Whether a completion ends in a text of the form that is asked for, whatever it does."""
        try:
            text = program(completion)
            endogenous_from_source(text) if self.target else SCM.from_source(text)
        except (AnswerError, SCMError):
            return False
        return True

    def dumps(self) -> str:
        """One line of JSON, that of a problem's `gold`."""
        return gold_line(self.scm, self.target)

    @classmethod
    def loads(cls, line: str) -> Program:
        """What `dumps` wrote.

        Raises:
            ValueError: The line is anything else.
        """
        try:
            row = json.loads(line)
            return cls(SCM.from_source(row["scm"]), str(row.get("target", "")))
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError(f"corrupt gold: {error}") from None


def score_all(completions: Sequence[object], wanted: Sequence[Program]) -> list[Formalized]:
    """The verdict on each completion; whole SCMs share calls of the sandbox."""
    whole = [i for i, one in enumerate(wanted) if not one.target]
    together = iter(score_many([completions[i] for i in whole], [wanted[i].scm for i in whole]))
    return [
        one.score(completion) if one.target else next(together)
        for completion, one in zip(completions, wanted, strict=True)
    ]
