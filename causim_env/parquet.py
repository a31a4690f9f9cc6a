"""Rows in Parquet files; columns whose form differs from row to row are kept as JSON text."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from causim_env.files import write_bytes

_NESTED = frozenset({"answer", "level", "query", "recorded", "scm"})


def write_parquet(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    """Write rows of the same columns to a file, or nothing.

    Raises:
        ImportError: If pyarrow is not installed.
    """
    parquet = _parquet()
    import pyarrow

    flat = [{name: json.dumps(value) if name in _NESTED else value for name, value in row.items()} for row in rows]
    content = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(flat), content, compression="zstd")
    write_bytes(path, content.getvalue())


def read_parquet(path: Path) -> Iterator[dict[str, object]]:
    """The rows of a file.

    Raises:
        ImportError: If pyarrow is not installed.
        ValueError: If it is no Parquet file.
    """
    for batch in _opened(path).iter_batches():
        for row in batch.to_pylist():
            yield {name: json.loads(value) if name in _NESTED else value for name, value in row.items()}


def count_parquet(path: Path) -> int:
    """How many rows a file has.

    Raises:
        ImportError: If pyarrow is not installed.
        ValueError: If it is no Parquet file.
    """
    return int(_opened(path).metadata.num_rows)


def _opened(path: Path) -> Any:
    try:
        return _parquet().ParquetFile(path)
    except ValueError as error:
        raise ValueError(f"{path}: not Parquet ({error})") from None


def _parquet() -> Any:
    try:
        from pyarrow import parquet
    except ImportError:
        raise ImportError("Parquet needs pyarrow: pip install 'causim-env[scale]'") from None
    return parquet
