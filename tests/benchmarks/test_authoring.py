"""The authoring benchmark: a cell is run once, and the picture shows every cell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("jinja2", reason="needs the llm extra")

from benchmarks.authoring import Results, compare  # noqa: E402
from benchmarks.authoring_picture import picture  # noqa: E402


def test_a_cell_that_stands_in_the_file_is_not_run_again(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    first = compare(Results(path), {2: 1})
    assert {(cell["author"], cell["faults"]) for cell in first} == {
        (author, rate) for author in ("incremental", "one-shot") for rate in (0.0, 0.05, 0.1, 0.2)
    }
    written = path.read_text()
    assert json.loads(written)["results"]["authors"] == first

    def never() -> dict[str, object]:
        raise AssertionError("run again")

    results = Results(path)
    key = {name: first[0][name] for name in ("author", "nodes", "faults", "scms")}
    assert results.cell("authors", key, never) == first[0]
    assert path.read_text() == written
    with pytest.raises(AssertionError, match="run again"):
        results.cell("authors", {**key, "scms": 2}, never)


def test_without_faults_both_authors_are_valid_and_right() -> None:
    for cell in compare(Results(None), {3: 2})[:2]:
        assert cell["valid"] == cell["right"] == 1.0, cell


def test_the_picture_has_a_panel_for_each_rate() -> None:
    cells: list[dict[str, object]] = [
        {"author": author, "nodes": nodes, "faults": rate, "valid": 1.0, "right": 0.5, "valid_interval": [0.4, 1.0]}
        for author in ("incremental", "one-shot")
        for nodes in (5, 10)
        for rate in (0.1, 0.2)
    ]
    text = picture(cells, (0.1, 0.2))
    assert text.count("faults a function") == 2 and text.count(' bar"') == 8 + 1
    assert "nan" not in text
