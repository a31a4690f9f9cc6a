"""Formalization and induction by name, for whoever takes any kind of problem: their sets, rows and scoring."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from causim_env.formalization.induction import InductionProblem, InductionSet, score_mechanism
from causim_env.formalization.problem import FormalizationProblem, FormalizationSet, gold_line
from causim_env.formalization.prompts import DESCRIPTIONS
from causim_env.formalization.scoring import Formalized, score
from causim_env.scm.model import SCM

SETS: dict[str, type[FormalizationSet]] = {"formalization": FormalizationSet, "induction": InductionSet}
PROBLEMS: dict[str, type[FormalizationProblem]] = {"formalization": FormalizationProblem, "induction": InductionProblem}


def formal_set(kind: str, split: str, seed: int, level: int, description: str = "code") -> FormalizationSet:
    """A set of problems of a kind.

    Args:
        kind: One of `SETS`.
        split: As for `FormalizationSet`, like seed and level.
        seed: As above.
        level: As above.
        description: How systems are described; all ways in turn for `code`, which is none of them.

    Raises:
        SCMError: An argument is unknown or out of range.
    """
    descriptions: Sequence[str] = DESCRIPTIONS if description == "code" else (description,)
    return SETS[kind](split, seed, level, descriptions)


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

    def score(self, completion: str) -> Formalized:
        """The verdict on a completion."""
        return score_mechanism(completion, self.scm, self.target) if self.target else score(completion, self.scm)

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
