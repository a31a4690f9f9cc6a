"""What an attack is built from, and the pieces that most attacks share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from typing import cast

from causim_env.answers import Answer, Scalar, fold, literal


@dataclass(frozen=True, slots=True)
class Target:
    """What an attack is built from: a prompt and its gold answer."""

    prompt: str
    gold: Answer

    @property
    def text(self) -> str:
        """The gold answer as text."""
        return self.gold.text()

    @property
    def wrong(self) -> str:
        """The text of a well-formed answer that is not the gold answer."""
        value = self.gold.value
        if self.gold.kind == "value":
            return literal(self.stranger)
        if self.gold.kind == "set":
            return "{" + literal(self.stranger if len(self.members) == 1 else self.members[0]) + "}"
        if self.gold.kind == "distribution":
            other = self.stranger if len(self.members) == 1 else self.members[0]
            return "{" + literal(other) + ": 1}"
        return "0" if value is None else "undetermined"

    @property
    def members(self) -> list[Scalar]:
        """Every value that the gold answer mentions."""
        value = self.gold.value
        if value is None:
            return []
        if isinstance(value, bool | int | Fraction | str):
            return [value]
        return sorted(value, key=literal)

    @property
    def stranger(self) -> Scalar:
        """A value that the gold answer does not mention, of its type where the type has one left."""
        members = self.members
        if not members or set(members) == {False, True} and isinstance(members[0], bool):
            return "maybe"
        if isinstance(members[0], bool):
            return not members[0]
        if isinstance(members[0], str):
            known = {fold(str(member)) for member in members}
            return next(label for n in count() if (label := f"other {n}") not in known)
        return 1 + max(cast(list[int], members))


Builder = Callable[[Target], object]
"""Makes the completion: a text, or whatever else a trainer might hand over."""


def inside(content: str) -> str:
    """A plausible completion that ends with the given content between answer tags."""
    return f"Following the mechanisms step by step.\n<answer>{content}</answer>"


def constant(completion: str) -> Builder:
    """A completion that depends on nothing."""
    return lambda target: completion
