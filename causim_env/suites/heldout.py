"""Our own evaluation, frozen: the same problems for everybody, and a hash that says so.

`heldout.json` lists the parts: a split, a level, how many problems, and the SHA-256 of their content hashes. Problems
are drawn anew, which takes seconds, and held against it, so a suite of this name and version never means anything else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

from causim_env.evaluation.item import Item
from causim_env.problems import Problem, ProblemSet
from causim_env.suites.suite import Suite, SuiteError


def load() -> Suite:
    """All problems of all parts.

    Raises:
        SuiteError: This version of the package draws other problems.
    """
    frozen = manifest()
    items: list[Item] = []
    for part in frozen["parts"]:
        problems = draw(frozen, part)
        if fingerprint(problems) != part["sha256"]:
            raise SuiteError(
                f"suite heldout {frozen['version']}: this version of causim-env draws other problems for "
                f"{part['split']}, level {part['level']}: install the version that the suite names"
            )
        items += map(Item.of, problems)
    return Suite("heldout", tuple(items))


def manifest() -> dict[str, Any]:
    """What is frozen: version, seed, kinds, representation, and the parts."""
    text = (files("causim_env.suites") / "heldout.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


def draw(frozen: Mapping[str, Any], part: Mapping[str, Any]) -> list[Problem]:
    """The problems of a part."""
    problems = ProblemSet(
        part["split"], frozen["seed"], part["level"], tuple(frozen["kinds"]), frozen["representation"]
    )
    return [problems[index] for index in range(part["n"])]


def fingerprint(problems: Iterable[Problem]) -> str:
    """SHA-256 of the content hashes of problems, in order."""
    return hashlib.sha256("".join(problem.content_hash for problem in problems).encode()).hexdigest()
