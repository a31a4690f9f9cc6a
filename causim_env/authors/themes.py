"""Themes: small real systems that lend a drawn SCM its names, units, phrases and setting.

Each file in `domains/` is one theme: a setting, a word for a repeated part (a bay, a ward) and variables
in causal order, upstream first. A variable's keys say its kind: `unit` an integer, `words` (true, false) a
boolean, `labels` a category. Systems larger than their theme repeat it part by part.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

Kind = Literal["boolean", "integer", "category"]
KINDS: tuple[Kind, ...] = ("boolean", "integer", "category")

_FOLDER = Path(__file__).parent / "domains"


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of a theme.

    Attributes:
        name: Identifier; exogenous ones start with `u_`.
        kind: What values it takes.
        phrase: What it is called in a sentence: `usable light`.
        low: Least value an exogenous integer takes.
        unit: Of an integer.
        words: Of a boolean, for true and for false.
        labels: Of a category.
        head: The first sentence of its doc: `Usable light [h].`.
    """

    name: str
    kind: Kind
    phrase: str
    low: int = 0
    unit: str = ""
    words: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    head: str = field(init=False)

    def __post_init__(self) -> None:
        """Writes the head."""
        bracket = self.unit or " / ".join(self.words)
        opening = self.phrase[0].upper() + self.phrase[1:]
        head = f"{opening} [{bracket}]." if bracket else f"{opening}."
        object.__setattr__(self, "head", head)


@dataclass(frozen=True, eq=False)
class Theme:
    """A small real system.

    Attributes:
        name: The file's name.
        setting: A sentence that opens an SCM.
        replica: What a repeated part is called: `bay`.
        place: The preposition that goes with it: `in`.
        exogenous: Variables given from outside.
        endogenous: Variables that mechanisms compute, upstream first.
    """

    name: str
    setting: str
    replica: str
    place: str
    exogenous: tuple[Variable, ...]
    endogenous: tuple[Variable, ...]

    @cache  # noqa: B019 - themes are few and live as long as the process
    def pool(self, exogenous: bool, kind: Kind) -> tuple[Variable, ...]:
        """The variables of one side and kind."""
        side = self.exogenous if exogenous else self.endogenous
        return tuple(variable for variable in side if variable.kind == kind)

    @cache  # noqa: B019
    def variable(self, exogenous: bool, kind: Kind, position: int, copy: int) -> Variable:
        """The variable at a position of a pool; copies from 1 belong to numbered parts."""
        base = self.pool(exogenous, kind)[position]
        if copy == 0:
            return base
        name = base.name.removeprefix("u_")
        prefix = "u_" if exogenous else ""
        return Variable(
            f"{prefix}{self.replica}{copy}_{name}",
            kind,
            f"{base.phrase} {self.place} {self.replica} {copy}",
            base.low,
            base.unit,
            base.words,
            base.labels,
        )


@cache
def theme_names() -> tuple[str, ...]:
    """All themes, in alphabetical order."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def theme(name: str) -> Theme:
    """Reads one theme.

    Raises:
        ValueError: There is no such theme.
    """
    if name not in theme_names():
        raise ValueError(f"domain {name!r}: write one of {', '.join(theme_names())}")
    raw = tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return Theme(
        name,
        raw["setting"],
        raw["replica"],
        raw["place"],
        tuple(_variable(key, entry) for key, entry in raw["exogenous"].items()),
        tuple(_variable(key, entry) for key, entry in raw["endogenous"].items()),
    )


def _variable(name: str, entry: dict[str, object]) -> Variable:
    words, labels = entry.get("words", ()), entry.get("labels", ())
    assert isinstance(words, list | tuple) and isinstance(labels, list | tuple)
    kind: Kind = "boolean" if words else "category" if labels else "integer"
    low = entry.get("low", 0)
    assert isinstance(low, int)
    return Variable(
        name,
        kind,
        str(entry["phrase"]),
        low,
        str(entry.get("unit", "")),
        tuple(map(str, words)),
        tuple(map(str, labels)),
    )
