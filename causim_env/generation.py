"""Problems by the million: which ones a folder of shards holds, and who makes them, here or on a Ray cluster."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial

from causim_env import __version__
from causim_env.cluster import PIECE, cut, mapped
from causim_env.shards import Layout, Row

Place = tuple[int, int]
"""A level and an index."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Which problems a folder holds: the first `n` of each level; of drawn SCMs, or of simulators by their hash.

    Several representations are drawn from.
    """

    split: str
    seed: int
    levels: tuple[int, ...]
    kinds: tuple[str, ...]
    representation: str | tuple[str, ...]
    n: int
    shard_size: int
    format: str = "jsonl"
    simulators: str = ""

    def __post_init__(self) -> None:
        """Checks the layout.

        Raises:
            ValueError: As `Layout`.
        """
        Layout(self.format, self.shard_size)

    def to_json(self) -> dict[str, object]:
        """Return the settings as they stand in a manifest, with the version that made the problems."""
        settings = {"version": __version__, **json.loads(json.dumps(asdict(self)))}
        if not self.simulators:
            del settings["simulators"]
        return settings

    def plan(self) -> Iterator[tuple[str, list[Place]]]:
        """The shards of each level in turn."""
        for level in self.levels:
            for part, start in enumerate(range(0, self.n, self.shard_size)):
                indices = range(start, min(start + self.shard_size, self.n))
                yield f"level-{level:02d}-{part:05d}", [(level, index) for index in indices]


def make_rows(settings: Settings, places: Iterable[Place]) -> list[dict[str, object]]:
    """The rows of some places, on whatever machine this runs."""
    from causim_env.formalization.sets import SETS, formal_set
    from causim_env.problems import ProblemSet

    [kind, *_] = settings.kinds
    shown = settings.representation
    ways = (shown,) if isinstance(shown, str) else shown
    sets = {
        level: formal_set(kind, settings.split, settings.seed, level, ways)
        if kind in SETS
        else ProblemSet(settings.split, settings.seed, level, settings.kinds, shown)  # type: ignore[arg-type]
        for level in settings.levels
    }
    return [sets[level][index].to_json() for level, index in places]


def rows_on_ray(settings: Settings, piece: int = PIECE) -> Callable[[Iterable[Place]], Iterator[Row]]:
    """Makes rows on a Ray cluster, `piece` problems at a time."""

    def rows(places: Iterable[Place]) -> Iterator[Row]:
        for made in mapped(partial(make_rows, settings), cut(places, piece)):
            yield from made

    return rows
