"""What is no news from the start: simulators that the model was trained on, and those that evaluation is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path

import yaml

from causim_env import library, suites
from trainers.mix import Mix, MixArguments


def trained_on(recipes: Sequence[str], seed: int) -> set[str]:
    """Canonical hashes of the simulators in the rows of recipes.

    Args:
        recipes: Files of trainers, with numbers of rows.
        seed: The seed of that training.
    """
    seen: set[str] = set()
    names = {one.name for one in fields(MixArguments)}
    for recipe in recipes:
        content = yaml.safe_load(Path(recipe).read_text(encoding="utf-8"))
        mix = Mix(MixArguments(**{k: v for k, v in content.items() if k in names}), seed)
        seen |= {mix.problem(row).scm.canonical_hash for row in range(mix.options.rows)}
    return seen


@cache
def evaluated_on() -> frozenset[str]:
    """Canonical hashes of the simulators of our own suites, whether a run evaluates on them or not.

    All problems of the frozen suite, and all twins of every published model. Suites from elsewhere are texts: there is
    no simulator in them.
    """
    frozen = [item.problem for item in suites.load("heldout").items]
    entries = map(library.load, library.names())
    published = {entry.twin(twin).canonical_hash for entry in entries for twin in library.TWINS}
    return frozenset(published | {problem.scm.canonical_hash for problem in frozen if problem is not None})
