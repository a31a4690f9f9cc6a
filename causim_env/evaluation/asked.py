"""What an evaluation needs of a problem and of a verdict, whatever is asked: an answer or a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from causim_env.scm import SCM

FORMAL = ("formalization", "induction")
"""Kinds of problem whose answers are programs."""


class Scored(Protocol):
    """A verdict."""

    @property
    def reward(self) -> float | None:
        """In [0, 1], or None where the verifier failed."""

    @property
    def correct(self) -> bool | None:
        """Whether it is right, or None like the reward."""

    @property
    def reason(self) -> str:
        """In words."""


class Asked(Protocol):
    """A problem of any kind: `Problem`, or one whose answer is a program."""

    @property
    def id(self) -> str:
        """What it is called."""

    @property
    def scm(self) -> SCM:
        """The model."""

    @property
    def kind(self) -> str:
        """The kind of query, or of program."""

    @property
    def nominal(self) -> int:
        """The level that was asked for."""

    @property
    def split(self) -> str:
        """The split it belongs to."""

    @property
    def representation(self) -> str:
        """How the model is shown."""

    @property
    def prompt(self) -> str:
        """What is asked."""

    @property
    def gold(self) -> str:
        """What completions are scored against, in a line."""

    @property
    def solution(self) -> str:
        """A completion that is right."""

    def score(self, completion: str, /) -> Scored:
        """The verdict on a completion."""
