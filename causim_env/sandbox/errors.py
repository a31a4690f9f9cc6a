"""Why the sandbox gave no values."""

from __future__ import annotations

from typing import Literal

Reason = Literal["language", "fuel", "timeout", "memory", "crash", "result", "error"]


class SandboxError(RuntimeError):
    """Code that gave no values.

    Attributes:
        reason: "language": refused by the static check. "fuel": more steps than a mechanism may take, or a value
            larger than it may make. "error": it raised. "result": it returned something that is no bool, int or
            short string. These four depend on the code and the rows alone. "timeout", "memory", "crash": the
            runtime or the operating system stopped it.
        message: One line: what, where, and what to write instead.
    """

    def __init__(self, reason: Reason, message: str) -> None:
        """Keeps both; the message is cut to one line of at most 300 characters."""
        self.reason = reason
        self.message = " ".join(message[:2000].split())[:300]
        super().__init__(f"{reason}: {self.message}")

    def __reduce__(self) -> tuple[type[SandboxError], tuple[Reason, str]]:
        """Pickles as its two parts."""
        return SandboxError, (self.reason, self.message)
