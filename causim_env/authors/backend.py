"""Where an author's words come from: a request with a prompt goes in, text comes out.

A backend answers one request at a time and many at once; it neither knows nor keeps the SCM. Everything it may use
stands in the request. The backends of language models are in `models`, the noisy author is in `noisy`.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Literal, Protocol

Role = Literal["plan", "write", "whole", "reread", "quote", "formalize", "retell", "restore"]


@dataclass(frozen=True, slots=True)
class Request:
    """One question to an author.

    Attributes:
        scm: Which SCM it is about.
        turn: Which question about that SCM, from 0.
        role: `plan` a step, `write` its code, write the `whole` SCM, or `reread` a docstring into code; `quote` the
            next step from a text and `formalize` it; `retell` an SCM as a text and `restore` it from that.
        prompt: The question in words.
        facts: What the prompt was made of, as JSON types.
        schema: The JSON schema of the answer, where it is to be JSON.
    """

    scm: str
    turn: int
    role: Role
    prompt: str
    facts: Mapping[str, object] = field(repr=False)
    schema: Mapping[str, object] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What an author said.

    Attributes:
        text: The answer, or None where none could be had.
        tokens: Tokens of the prompt and of the answer; a quarter of the characters where nobody counted.
        error: Why there is no answer; empty if there is one.
    """

    text: str | None
    tokens: tuple[int, int] = (0, 0)
    error: str = ""


class Backend(Protocol):
    """Anything that answers requests."""

    @property
    def name(self) -> str:
        """What it is called in the journal."""

    @property
    def settings(self) -> str:
        """What else decides what it says, in words."""

    def open(self) -> AbstractAsyncContextManager[Ask]:
        """A session, in which requests may be asked at the same time."""


class Ask(Protocol):
    """An open session."""

    async def __call__(self, request: Request) -> Reply:
        """The answer to one request."""


def estimated(prompt: str, text: str) -> tuple[int, int]:
    """Tokens where nobody counted: one for every four characters, rounded up."""
    return -(-len(prompt) // 4), -(-len(text) // 4)
