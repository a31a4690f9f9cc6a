"""Formalization and induction by name, for whoever takes any kind of problem: their sets, rows and scoring."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from causim_env.formalization.induction import InductionProblem, InductionSet, score_mechanism
from causim_env.formalization.problem import FormalizationProblem, FormalizationSet
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


def scored(completion: str, gold: str) -> Formalized:
    """The verdict on a completion, from the gold text of a prediction.

    Raises:
        ValueError: The gold text cannot be read.
    """
    try:
        facts = json.loads(gold)
        scm = SCM.from_source(facts["scm"])
    except (ValueError, LookupError, TypeError) as error:
        raise ValueError(f"corrupt gold: {error}") from None
    target = facts.get("target", "")
    return score_mechanism(completion, scm, str(target)) if target else score(completion, scm)
