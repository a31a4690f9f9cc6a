"""What a hostile program is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

PROOF = "escaped"
"""What a program returns when it has reached what it must not."""


@dataclass(frozen=True, slots=True)
class Program:
    """One hostile program.

    Attributes:
        name: Unique, in words joined by `_`.
        family: What it tries.
        text: Defines `f(x)`; where `whole`, it writes `_answer` itself.
        whole: Whether nothing is put behind the text when it is run unchecked.
        legal: Whether it is in the mechanism language, so that the static check lets it through.
    """

    name: str
    family: str
    text: str
    whole: bool = False
    legal: bool = False


def functions(family: str, bodies: Mapping[str, str], *, legal: Collection[str] = ()) -> tuple[Program, ...]:
    """Programs from the bodies of `f(x)`; `legal` names those that are in the language."""
    return tuple(
        Program(
            name,
            family,
            "def f(x):\n" + "\n".join("    " + line for line in body.strip().split("\n")),
            legal=name in legal,
        )
        for name, body in bodies.items()
    )


def expressions(family: str, values: Mapping[str, str], *, legal: Collection[str] = ()) -> tuple[Program, ...]:
    """Programs from the one expression that `f(x)` returns; `legal` names those that are in the language."""
    return functions(family, {name: f"return {value}" for name, value in values.items()}, legal=legal)


def texts(
    family: str, wholes: Mapping[str, str], *, whole: bool = False, legal: Collection[str] = ()
) -> tuple[Program, ...]:
    """Programs from their whole text; `legal` names those that are in the language."""
    return tuple(
        Program(name, family, text.strip("\n"), whole=whole, legal=name in legal) for name, text in wholes.items()
    )
