from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from causim_env.cli.common import problems_from
from causim_env.files import read_rows
from causim_env.generation import Place, Settings, make_rows
from causim_env.parquet import read_parquet
from causim_env.shards import MANIFEST, Row, write_shards

SETTINGS = Settings("train", 0, (1, 2), ("deduction",), "code", 5, 2)


def write(folder: Path, settings: Settings = SETTINGS, part: tuple[int, int] = (0, 1)) -> dict[str, object]:
    return write_shards(folder, settings, lambda places: make_rows(settings, places), part=part)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("level-*")}


def test_parts_in_any_order_make_the_same_folder(tmp_path: Path) -> None:
    whole = write(tmp_path / "whole")
    for number in (2, 0, 1):
        write(tmp_path / "parts", part=(number, 3))
    made: list[Place] = []

    def rows(places: Iterable[Place]) -> Iterator[Row]:
        made.extend(places)
        yield from make_rows(SETTINGS, places)

    assert write_shards(tmp_path / "parts", SETTINGS, rows) == whole
    assert made == []
    assert contents(tmp_path / "parts") == contents(tmp_path / "whole")


def test_a_part_that_is_missing_or_broken_is_made_again(tmp_path: Path) -> None:
    whole = write(tmp_path / "whole")
    write(tmp_path / "parts", part=(0, 2))
    (tmp_path / "parts" / "level-01-00000.jsonl").write_text("{}\n")
    assert write(tmp_path / "parts") == whole


def test_a_part_says_what_it_holds_and_a_needless_one_is_refused(tmp_path: Path) -> None:
    part = write(tmp_path, part=(1, 4))
    assert [shard["file"] for shard in part["shards"]] == ["level-01-00001.jsonl", "level-02-00002.jsonl"]  # type: ignore[attr-defined]
    assert not (tmp_path / MANIFEST).exists()
    with pytest.raises(ValueError, match="shard 6 of 7 is empty: write a smaller --shard-size"):
        write(tmp_path, part=(6, 7))


def test_parquet_holds_the_same_rows_and_is_read_as_problems(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    write(tmp_path / "lines")
    table = replace(SETTINGS, format="parquet")
    first, again = write(tmp_path / "table", table), write(tmp_path / "again", table)
    assert first["content_sha256"] == again["content_sha256"]
    for path in (tmp_path / "lines").glob("level-*"):
        assert [*read_parquet(tmp_path / "table" / f"{path.stem}.parquet")] == [*read_rows(path)]
    assert [p.id for p in problems_from(tmp_path / "table")] == [p.id for p in problems_from(tmp_path / "lines")]


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="--format csv: write jsonl or parquet"):
        replace(SETTINGS, format="csv")


def test_a_folder_of_other_settings_is_refused_in_parts_too(tmp_path: Path) -> None:
    write(tmp_path, part=(0, 2))
    with pytest.raises(ValueError, match="holds problems of seed 0, not 1"):
        write(tmp_path, replace(SETTINGS, seed=1))
    assert json.loads((tmp_path / "manifest-00000-of-00002.json").read_text())["complete"]
