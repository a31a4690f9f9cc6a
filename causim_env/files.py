"""Files that are either whole or not there, and rows of JSON, one a line.

Everything is written under a temporary name beside the target and renamed, so a reader never sees
half a file and a crash leaves the old one.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """Open a text file that takes the place of `path` when the block ends without an error."""
    with _replacing(path) as handle, os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
        yield stream


@contextmanager
def _replacing(path: Path) -> Iterator[int]:
    """A handle to a new file under a temporary name; whoever gets it closes it before the block ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        error.filename = str(path)
        raise
    try:
        yield handle
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def write_text(path: Path, text: str) -> None:
    """Write a whole text file, or nothing."""
    with replacing(path) as stream:
        stream.write(text)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a whole file of bytes, or nothing."""
    with _replacing(path) as handle, os.fdopen(handle, "wb") as stream:
        stream.write(content)


def write_rows(path: Path, rows: Iterable[Mapping[str, object]]) -> int:
    """Write rows as JSON lines, or nothing; return how many."""
    count = 0
    with replacing(path) as stream:
        for row in rows:
            stream.write(json.dumps(row) + "\n")
            count += 1
    return count


def read_rows(path: Path, *, drop_torn_end: bool = False) -> Iterator[dict[str, object]]:
    """Read JSON lines.

    Args:
        path: The file.
        drop_torn_end: Whether a last line without its end, as a crash leaves it, is passed over.

    Raises:
        ValueError: If a line is no JSON object; the message names the line.
    """
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if drop_torn_end and not line.endswith(b"\n"):
                return
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise ValueError(f"{path}:{number}: not JSON ({error})") from None
            if not isinstance(row, dict):
                raise ValueError(f"{path}:{number}: write one JSON object a line")
            yield row


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
