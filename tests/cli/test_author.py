"""`causim author`: what it refuses in one line, what it says of a failed run, and a second model over HTTP."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jinja2", reason="needs the llm extra")
pytest.importorskip("httpx", reason="needs the llm extra")

from causim_env.authors import gallery
from causim_env.authors.journal import read_journal
from causim_env.authors.noisy import NoisyAuthor
from causim_env.authors.run import MANIFEST
from causim_env.scm import SCM
from tests.cli.conftest import Run
from tests.serving import Response, says, serving

NOISY = ("author", "--backend", "noisy", "--faults", 0)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--backend noisy --tries 0", "tries 0: write at least 1"),
        ("--backend noisy --tries -1", "tries -1: write at least 1"),
        ("--backend noisy --budget -5", "budget -5: write at least 1 token"),
        ("--backend noisy --resume", "--resume: write the folder of the run after --out"),
        ("--noise 0.3", "--noise means nothing to --backend procedural: leave it out"),
        ("--one-shot", "--one-shot means nothing to --backend procedural"),
        ("--resume --out {dir}", "--resume means nothing to --backend procedural"),
        ("--budget 500", "--budget means nothing to --backend procedural"),
        ("--backend noisy --temperature 1", "--temperature means nothing to --backend noisy"),
        ("--backend noisy --graph chain", "--graph means nothing to --backend noisy"),
        ("--backend local --model m --base-url http://h/v1", "--base-url means nothing to --backend local"),
        (
            "--backend openai --model m --base-url http://h/v1 --faults 0.5",
            "--faults means nothing to --backend openai",
        ),
        ("--backend openai --model m --base-url http://h/v1 --temperature -3", "temperature -3: write 0 or more"),
        ("--backend openai --model m --base-url http://h/v1 --http-tries 0", "tries 0: write a number above 0"),
        ("--backend openai --model m --base-url http://h/v1 --domain lake", "lake_ecology"),
        ("--backend noisy --one-shot --domain lake_ecology", "--domain lake_ecology with --backend noisy --one-shot"),
        ("--backend noisy --nodes 8 --level 7=3", "levels 7=3 need 15 variables: write nodes 15 or more"),
        ("--backend noisy --second-model m", "a second model only rereads: write --reread too"),
        ("--backend noisy --reread --second-model m", "--second-backend noisy: write one of openai, local"),
        ("--backend noisy --reread --second-backend openai", "write its name after --second-model"),
        ("--backend noisy --reread --one-shot", "--reread: the noisy author reads only what it wrote node by node"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(run: Run, tmp_path: Path, words: str, said: str) -> None:
    result = run("author", *words.format(dir=tmp_path).split())
    assert result.code == 2 and result.out == ""
    assert said in result.err and result.err.startswith("causim: ") and result.err.count("\n") == 1


def test_a_failed_run_says_why_on_stderr(run: Run) -> None:
    result = run("author", "--backend", "noisy", "--faults", 1, "--nodes", 3, "--one-shot", "--tries", 1, "--seed", 1)
    assert result.code == 1 and result.out == ""
    assert result.err.startswith("causim: SCM 0000 is not complete: V")
    result = run(*NOISY, "--nodes", 9, "--budget", 2000)
    assert result.code == 1 and SCM.from_source(result.out).endogenous
    assert result.err == "causim: SCM 0000 is not complete: the budget of 2000 tokens is spent\n"


def test_targets_that_are_missed_stand_in_the_last_line(run: Run, tmp_path: Path) -> None:
    result = run(*NOISY, "--nodes", 9, "--budget", 2000, "--out", tmp_path / "a")
    assert result.code == 1
    last = result.out.strip().splitlines()[-1]
    assert "1 short of their targets (" in last and "functions: write 9" in last
    assert json.loads((tmp_path / "a" / MANIFEST).read_text())["scms"][0]["unmet"]


def test_a_gallery_theme_lends_the_noisy_author_its_own_words(run: Run) -> None:
    result = run(*NOISY, "--domain", "lake_ecology", "--nodes", 6)
    assert result.code == 0, result.err
    scm, lake = SCM.from_source(result.out), gallery.load("lake_ecology")
    assert scm.doc == lake.doc
    for variable in scm.variables:
        assert variable.doc.partition(".")[0] == lake[variable.name].doc.partition(".")[0]
        assert type(variable.support[0]) is type(lake[variable.name].support[0])
    for name in gallery.themes():
        words = gallery.vocabulary(gallery.scene(name))
        assert words is not None and len(words.endogenous) == len(gallery.load(name).endogenous)
        assert all(len(one.words) == 2 for one in words.endogenous if one.kind == "boolean")


@pytest.mark.parametrize("one_shot", [False, True])
def test_a_second_model_rereads_under_its_own_name_and_wherever_it_is(run: Run, tmp_path: Path, one_shot: bool) -> None:
    reads: list[str] = []

    def answer(prompt: str, attempt: int, body: dict[str, Any]) -> Response:
        reads.append(body["model"])
        return says(known.get(prompt, "I cannot say."), usage={"prompt_tokens": 900, "completion_tokens": 99})

    known = {} if one_shot else _rereads(3)
    folder = tmp_path / "run"
    words = [
        *NOISY,
        "--nodes",
        3,
        "--out",
        folder,
        "--reread",
        "--second-backend",
        "openai",
        "--second-model",
        "reader",
    ]
    words += ["--one-shot"] * one_shot
    with serving(answer) as server:
        result = run(*words, "--second-base-url", server.url, "--json")
        held = json.loads(result.out)
        assert result.code == (1 if one_shot else 0), result.err
        again = [turn for turn in read_journal(folder / "journal.jsonl") if turn.role.startswith("reread")]
        assert {turn.model for turn in again} == set(reads) == {"reader"}
        assert sum(sum(turn.tokens) for turn in again) == 999 * len(again)
        assert held["tokens"] == held["scms"][0]["tokens"] > 999 * len(again)
        assert server.url not in (folder / "journal.jsonl").read_text() + (folder / MANIFEST).read_text()
    once = len(reads)
    with serving(answer) as elsewhere:
        result = run(*words, "--second-base-url", elsewhere.url, "--json", "--resume")
    assert json.loads(result.out) == held and len(reads) == once


def _rereads(nodes: int) -> dict[str, str]:
    """What the noisy author itself would read, prompt by prompt."""
    from causim_env.authors.incremental import Rules
    from causim_env.authors.run import Order, write_all
    from causim_env.authors.targets import Targets
    from causim_env.sandbox import default_runtime
    from tests.spoken import Spoken

    noisy = NoisyAuthor(0.0)
    reader = Spoken(noisy.answer, "reader")
    write_all(None, Order(1, (Targets(nodes),)), noisy, Rules([default_runtime()]), second=reader)
    return reader.said
