"""Causal reasoning over executable structural causal models, with answers a program can check.

The public names are looked up on first use, so that importing the package stays cheap. Gymnasium is
not imported here: its environments are registered as soon as Gymnasium itself is.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from causim_env import _registration

if TYPE_CHECKING:
    from causim_env.answers import Answer, Verdict, score
    from causim_env.authors.importers import import_bif
    from causim_env.problems import Problem, ProblemSet
    from causim_env.queries import Query, solve
    from causim_env.scm import SCM, InferenceError, MechanismError, SCMError

__version__ = "0.1.0"

_HOMES = {
    "Answer": "answers",
    "InferenceError": "scm",
    "MechanismError": "scm",
    "Problem": "problems",
    "ProblemSet": "problems",
    "Query": "queries",
    "SCM": "scm",
    "SCMError": "scm",
    "Verdict": "answers",
    "import_bif": "authors.importers",
    "score": "answers",
    "solve": "queries",
}

__all__ = [
    "SCM",
    "Answer",
    "InferenceError",
    "MechanismError",
    "Problem",
    "ProblemSet",
    "Query",
    "SCMError",
    "Verdict",
    "__version__",
    "import_bif",
    "score",
    "solve",
]


def __getattr__(name: str) -> object:
    """Import a public name from its home on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})


_registration.when_gymnasium_loads()
