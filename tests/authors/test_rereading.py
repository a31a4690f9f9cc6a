"""Rereads: who answered is who is named, what they cost counts, and silence is no agreement."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("jinja2", reason="needs the llm extra")

from causim_env.authors.backend import Request
from causim_env.authors.incremental import Rules
from causim_env.authors.journal import Turn, read_journal
from causim_env.authors.noisy import NoisyAuthor
from causim_env.authors.run import Author, Order, write_all
from causim_env.authors.targets import Targets
from causim_env.sandbox import default_runtime
from tests.spoken import Spoken

RULES = Rules([default_runtime()])
NOISY = NoisyAuthor(0.0, seed=6)


def order(author: Author) -> Order:
    return Order(1, (Targets(3),), author, seed=1)


def reader(answer: Callable[[Request], str | None]) -> Spoken:
    """A second author, at a price that is easy to find in a sum."""
    return Spoken(answer, "reader", (1_000_000, 0))


def code(request: Request) -> str:
    """What somebody who reads a docstring right writes."""
    return NOISY.answer(request)


@pytest.mark.parametrize("author", ["incremental", "one-shot"])
def test_a_second_author_that_does_not_answer_is_no_pass(tmp_path: Path, author: Author) -> None:
    silent = reader(lambda request: None)
    [outcome] = write_all(tmp_path, order(author), NOISY, Rules(RULES.runtimes, drops=0), second=silent)
    assert not outcome.complete and outcome.scm is None
    assert "V6: no second author read the docstring of `" in outcome.reason and "nobody there" in outcome.reason
    turns = read_journal(tmp_path / "journal.jsonl")
    refused = next(turn for turn in turns if turn.role in ("write", "whole"))
    judged = [verdict for rung, verdict in refused.verdicts.items() if rung.startswith("V6")]
    assert judged[-1].startswith("cannot judge: no second author")
    docs = {request.facts["doc"] for request in silent.asked if request.turn == refused.turn}
    asked = [turn for turn in turns if turn.role.startswith("reread ") and turn.turn == refused.turn]
    assert len(asked) == RULES.writes * len(docs)


def test_a_reread_is_asked_for_again_and_named_and_paid(tmp_path: Path) -> None:
    late = reader(lambda request: code(request) if [r.prompt for r in late.asked].count(request.prompt) > 1 else None)
    seen: list[Turn] = []
    [outcome] = write_all(tmp_path, order("incremental"), NOISY, RULES, second=late, watch=seen.append)
    assert outcome.complete, outcome.reason
    turns = read_journal(tmp_path / "journal.jsonl")
    assert {turn.model for turn in turns if turn.role.startswith("reread")} == {"reader"}
    assert {turn.model for turn in turns if not turn.role.startswith("reread")} == {"noisy"}
    assert any(turn.role.endswith(" 2") for turn in turns)
    assert sum(sum(turn.tokens) for turn in seen) == outcome.tokens > 1_000_000 * len(late.asked)
    assert len(seen) == len(turns)
    (tmp_path / "manifest.json").rename(tmp_path / "first.json")
    seen.clear()
    nobody = reader(lambda request: None)
    [again] = write_all(tmp_path, order("incremental"), NOISY, RULES, second=nobody, resume=True, watch=seen.append)
    assert not nobody.asked and again.tokens == outcome.tokens and len(seen) == len(turns)
    assert (tmp_path / "manifest.json").read_text() == (tmp_path / "first.json").read_text()


def test_the_one_shot_author_is_reread_too(tmp_path: Path) -> None:
    lost = reader(lambda request: "no idea")
    [never] = write_all(None, order("one-shot"), NOISY, RULES, second=lost)
    assert never.scm is None and "a second author" in never.reason
    assert {request.role for request in lost.asked} == {"reread"}


def test_a_reread_of_code_that_was_written_anew_is_asked_again(tmp_path: Path) -> None:
    write_all(tmp_path, order("incremental"), NOISY, RULES, second=reader(code))
    lines = (tmp_path / "journal.jsonl").read_text().splitlines()
    cut = next(i for i, line in enumerate(lines) if '"role": "write"' in line)
    assert '"role": "reread' in lines[cut - 1]
    stale = lines[cut - 1].replace('"prompt_sha256": "', '"prompt_sha256": "0')
    (tmp_path / "journal.jsonl").write_text("\n".join([*lines[: cut - 1], stale]) + "\n")
    again = reader(code)
    [outcome] = write_all(tmp_path, order("incremental"), NOISY, RULES, second=again, resume=True)
    assert outcome.complete and len(again.asked) >= 3
