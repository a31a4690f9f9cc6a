"""What a model said to one problem."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model said to one problem.

    Attributes:
        text: The completion, or None where none could be had.
        finish: Why it ended, in the backend's word (`stop`, `length`, ...).
        error: Why there is no completion; empty if there is one.
        tokens: Tokens of the prompt and of the completion, where the backend counted them.
    """

    text: str | None
    finish: str = ""
    error: str = ""
    tokens: tuple[int, int] | None = None
