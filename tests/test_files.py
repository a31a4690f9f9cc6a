from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from causim_env.files import read_rows, replacing, write_rows, write_text


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    write_rows(path, [{"a": 1}])

    def rows() -> Iterator[dict[str, object]]:
        yield {"a": 2}
        raise RuntimeError("crash")

    with pytest.raises(RuntimeError, match="crash"):
        write_rows(path, rows())
    assert list(read_rows(path)) == [{"a": 1}]
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_is_seen_before_the_file_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "text"
    with replacing(path) as stream:
        stream.write("half")
        stream.flush()
        assert not path.exists()
    assert path.read_text(encoding="utf-8") == "half"
    write_text(path, "whole")
    assert path.read_text(encoding="utf-8") == "whole"
    assert stat.S_IMODE(path.stat().st_mode) & 0o400


def test_rows_keep_every_text(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{"t": "line\nbreak \u2028 °C \ud83d"}, {"t": ""}]
    assert write_rows(tmp_path / "r.jsonl", rows) == 2
    assert list(read_rows(tmp_path / "r.jsonl")) == rows


def test_bad_lines_are_named_and_a_torn_end_is_dropped_on_request(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text('{"a": 1}\n\n{"a": ', encoding="utf-8")
    with pytest.raises(ValueError, match=r"r\.jsonl:3: not JSON"):
        list(read_rows(path))
    assert list(read_rows(path, drop_torn_end=True)) == [{"a": 1}]
    path.write_bytes(b"[1]\n")
    with pytest.raises(ValueError, match="one JSON object a line"):
        list(read_rows(path))
    path.write_bytes(b"\xff\xfe\n")
    with pytest.raises(ValueError, match=r":1: not JSON"):
        list(read_rows(path))
