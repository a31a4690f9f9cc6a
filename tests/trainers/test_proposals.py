"""Proposals: which are news, what may be asked for, and extensions that keep what was there."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import pytest

pytest.importorskip("trl")

from causim_env import SCM, ProblemSet, library
from causim_env.sandbox import default_runtime
from causim_env.splits import bucket, buckets
from causim_env.streams import Stream
from tests.trainers.improving import TEXTS, extended
from trainers.guards import GuardError
from trainers.improve.buffer import read_proposals
from trainers.improve.extend import extension, parents, pick
from trainers.improve.judge import judge
from trainers.improve.known import evaluated_on
from trainers.improve.options import SelfImproveArguments
from trainers.improve.propose import Asked, Proposal, propose
from trainers.improve.shapes import diversity, holds_graph

PARENT = Proposal("new", "", "", TEXTS[0], SCM.from_source(TEXTS[0]).canonical_hash, 1, "m", problems=1)


def judged(
    texts: Sequence[str],
    known: Collection[str] = (),
    most_nodes: int = 3,
    held_out: Collection[str] = (),
    parent: Proposal | None = None,
) -> list[Proposal]:
    """What becomes of texts that somebody proposes."""
    written = [(Asked("", parent), text) for text in texts]
    return list(judge(written, known, held_out, default_runtime(), most_nodes, (1, "m")))


def test_copies_and_held_out_simulators_are_no_news() -> None:
    held_out = ProblemSet(split="test-iid", level=1, anonymous=True)[0].scm
    renamed = TEXTS[0].replace("v1", "w1")
    texts = [TEXTS[0], renamed, held_out.to_source(), "def broken(:", "u: Bernoulli(1, 2)\n", TEXTS[1]]
    known = [SCM.from_source(TEXTS[1]).canonical_hash]
    fates = [one.fate for one in judged(texts, known)]
    assert fates == ["new", "copy", "held out", "invalid", "invalid", "copy"]
    assert bucket(held_out.canonical_hash) not in buckets("train")


def test_layout_makes_no_news_and_no_text_ends_a_round() -> None:
    head = '"""A system."""\n\nu: Uniform(0, 3)\nw: Uniform(0, 3)\n\n'
    tail = "\n\ndef b(a, w) -> Integer(0, 9):\n    return a + w\n"
    bodies = [
        ":\n    return u + w",
        ":\n    return u + w  # x",
        ":\n    return (u + w)",
        ": return u + w",
        ':\n    """A.\n\n    More.\n    """\n    return u + w',
        f':\n    """Ranges from 0 to {"9" * 4999}."""\n    return u + w',
    ]
    texts = [f"{head}def a(u, w) -> Integer(0, 6){body}{tail}" for body in bodies]
    texts += ["\ud800", head.replace("A system", "x\\u00e9") + texts[0].partition("\n\n")[2]]
    found = judged(texts)
    first = SCM.from_source(texts[0]).canonical_hash
    assert {one.canonical_hash for one in found if one.fate != "invalid"} == {first}
    assert sum(one.fate == "new" for one in found) <= 1 and len(found) == len(texts)
    assert all(json.dumps(one.to_json()).encode() for one in found) and diversity(found)["proposals"] == len(texts)


def test_a_held_out_mechanism_is_no_news() -> None:
    problems = ProblemSet(split="test-ood-mechanism", level=2)
    texts = [problems[i].scm.to_source() for i in range(12)]
    fates = {one.fate for one in judged(texts, most_nodes=12)}
    assert "new" not in fates and "held out" in fates


def test_a_held_out_graph_is_no_news() -> None:
    problems = ProblemSet(split="test-ood-graph", level=4)
    texts = [problems[i].scm.to_source() for i in range(12)]
    fates = {one.fate for one in judged(texts, most_nodes=12)}
    assert "new" not in fates
    assert all(holds_graph(SCM.from_source(text)) for text in texts)
    assert not any(holds_graph(ProblemSet(level=1)[i].scm) for i in range(5))


def test_what_our_suites_ask_about_is_held_out() -> None:
    entry = library.load("beaufort")
    twins = [entry.twin(twin) for twin in library.TWINS]
    assert all(bucket(twin.canonical_hash) in buckets("train") for twin in twins)
    texts = [twin.to_source() for twin in twins]
    assert "held out" not in {one.fate for one in judged(texts)}
    assert {one.fate for one in judged(texts, held_out=evaluated_on()) if one.fate != "invalid"} == {"held out"}
    frozen = ProblemSet(split="test-iid", level=2)[0].scm
    assert {frozen.canonical_hash, *(twin.canonical_hash for twin in twins)} <= evaluated_on()


def test_an_extension_keeps_what_was_there_and_says_where_it_came_from(tmp_path: Path) -> None:
    [grown] = judged([extended(TEXTS[0])], parent=PARENT)
    assert (grown.fate, grown.parent) == ("new", PARENT.canonical_hash)
    assert len(SCM.from_source(grown.text).endogenous) == 3
    assert json.loads(json.dumps(grown.to_json()))["parent"] == PARENT.canonical_hash
    commented = extended(TEXTS[0]).replace("    return", "    # as before\n    return", 1)
    assert judged([commented], parent=PARENT)[0].fate == "new"
    old = {name: value for name, value in grown.to_json().items() if name not in ("parent", "learnable")}
    (tmp_path / "old.jsonl").write_text(json.dumps(old) + "\n")
    assert read_proposals(tmp_path / "old.jsonl")[0].parent == ""


def test_an_extension_that_changes_what_was_there_is_refused() -> None:
    scm = SCM.from_source(TEXTS[0])
    root, first, last = scm.exogenous[0], scm.order[0], scm.order[-1]
    more = f"\n\ndef x() -> Integer(0, 1):\n    return {len(scm.order) % 2}\n"
    grown = extended(TEXTS[0])
    wrong = {
        grown.replace("    return ", "    return 0 * ", 1): "is not the function",
        extended(TEXTS[0].replace(last.source, "")): "is not the function",
        grown.replace(root.distribution.text(), "Uniform(0, 7)", 1): f"{root.name} is not the input",
        TEXTS[0]: "0 functions more",
        extended(grown): "2 functions more",
        TEXTS[0].rstrip() + more: "reads nothing",
    }
    assert len(wrong) == 6 and first.name in grown
    for text, reason in wrong.items():
        [one] = judged([text], most_nodes=4, parent=PARENT)
        assert one.fate == "invalid" and reason in one.reason and one.parent == PARENT.canonical_hash


def test_extensions_are_asked_for_by_share_and_size() -> None:
    assert parents([PARENT], 3) == [PARENT] and parents([PARENT], 2) == []
    picked = [pick([PARENT], 0.5, Stream("test", place)) for place in range(200)]
    assert 70 < sum(one is PARENT for one in picked) < 130
    assert pick([PARENT], 0.0, Stream("test")) is None and pick([], 1.0, Stream("test")) is None
    short, long = extension(PARENT, "2-0001", False), extension(PARENT, "2-0001", True, "no parent matters")
    assert TEXTS[0].strip() in short.prompt and len(short.prompt) < len(TEXTS[0]) + 100
    assert TEXTS[0].strip() in long.prompt and "refused: no parent matters" in long.prompt
    with pytest.raises(GuardError, match="share"):
        SelfImproveArguments(model_name_or_path="m", sft_config="c", extend=1.5)


def test_what_was_wrong_goes_back_to_the_proposer() -> None:
    asked: list[tuple[int, str]] = []

    def ask(place: int, refused: str) -> Asked:
        asked.append((place, refused))
        return Asked(refused)

    def write(prompts: Sequence[str]) -> list[str]:
        return [TEXTS[2] if prompt else text for prompt, text in zip(prompts, (TEXTS[0], "def broken(:"), strict=False)]

    def judged(written: Sequence[tuple[Asked, str]], taken: Collection[str]) -> Iterator[Proposal]:
        return judge(written, taken, (), default_runtime(), 3, (1, "m"))

    first, second = propose(write, ask, 2, 3, judged)
    assert [place for place, _ in asked] == [0, 1, 1] and asked[2][1]
    assert (first.fate, first.tries, second.fate, second.tries) == ("new", 1, "new", 2)
    with pytest.raises(GuardError, match="no place"):
        SelfImproveArguments(model_name_or_path="m", sft_config="c", tries=2)


def test_diversity_counts_shapes_not_names() -> None:
    texts = [TEXTS[0], TEXTS[0].replace("v1", "w1")]
    new = [Proposal("new", "", "", text, str(i), 1, "m") for i, text in enumerate(texts)]
    found = diversity([*new, Proposal("invalid", "", "", "", "", 1, "m")])
    assert (found["graphs"], found["proposals"]) == (1, 3)
    assert found["valid"] == pytest.approx(2 / 3)
