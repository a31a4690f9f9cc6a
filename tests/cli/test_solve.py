"""`causim solve` on a dataset: gold answers worked out again from the SCMs alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def data(run: Run, tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    assert run("generate", "-n", 12, "--level", 2, "--representation", "code", "-o", folder).code == 0
    return folder


def shards(folder: Path) -> list[str]:
    return [path.read_text() for path in sorted(folder.glob("*.jsonl"))]


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_recorded_answers_are_found_again(run: Run, data: Path):
    result = run("solve", data)
    assert result.code == 0
    assert "12 answers worked out again" in result.out
    assert "all as recorded" in result.out


def test_another_answer_on_record_is_named(run: Run, data: Path):
    [shard] = data.glob("*.jsonl")
    problems = rows(shard)
    other = next(p["answer"] for p in problems[1:] if p["answer"] != problems[0]["answer"])
    problems[0]["answer"] = other
    shard.write_text("".join(json.dumps(problem) + "\n" for problem in problems))
    result = run("solve", data, "--json")
    found = json.loads(result.out)
    assert result.code == 1
    assert [row["id"] for row in found["differ"]] == [problems[0]["id"]]
    assert run("solve", shard).code == 1


def test_the_records_do_not_depend_on_who_works_or_on_a_stop(run: Run, data: Path, tmp_path: Path):
    here, there = tmp_path / "here", tmp_path / "there"
    assert run("solve", data, "-o", here, "--shard-size", 5).code == 0
    assert run("solve", data, "-o", there, "--shard-size", 5, "--processes", 2).code == 0
    assert shards(here) == shards(there)
    assert [len(text.splitlines()) for text in shards(here)] == [5, 5, 2]
    sorted(there.glob("*.jsonl"))[1].unlink()
    (there / "manifest.json").unlink()
    assert run("solve", data, "-o", there, "--shard-size", 5).code == 0
    assert shards(here) == shards(there)


def test_parquet_problems_give_the_same_answers(run: Run, data: Path, tmp_path: Path):
    pytest.importorskip("pyarrow")
    flat = tmp_path / "flat"
    chosen = ("-n", 12, "--level", 2, "--representation", "code", "--format", "parquet")
    assert run("generate", *chosen, "-o", flat).code == 0
    lines, columns = tmp_path / "lines", tmp_path / "columns"
    assert run("solve", data, "-o", lines).code == run("solve", flat, "-o", columns).code == 0
    assert shards(lines) == shards(columns)


def test_a_mechanism_is_run_in_the_sandbox_alone(run: Run, data: Path):
    [shard] = data.glob("*.jsonl")
    problem = rows(shard)[0]
    node = problem["scm"]["endogenous"][0]
    head = node["code"].split("\n")[0]
    node["code"] = f"{head}\n    return __import__('os').getpid()"
    shard.write_text(json.dumps(problem) + "\n")
    result = run("solve", shard)
    assert (result.code, result.out) == (2, "")
    assert f"{shard}:1" in result.err


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("--target", "light"), "--target means nothing to problems"),
        (("--processes", 0), "at least 1"),
        (("--ray", "--processes", 2), "write one of them"),
        (("--shard-size", 0), "at least 1"),
        (("--format", "csv"), "jsonl or parquet"),
    ],
)
def test_bad_input_is_told_in_one_line(run: Run, data: Path, words: tuple[object, ...], hint: str):
    result = run("solve", data, *words)
    assert (result.code, result.out) == (2, "")
    assert hint in result.err
    assert len(result.err.strip().splitlines()) == 1


@pytest.mark.slow
def test_a_cluster_writes_the_same_records(run: Run, data: Path, tmp_path: Path):
    pytest.importorskip("ray")
    here, there = tmp_path / "here", tmp_path / "there"
    assert run("solve", data, "-o", here).code == run("solve", data, "-o", there, "--ray").code == 0
    assert shards(here) == shards(there)
