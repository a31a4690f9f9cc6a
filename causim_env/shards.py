"""Rows on disk: a folder of shards, JSON lines or Parquet, and a manifest that says what they are.

Every shard is written whole or not at all. Where rows are a function of the settings alone, a run that was stopped
goes on where it was, and two runs with the same settings write the same bytes. Several machines may write one folder,
each its part of the shards with a manifest of its own; a last run without parts finds what they left, makes what is
missing, and writes the manifest of the whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

from causim_env import __version__
from causim_env.files import read_rows, write_rows, write_text
from causim_env.parquet import read_parquet, write_parquet

MANIFEST = "manifest.json"
FORMATS = ("jsonl", "parquet")
SHARD_SIZE = 5000

Row = Mapping[str, object]
P = TypeVar("P")
Place = TypeVar("Place", covariant=True)


class Contents(Protocol[Place]):
    """What a folder holds: rows, each at a place of its own, in an order."""

    @property
    def format(self) -> str:
        """One of `FORMATS`."""

    def to_json(self) -> dict[str, object]:
        """The settings, as they stand in the manifest; `rows` says of what the rows are, unless of problems."""

    def plan(self) -> Iterator[tuple[str, Sequence[Place]]]:
        """The shards, each a file name without its ending and the places of its rows."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How rows are laid out in shards.

    Attributes:
        format: One of `FORMATS`.
        shard_size: Rows in one shard.
    """

    format: str = "jsonl"
    shard_size: int = SHARD_SIZE

    def __post_init__(self) -> None:
        """Checks both.

        Raises:
            ValueError: If there is no such format, or a shard would be empty.
        """
        if self.format not in FORMATS:
            raise ValueError(f"--format {self.format}: write {' or '.join(FORMATS)}")
        if self.shard_size < 1:
            raise ValueError(f"--shard-size {self.shard_size}: write a number of at least 1")


@dataclass(frozen=True, slots=True)
class Numbered:
    """Rows of one sort, numbered from 0; a place is a number.

    Attributes:
        rows: What they are, in a word.
        facts: What decides them.
        n: How many.
        layout: How they are laid out.
    """

    rows: str
    facts: Row
    n: int
    layout: Layout

    @property
    def format(self) -> str:
        """That of the layout."""
        return self.layout.format

    def to_json(self) -> dict[str, object]:
        """What they are, the version that made them, what decides them, and the layout."""
        layout = {"shard_size": self.layout.shard_size, "format": self.layout.format}
        return {"rows": self.rows, "version": __version__, **json.loads(json.dumps(self.facts)), **layout}

    def plan(self) -> Iterator[tuple[str, range]]:
        """As many shards as the rows fill."""
        for part, start in enumerate(range(0, self.n, self.layout.shard_size)):
            yield f"{self.rows.lower()}-{part:05d}", range(start, min(start + self.layout.shard_size, self.n))


def write_shards(
    folder: Path,
    contents: Contents[P],
    rows: Callable[[Iterable[P]], Iterable[Row]],
    advance: Callable[[], None] = lambda: None,
    part: tuple[int, int] = (0, 1),
) -> dict[str, object]:
    """Write a folder, leaving shards alone that are already there.

    Args:
        folder: Where to write; made if it is not there.
        contents: What to write.
        rows: Makes the rows of places, in their order; called once, for all that is missing.
        advance: Called once for every row.
        part: `(i, n)` writes every n-th shard from the i-th on, and a manifest of those alone.

    Returns:
        The manifest.

    Raises:
        ValueError: If the folder holds rows of other settings, or the part has no shard.
    """
    number, parts = part
    plan = [(f"{name}.{contents.format}", places) for name, places in contents.plan()][number::parts]
    if not plan:
        raise ValueError(f"shard {number} of {parts} is empty: write a smaller --shard-size, or fewer shards")
    manifest_path = folder / (MANIFEST if parts == 1 else f"manifest-{number:05d}-of-{parts:05d}.json")
    settings = contents.to_json()
    hashes = check_shards(folder, settings)
    missing = []
    for name, places in plan:
        if (folder / name).exists() and hashes.get(name) == _sha256(folder / name):
            for _ in places:
                advance()
        else:
            missing.append((name, places))
    made = iter(rows(place for _, places in missing for place in places))
    for name, places in missing:
        write = write_parquet if contents.format == "parquet" else write_rows
        write(folder / name, _counted(islice(made, len(places)), advance))
        hashes[name] = _sha256(folder / name)
        write_text(manifest_path, _text(_manifest(settings, plan, hashes)))
    manifest = _manifest(settings, plan, hashes)
    write_text(manifest_path, _text(manifest))
    return manifest


def check_shards(folder: Path, settings: Row) -> dict[str, str]:
    """The shards of an earlier run by their hashes, as far as manifests name any.

    Raises:
        ValueError: If it was one of other settings.
    """
    hashes: dict[str, str] = {}
    for path in sorted(folder.glob("manifest*.json")):
        known, named = _read_manifest(path)
        held, wanted = known.get("rows", "problems"), settings.get("rows", "problems")
        if held != wanted:
            raise ValueError(f"{folder} holds {held}, not {wanted}: choose another folder")
        for name in {**settings, **known}:
            if known.get(name) != settings.get(name):
                raise ValueError(
                    f"{folder} holds {held} of {name} {known.get(name)!r}, not {settings.get(name)!r}: "
                    "choose another folder"
                )
        hashes |= named
    return hashes


def read_shards(folder: Path, rows: str) -> Iterator[tuple[str, dict[str, object]]]:
    """The rows of a finished folder in their order, each with its file and number.

    Args:
        folder: The folder.
        rows: What they have to be, as in `Numbered`.

    Raises:
        ValueError: If the folder holds something else, or a shard is not the one that the manifest names.
    """
    path = folder / MANIFEST
    if not path.exists():
        raise ValueError(f"{folder}: no {MANIFEST} in this folder; write one that holds {rows}")
    known, named = _read_manifest(path)
    held = known.get("rows", "problems")
    if held != rows:
        raise ValueError(f"{folder} holds {held}, not {rows}: write another folder")
    for name, digest in named.items():
        if _sha256(folder / name) != digest:
            raise ValueError(f"{folder / name} is not the file that {path} names: write the folder anew")
        yield from read_shard(folder / name)


def read_shard(path: Path) -> Iterator[tuple[str, dict[str, object]]]:
    """The rows of a file of JSON lines or of Parquet, each with the file and its number.

    Raises:
        ValueError: If a line is no row; the message names the line.
    """
    rows = read_parquet(path) if path.suffix == ".parquet" else read_rows(path)
    return ((f"{path}:{number}", row) for number, row in enumerate(rows, start=1))


def _read_manifest(path: Path) -> tuple[Row, dict[str, str]]:
    """The settings in a manifest, and its shards by their hashes."""
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        known, shards = dict(manifest["settings"]), manifest["shards"]
        return known, {str(shard["file"]): str(shard["sha256"]) for shard in shards}
    except (ValueError, LookupError, TypeError) as error:
        raise ValueError(f"{path}: no manifest of shards ({error}): choose another folder") from None


def _manifest(
    settings: Row, plan: Sequence[tuple[str, Sequence[object]]], hashes: Mapping[str, str]
) -> dict[str, object]:
    rows = {name: len(places) for name, places in plan}
    shards = [{"file": name, "rows": rows[name], "sha256": hashes[name]} for name in rows if name in hashes]
    content = hashlib.sha256("".join(hashes[name] for name in rows if name in hashes).encode())
    return {
        "settings": settings,
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
