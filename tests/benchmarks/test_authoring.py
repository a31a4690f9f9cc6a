"""The authoring benchmark: a cell is run once, and the picture shows every cell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("jinja2", reason="needs the llm extra")

from benchmarks.authoring import Results, beside, compare, publish  # noqa: E402
from benchmarks.authoring_picture import picture  # noqa: E402
from benchmarks.authoring_table import table  # noqa: E402
from benchmarks.ladder import KINDS, ladder  # noqa: E402
from causim_env.authors.verify import RUNGS  # noqa: E402


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


def test_picture_and_table_stand_beside_the_figures(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    results = Results(figures)
    compare(results, {2: 1})
    publish(results, beside(figures, ".svg"), beside(figures, ".md"))
    assert "faults a function" in (tmp_path / "figures.svg").read_text()
    page = (tmp_path / "figures.md").read_text()
    assert "| 2 (1) | 20 | " in page and "## Ladder" not in page
    publish(Results(None), beside(None, ".svg"), None)


def test_the_ladder_is_measured_by_kind_place_and_rung() -> None:
    found = ladder(2)
    faults, clean, only = found["faults"], found["clean"], found["only"]
    assert isinstance(faults, dict) and isinstance(clean, dict) and isinstance(only, dict)
    assert set(faults) <= set(KINDS) and len(faults) > 15
    for row in faults.values():
        assert row["steps"] == sum(count for _, count in row["by_place"].values()) == sum(row["first"].values())
        assert row["detected"] <= row["detected_with_second_author"] <= 1
        for rung in RUNGS:
            assert row["detected"] - row["refused_by"][rung] - 0.001 <= row["without"][rung] <= row["detected"] + 0.001
    assert clean["steps"] == sum(cell["steps"] for cell in clean["cells"])
    assert clean["refused"] == clean["justified"] + clean["alarms"] == sum(clean["by_rung"].values())
    irreplaceable = found["irreplaceable"]
    assert isinstance(irreplaceable, list) and {"V0", "V1"} <= set(irreplaceable)
    assert only["V0"]["share"] > 0 and only["V0"]["left_unjudged"] == 1
    page = table({"ladder": found})
    assert all(f"| {kind.replace('_', ' ')} |" in page for kind in faults)
