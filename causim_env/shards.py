"""Problems on disk: a folder of shards, JSON lines or Parquet, and a manifest that says what they are.

Every shard is written whole or not at all and is a function of the settings alone, so a run that
was stopped goes on where it was, and two runs with the same settings write the same bytes. Several
machines may write one folder, each its part of the shards with a manifest of its own; a last run
without parts finds what they left, makes what is missing, and writes the manifest of the whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from causim_env import __version__
from causim_env.files import write_bytes, write_rows, write_text

MANIFEST = "manifest.json"
FORMATS = ("jsonl", "parquet")

Place = tuple[int, int]
Row = Mapping[str, object]


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
        """Checks the format.

        Raises:
            ValueError: If there is no such format.
        """
        if self.format not in FORMATS:
            raise ValueError(f"--format {self.format}: write {' or '.join(FORMATS)}")

    def to_json(self) -> dict[str, object]:
        """Return the settings as they stand in a manifest, with the version that made the problems."""
        settings = {"version": __version__, **json.loads(json.dumps(asdict(self)))}
        if not self.simulators:
            del settings["simulators"]
        return settings


def write_shards(
    folder: Path,
    settings: Settings,
    rows: Callable[[Sequence[Place]], Iterable[Row]],
    advance: Callable[[], None] = lambda: None,
    part: tuple[int, int] = (0, 1),
) -> dict[str, object]:
    """Write a folder of problems, leaving shards alone that are already there.

    Args:
        folder: Where to write; made if it is not there.
        settings: Which problems.
        rows: Makes the rows of places, each a level and an index, in their order.
        advance: Called once for every problem.
        part: `(i, n)` writes every n-th shard from the i-th on, and a manifest of those alone.

    Returns:
        The manifest.

    Raises:
        ValueError: If the folder holds problems of other settings, or the part has no shard.
    """
    number, parts = part
    plan = [*_plan(settings)][number::parts]
    if not plan:
        raise ValueError(f"shard {number} of {parts} is empty: write a smaller --shard-size, or fewer shards")
    manifest_path = folder / (MANIFEST if parts == 1 else f"manifest-{number:05d}-of-{parts:05d}.json")
    hashes = {
        name: digest
        for path in sorted(folder.glob("manifest*.json"))
        for name, digest in _hashes(path, settings).items()
    }
    for name, places in plan:
        path = folder / name
        if not (path.exists() and hashes.get(name) == _sha256(path)):
            _WRITERS[settings.format](path, _counted(rows(places), advance))
            hashes[name] = _sha256(path)
            write_text(manifest_path, _text(_manifest(settings, plan, hashes)))
        else:
            for _ in places:
                advance()
    manifest = _manifest(settings, plan, hashes)
    write_text(manifest_path, _text(manifest))
    return manifest


def make_rows(settings: Settings, places: Sequence[Place]) -> list[dict[str, object]]:
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


def rows_on_ray(settings: Settings, piece: int = 64) -> Callable[[Sequence[Place]], Iterator[Row]]:
    """Makes rows on a Ray cluster, `piece` problems at a time."""
    from causim_env.cluster import mapped

    def rows(places: Sequence[Place]) -> Iterator[Row]:
        pieces = [places[start : start + piece] for start in range(0, len(places), piece)]
        for made in mapped(partial(make_rows, settings), pieces):
            yield from made

    return rows


def read_parquet(path: Path) -> Iterator[dict[str, object]]:
    """The rows of a Parquet shard.

    Raises:
        ImportError: If pyarrow is not installed.
    """
    for batch in _parquet().ParquetFile(path).iter_batches():
        for row in batch.to_pylist():
            yield {name: json.loads(value) if name in _NESTED else value for name, value in row.items()}


def _write_parquet(path: Path, rows: Iterable[Row]) -> None:
    """Nested columns are kept as JSON text: their form differs from row to row."""
    import io

    parquet, flat = _parquet(), []
    for row in rows:
        flat.append({name: json.dumps(value) if name in _NESTED else value for name, value in row.items()})
    import pyarrow

    content = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(flat), content, compression="zstd")
    write_bytes(path, content.getvalue())


_NESTED = frozenset({"answer", "query", "scm", "level"})
_WRITERS: dict[str, Callable[[Path, Iterable[Row]], object]] = {"jsonl": write_rows, "parquet": _write_parquet}


def _parquet() -> Any:
    try:
        from pyarrow import parquet
    except ImportError:
        raise ImportError("Parquet needs pyarrow: pip install 'causim-env[scale]'") from None
    return parquet


def _plan(settings: Settings) -> Iterator[tuple[str, list[Place]]]:
    for level in settings.levels:
        for part, start in enumerate(range(0, settings.n, settings.shard_size)):
            indices = range(start, min(start + settings.shard_size, settings.n))
            yield f"level-{level:02d}-{part:05d}.{settings.format}", [(level, index) for index in indices]


def _hashes(path: Path, settings: Settings) -> dict[str, str]:
    """Return the hashes of the shards of an earlier run with the same settings."""
    if not path.exists():
        return {}
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        known, shards = manifest["settings"], manifest["shards"]
        hashes = {str(shard["file"]): str(shard["sha256"]) for shard in shards}
    except (ValueError, LookupError, TypeError) as error:
        raise ValueError(f"{path}: no manifest of problems ({error}): choose another folder") from None
    wanted = settings.to_json()
    for name in {**wanted, **known}:
        if known.get(name) != wanted.get(name):
            raise ValueError(
                f"{path.parent} holds problems of {name} {known.get(name)!r}, not {wanted.get(name)!r}: "
                "choose another folder"
            )
    return hashes


def _manifest(
    settings: Settings, plan: Sequence[tuple[str, list[Place]]], hashes: Mapping[str, str]
) -> dict[str, object]:
    rows = {name: len(places) for name, places in plan}
    shards = [{"file": name, "rows": rows[name], "sha256": hashes[name]} for name in rows if name in hashes]
    content = hashlib.sha256("".join(hashes[name] for name in rows if name in hashes).encode())
    return {
        "settings": settings.to_json(),
        "complete": len(shards) == len(rows),
        "content_sha256": content.hexdigest(),
        "shards": shards,
    }


def _counted(rows: Iterable[Row], advance: Callable[[], None]) -> Iterator[Row]:
    for row in rows:
        yield row
        advance()


def _text(manifest: dict[str, object]) -> str:
    return json.dumps(manifest, indent=2) + "\n"


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
