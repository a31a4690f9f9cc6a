"""Representations: an SCM and a question on it as code, equations, prose or tables.

Every representation is a pure function of the SCM: complete, so that the text alone determines the model
and how noise enters, and deterministic. Its module also writes single steps for worked solutions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from causim_env.scm.domains import SCMError, Value

if TYPE_CHECKING:
    from causim_env.queries.query import Query
    from causim_env.scm.model import SCM

REPRESENTATIONS = ("code", "equations", "prose", "table")


class Register(Protocol):
    """What every representation's module offers."""

    def render_scm(self, scm: SCM) -> str:
        """The whole model."""

    def render_query(self, scm: SCM, query: Query) -> str:
        """The question."""

    def assign(self, scm: SCM, name: str, value: Value) -> str:
        """That a variable has a value."""

    def step(self, scm: SCM, name: str, values: Mapping[str, Value]) -> str:
        """One run of a mechanism on these values of its parents, ending in the result."""


def register(representation: str) -> Register:
    """The module of a representation.

    Raises:
        SCMError: There is none of that name.
    """
    from causim_env.render import code, equations, prose, table

    modules: dict[str, Register] = {
        "code": code, "equations": equations, "prose": prose, "table": table,
    }  # fmt: skip
    try:
        return modules[representation]
    except KeyError:
        known = ", ".join(REPRESENTATIONS)
        raise SCMError(f"representation {representation!r}: write one of {known}") from None


def prompt(scm: SCM, query: Query, representation: str) -> str:
    """The whole prompt: the model, the question, and how the answer has to end.

    Raises:
        SCMError: The representation is unknown.
    """
    from causim_env.render.answer_format import answer_format

    module = register(representation)
    ending = answer_format(scm, query, representation != "equations")
    return f"{module.render_scm(scm)}\n\n{module.render_query(scm, query)}\n\n{ending}"
