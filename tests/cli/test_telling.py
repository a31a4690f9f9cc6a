"""`causim informalize` and `causim formalize`: there and back, and one clear line for bad input."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("jinja2", reason="needs the llm extra")

from causim_env.scm import SCM
from tests.cli.conftest import Run
from tests.serving import Response, says, serving

LAKE = '''"""A lake."""

u_rain: Bernoulli(1, 4)
"""Rain [heavy / light]."""
u_wind: Uniform(0, 3)
"""Wind [knots]."""

def lake(u_rain, u_wind) -> Integer(1, 6):
    """Rise of the lake [cm]."""
    return (3 if u_rain else 1) + u_wind
'''


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    path = tmp_path / "lake.scm.py"
    path.write_text(LAKE)
    return path


def test_there_and_back(run: Run, lake: Path, tmp_path: Path) -> None:
    code, text, _ = run("informalize", lake, "--style", "story", "--seed", 3)
    assert code == 0 and "probability 1/4" in text
    told = tmp_path / "lake.txt"
    told.write_text(text)
    code, out, _ = run("formalize", told, "--backend", "reader", "--variants", 2, "--json")
    [made] = json.loads(out)
    assert code == 0 and made["complete"] and len(made["variants"]) == 2
    assert SCM.from_source(made["source"]).canonical_hash == SCM.from_source(LAKE).canonical_hash
    assert all(sentence in " ".join(text.split()) for sentence in made["sentences"].values())
    folder = tmp_path / "run"
    words = ("formalize", told, "--backend", "reader", "--variants", 2, "--out", folder)
    assert run(*words)[0] == 0
    code, _, err = run(*words)
    assert code == 2 and "--resume" in err
    again = run("formalize", told, "--backend", "replay", "--recording", folder / "journal.jsonl", "--json")
    assert json.loads(again[1])[0]["source"] == made["source"]


def test_variants_of_an_scm_that_is_there(run: Run, lake: Path, tmp_path: Path) -> None:
    code, _, _ = run("formalize", lake, "--variants", 3, "--seed", 1, "--out", tmp_path / "more")
    manifest = json.loads((tmp_path / "more" / "manifest.json").read_text())
    assert code == 0 and len(manifest["scms"]) == 3 and manifest["settings"]["seed"] == 1
    assert all((tmp_path / "more" / entry["file"]).exists() for entry in manifest["scms"])
    code, out, _ = run("formalize", lake, "--variants", 3, "--seed", 1, "--json")
    hashes = [entry["content_hash"] for entry in json.loads(out)["scms"]]
    assert hashes == [entry["content_hash"] for entry in manifest["scms"]]


def test_texts_go_to_a_file_with_what_decided_them(run: Run, lake: Path) -> None:
    out = lake.parent / "told.jsonl"
    words = ("informalize", lake, "--style", "note", "--style", "plain", "--variants", 2, "--out", out)
    code, said, _ = run(*words)
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert code == 0 and len(rows) == 4 and "0 of 4 dropped" in said
    assert [(row["style"], row["seed"]) for row in rows] == [("note", 0), ("note", 1), ("plain", 0), ("plain", 1)]
    assert all(row["version"] and row["content_hash"] and row["scm_hash"] for row in rows)
    assert json.loads((lake.parent / "told.jsonl.summary.json").read_text())["drop_rate"] == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["formalize", "{dir}/none.txt", "--backend", "reader"], "none.txt: No such file"),
        (["formalize", "{dir}/lake.scm.py"], "--variants 1 or more"),
        (["formalize", "{dir}/empty.txt", "--backend", "reader"], "empty.txt: 0 characters"),
        (["formalize", "{dir}/empty.txt", "--backend", "oracle"], "write one of openai, local, replay, reader"),
        (["formalize", "{dir}/lake.txt", "--backend", "replay"], "--recording"),
        (["formalize", "{dir}/binary.txt", "--backend", "reader"], "binary.txt: no text in UTF-8"),
        (["informalize", "{dir}/lake.scm.py", "--style", "poem"], "--style poem: write one of plain"),
        (["informalize", "{dir}/lake.scm.py", "--backend", "openai", "--style", "plain"], "story, report, dialogue"),
        (["informalize", "{dir}/lake.scm.py", "--variants", "0"], "--variants 0"),
        (["informalize", "{dir}/idle"], "no .scm.py file"),
        (["informalize", "{dir}/wide.scm.py"], "wide.scm.py"),
    ],
)
def test_bad_input_is_one_line(run: Run, lake: Path, words: list[str], message: str) -> None:
    folder = lake.parent
    (folder / "empty.txt").write_text("")
    (folder / "lake.txt").write_text("A lake.")
    (folder / "binary.txt").write_bytes(b"\xff\xfe\x00")
    (folder / "idle").mkdir()
    (folder / "wide.scm.py").write_text(LAKE.replace("Integer(1, 6)", "Integer(1, 5)"))
    before = sorted(folder.rglob("*"))
    code, _, err = run(*[word.format(dir=folder) for word in words])
    assert code == 2 and message in err and err.count("\n") == 1
    assert sorted(folder.rglob("*")) == before


def test_a_text_that_nobody_understands_fails_with_a_reason(run: Run, tmp_path: Path) -> None:
    (tmp_path / "odd.txt").write_text("The lake (0 to 3 cm) rises as it pleases.")
    code, out, _ = run("formalize", tmp_path / "odd.txt", "--backend", "reader", "--json")
    [made] = json.loads(out)
    assert code == 1 and made["source"] is None and "ask a model" in made["reason"]


STORY = "Geese flew by. By rain and wind, each independent of the other, the lake rises as everybody here knows."


def told(prompt: str, attempt: int, body: object) -> Response:
    """Tells every SCM the same way, and reads nothing but stories."""
    if "Use exactly these names" in prompt:
        return says(f"<answer>{LAKE}</answer>" if STORY in prompt else "<answer></answer>")
    return says(STORY if "Tell it as a story" in prompt else "Dialogues are not for me.")


@pytest.fixture
def endpoint() -> Iterator[str]:
    with serving(told) as server:
        yield server.url


def test_an_endpoint_tells_and_what_is_not_understood_is_counted(run: Run, lake: Path, endpoint: str) -> None:
    pytest.importorskip("httpx", reason="needs the llm extra")
    out = lake.parent / "told.jsonl"
    words = ["informalize", lake, "--backend", "openai", "--base-url", endpoint, "--model", "m", "--out", out]
    words += ["--style", "story", "--style", "dialogue", "--tries", 2, "--json"]
    code, said, _ = run(*words)
    summary = json.loads(said)
    assert code == 0 and (summary["kept"], summary["dropped"], summary["drop_rate"]) == (1, 1, 0.5)
    [row] = [json.loads(line) for line in out.read_text().splitlines()]
    assert (row["text"], row["style"], row["model"]) == (STORY, "story", "m")
    assert summary["reasons"][0]["style"] == "dialogue" and "could not write" in summary["reasons"][0]["reason"]
    code, _, err = run(*words)
    assert code == 2 and "--resume" in err
    assert json.loads(run(*words, "--resume")[1]) == summary
