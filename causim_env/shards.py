"""Problems on disk: a folder of JSON-lines shards and a manifest that says what they are.

Every shard is written whole or not at all and is a function of the settings alone, so a run that
was stopped goes on where it was, and two runs with the same settings write the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from causim_env import __version__
from causim_env.files import write_rows, write_text

if TYPE_CHECKING:
    from causim_env.problems import Problem

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """Which problems a folder holds: the first `n` of each level; of drawn SCMs, or of simulators by their hash."""

    split: str
    seed: int
    levels: tuple[int, ...]
    kinds: tuple[str, ...]
    representation: str
    n: int
    shard_size: int
    simulators: str = ""

    def to_json(self) -> dict[str, object]:
        """Return the settings as they stand in a manifest, with the version that made the problems."""
        settings = {"version": __version__, **json.loads(json.dumps(asdict(self)))}
        if not self.simulators:
            del settings["simulators"]
        return settings


def write_shards(
    folder: Path,
    settings: Settings,
    problem: Callable[[int, int], Problem],
    advance: Callable[[], None] = lambda: None,
) -> dict[str, object]:
    """Write a folder of problems, leaving shards alone that are already there.

    Args:
        folder: Where to write; made if it is not there.
        settings: Which problems.
        problem: Makes the problem of a level and an index.
        advance: Called once for every problem.

    Returns:
        The manifest.

    Raises:
        ValueError: If the folder holds problems of other settings.
    """
    manifest_path = folder / MANIFEST
    hashes = _hashes(manifest_path, settings)
    for name, places in _plan(settings):
        path = folder / name
        if not (path.exists() and hashes.get(name) == _sha256(path)):
            write_rows(path, _counted((problem(*place).to_json() for place in places), advance))
            hashes[name] = _sha256(path)
            write_text(manifest_path, _text(_manifest(settings, hashes)))
        else:
            for _ in places:
                advance()
    manifest = _manifest(settings, hashes)
    write_text(manifest_path, _text(manifest))
    return manifest


def _plan(settings: Settings) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    for level in settings.levels:
        for part, start in enumerate(range(0, settings.n, settings.shard_size)):
            indices = range(start, min(start + settings.shard_size, settings.n))
            yield f"level-{level:02d}-{part:05d}.jsonl", [(level, index) for index in indices]


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


def _manifest(settings: Settings, hashes: Mapping[str, str]) -> dict[str, object]:
    rows = {name: len(places) for name, places in _plan(settings)}
    shards = [{"file": name, "rows": rows[name], "sha256": hashes[name]} for name in rows if name in hashes]
    content = hashlib.sha256("".join(hashes[name] for name in rows if name in hashes).encode())
    return {
        "settings": settings.to_json(),
        "complete": len(shards) == len(rows),
        "content_sha256": content.hexdigest(),
        "shards": shards,
    }


def _counted(rows: Iterator[dict[str, object]], advance: Callable[[], None]) -> Iterator[dict[str, object]]:
    for row in rows:
        yield row
        advance()


def _text(manifest: dict[str, object]) -> str:
    return json.dumps(manifest, indent=2) + "\n"


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
