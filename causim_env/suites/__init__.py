"""Evaluation suites: fixed lists of questions, our own and those of others.

    from causim_env import suites

    suite = suites.load("cladder", path)
    suite.items, suite.flaws

`heldout` is our own, frozen; `library` asks the same of all three twins of published models. The others are read from
a path: none of their questions is kept here.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from causim_env.suites.suite import Suite, SuiteError

OWN = ("heldout", "library")
EXTERNAL = ("cladder", "rlcausal", "calm")

__all__ = ["EXTERNAL", "OWN", "Suite", "SuiteError", "load"]


def load(name: str, path: Path | None = None) -> Suite:
    """A suite by its name.

    Args:
        name: One of `OWN` or `EXTERNAL`.
        path: Where the questions of an external suite lie.

    Raises:
        SuiteError: There is no such suite, its path is missing, or the files are not of its form.
    """
    if name not in (*OWN, *EXTERNAL):
        raise SuiteError(f"suite {name!r} does not exist: write one of {', '.join((*OWN, *EXTERNAL))}")
    if name in OWN and path is not None:
        raise SuiteError(f"suite {name} is part of the package: leave the path out")
    if name in EXTERNAL and path is None:
        raise SuiteError(f"suite {name} lies outside the package: write the path of its files after --suite-path")
    if path is not None and not path.exists():
        raise SuiteError(f"{path}: no such file or folder: write the path of the question set")
    module = import_module(f"causim_env.suites.{name}")
    suite: Suite = module.load() if path is None else module.load(path)
    return suite
