"""Schedules: from what is remembered of every cell to the share of the next rows that it gets, and why.

`fixed` deals by weights. `linear` moves its focus from the easiest level to the hardest over a number of rows.
`staged` stays at a level until it is mastered, or its part of the rows is used up. `adaptive` is a bandit: it pays a
cell for a success rate inside the band, as far as the posterior is sure of it, for groups with contrast, and for
progress in either direction. All but `fixed` deal a floor evenly, so that no cell starves, whatever is thought of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from causim_env.curriculum.cells import Cell, Memory


@dataclass(frozen=True, slots=True)
class Settings:
    """What a curriculum is.

    Attributes:
        schedule: One of `SCHEDULES`.
        cells: What it chooses between, the easiest level first.
        weights: Weight of every cell for `fixed`; equal where none is given.
        band: Least and greatest success rate that `adaptive` looks for; `staged` takes the upper one for mastery.
        floor: Share of the rows that is dealt evenly.
        window: Groups of a cell that are remembered.
        horizon: Rows over which `linear` and `staged` reach the hardest level.
    """

    schedule: str
    cells: tuple[Cell, ...]
    weights: tuple[int, ...] = ()
    band: tuple[float, float] = (0.2, 0.8)
    floor: float = 0.1
    window: int = 16
    horizon: int = 1000

    def __post_init__(self) -> None:
        """Checks every field.

        Raises:
            ValueError: One of them makes no sense.
        """
        if self.schedule not in SCHEDULES:
            raise ValueError(f"curriculum {self.schedule!r}: write one of {', '.join(SCHEDULES)}")
        if not self.cells or len(set(self.cells)) < len(self.cells):
            raise ValueError(f"{len(self.cells)} cells: write at least one, and none twice")
        if self.weights and (len(self.weights) != len(self.cells) or min(self.weights) < 0 or not any(self.weights)):
            raise ValueError(f"weights {[*self.weights]}: write one for each of the {len(self.cells)} cells, from 0")
        if len(self.band) != 2 or not 0 <= self.band[0] < self.band[1] <= 1:
            raise ValueError(f"band {[*self.band]}: write the least and the greatest success rate, from 0 to 1")
        if not 0 < self.floor <= 1:
            raise ValueError(f"floor {self.floor}: write a share above 0, so that no cell starves, up to 1")
        if self.window < 4 or self.horizon < 1:
            raise ValueError(f"window {self.window}, horizon {self.horizon}: write at least 4 groups and 1 row")

    def to_json(self) -> dict[str, object]:
        """Plain JSON; cells by name."""
        return {
            **asdict(self),
            "cells": [cell.name for cell in self.cells],
            "weights": [*self.weights],
            "band": [*self.band],
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Settings:
        """Reads what `to_json` wrote."""
        named = tuple(Cell.read(name) for name in row["cells"])
        return cls(**{**row, "cells": named, "weights": tuple(row["weights"]), "band": tuple(row["band"])})


class Offer(NamedTuple):
    """What a schedule gives a cell.

    Attributes:
        share: Of the next rows.
        why: In words.
    """

    share: float
    why: str


class Place(NamedTuple):
    """Where a run is.

    Attributes:
        row: The next row to be dealt.
        stage: Position of the level that `staged` is at.
        since: First row of that stage.
    """

    row: int
    stage: int = 0
    since: int = 0


def fixed(settings: Settings, memories: Sequence[Memory], place: Place) -> list[Offer]:
    """Shares by weight, whatever the verdicts are."""
    weights = settings.weights or (1,) * len(settings.cells)
    return [Offer(weight / sum(weights), f"weight {weight} of {sum(weights)}") for weight in weights]


def linear(settings: Settings, memories: Sequence[Memory], place: Place) -> list[Offer]:
    """The focus moves evenly over the levels; two neighbouring levels share the rows between them."""
    levels = _levels(settings)
    focus = min(1.0, place.row / settings.horizon) * (len(levels) - 1)
    weights = [max(0.0, 1 - abs(levels.index(cell.level) - focus)) for cell in settings.cells]
    said = f"row {place.row} of {settings.horizon}, the focus stands {focus:.2f} levels above the easiest"
    return _with_floor(settings, weights, [said] * len(weights))


def staged(settings: Settings, memories: Sequence[Memory], place: Place) -> list[Offer]:
    """One level at a time."""
    level = _levels(settings)[place.stage]
    weights = [float(cell.level == level) for cell in settings.cells]
    reasons = [
        f"the stage of level {level}" if cell.level == level else f"only the floor: the stage is level {level}"
        for cell in settings.cells
    ]
    return _with_floor(settings, weights, reasons)


def adaptive(settings: Settings, memories: Sequence[Memory], place: Place) -> list[Offer]:
    """Pays for being in the band, for contrast inside groups, and for progress."""
    low, high = (Fraction(str(bound)) for bound in settings.band)
    weights, reasons = [], []
    for memory in memories:
        inside, progress = memory.inside(low, high), memory.progress()
        contrast = (1 + memory.mixed) / (2 + len(memory.recent))
        weights.append(inside * contrast + abs(progress))
        reasons.append(_adaptive_words(settings, memory, inside, progress))
    return _with_floor(settings, weights, reasons)


def next_place(settings: Settings, memories: Sequence[Memory], place: Place) -> Place:
    """Where a run is after more verdicts: the next stage once a level is mastered or its rows are used up."""
    levels = _levels(settings)
    if settings.schedule != "staged" or place.stage == len(levels) - 1:
        return place
    here = [m for cell, m in zip(settings.cells, memories, strict=True) if cell.level == levels[place.stage]]
    asked, groups = sum(m.asked for m in here), sum(len(m.recent) for m in here)
    mastered = groups >= settings.window and sum(m.right for m in here) >= settings.band[1] * asked
    used_up = (place.row - place.since) * (len(levels) - 1) >= settings.horizon
    return Place(place.row, place.stage + 1, place.row) if mastered or used_up else place


SCHEDULES: dict[str, Callable[[Settings, Sequence[Memory], Place], list[Offer]]] = {
    "fixed": fixed,
    "staged": staged,
    "linear": linear,
    "adaptive": adaptive,
}


def _levels(settings: Settings) -> list[int]:
    return sorted({cell.level for cell in settings.cells})


def _with_floor(settings: Settings, weights: Sequence[float], reasons: Sequence[str]) -> list[Offer]:
    total, even = sum(weights), settings.floor / len(weights)
    return [
        Offer(even + (1 - settings.floor) * (weight / total if total else 1 / len(weights)), why)
        for weight, why in zip(weights, reasons, strict=True)
    ]


def _adaptive_words(settings: Settings, memory: Memory, inside: float, progress: float) -> str:
    if not memory.recent:
        return "never tried yet"
    rate = memory.right / memory.asked
    low, high = settings.band
    where = "below" if rate < low else "above" if rate > high else "inside"
    moving = f", {'up' if progress > 0 else 'down'} {abs(100 * progress):.0f} points lately" if progress else ""
    return (
        f"{rate:.0%} right, {where} the band of {low:.0%} to {high:.0%} ({inside:.0%} sure to be inside); "
        f"{memory.mixed} of the last {len(memory.recent)} groups have contrast{moving}"
    )
