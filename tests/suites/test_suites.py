"""Suites from elsewhere, on rows of our own in their formats, and on the real files where they are at hand."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from causim_env import suites
from causim_env.evaluation import Completion, judge, summarise
from causim_env.evaluation.estimates import UNTRUSTED
from causim_env.evaluation.item import Item
from causim_env.suites import SuiteError
from tests.oracles.external import folder

MODEL = {
    "model_id": 7,
    "story_id": "tea",
    "background": "Kettle has an effect on steam and on tea. Steam has an effect on tea.",
    "structure": "X->V2,X->Y,V2->Y",
    "params": {"p(X)": 0.5, "p(V2 | X)": [0.25, 0.75], "p(Y | X, V2)": [[0.1, 0.3], [0.5, 0.9]]},
}
ATE = 0.8 - 0.15  # 0.5 / 4 + 0.9 * 3 / 4 = 0.8, 0.1 * 3 / 4 + 0.3 / 4 = 0.15


def question(number: int, kind: str, answer: str, truth: object, **meta: object) -> dict[str, Any]:
    facts = {"query_type": kind, "rung": 2, "model_id": 7, "polarity": True, "groundtruth": truth, **meta}
    return {"question_id": number, "given_info": "Some odds.", "question": "More tea?", "answer": answer, "meta": facts}


def cladder(tmp_path: Path, *rows: dict[str, Any]) -> Path:
    (tmp_path / "questions.json").write_text(json.dumps(rows))
    (tmp_path / "models.json").write_text(json.dumps([MODEL]))
    return tmp_path


def right(item: Item, text: str) -> bool | None:
    return judge(item, Completion(text), "m").correct


def test_cladder_trusts_what_the_model_confirms(tmp_path: Path) -> None:
    path = cladder(
        tmp_path,
        question(1, "ate", "yes", ATE),
        question(2, "ate", "no", -ATE),
        question(3, "marginal", "no", 0.475),
        question(4, "nde", "yes", 0.45, mediators=["V2"]),
        question(5, "nie", "yes", 0.1, mediators=["V2"]),
        question(6, "backadj", "no", [], given_info=[["V2"], []]),
        question(7, "backadj", "yes", [], given_info=[["V2"], []]),
        question(8, "det-counterfactual", "yes", 1),
    )
    suite = suites.load("cladder", path)
    trusted = [int(item.id.rsplit("-", 1)[1]) for item in suite.items if item.split != UNTRUSTED]
    assert trusted == [1, 3, 4, 5, 6]
    assert {item.scm for item in suite.items} == {"cladder-7"}
    first = suite.items[0]
    assert first.prompt.startswith(MODEL["background"]) and "Some odds.\n\nMore tea?" in first.prompt
    assert right(first, "So <answer>Yes</answer>") and not right(first, "<answer>no</answer>")
    assert not right(first, "yes")
    said = "\n".join(suite.flaws)
    assert "1 questions untrusted: the published number is wrong" in said and "det-counterfactual is not" in said


def test_cladder_without_its_models_is_untrusted(tmp_path: Path) -> None:
    path = cladder(tmp_path, question(1, "ate", "yes", ATE))
    (path / "models.json").unlink()
    suite = suites.load("cladder", path / "questions.json")
    assert [item.split for item in suite.items] == [UNTRUSTED]


def test_cladder_as_published() -> None:
    """Our verdicts on the published numbers are those of an independent recomputation."""
    where = folder("cladder")
    suite = suites.load("cladder", where)
    known = [json.loads(line) for line in (where / "recomputed.jsonl").read_text().splitlines()]
    match = {f"cladder-test-generate-easy-{row['question_id']}": row["match"] for row in known}
    numbers = {item.id: item.split != UNTRUSTED for item in suite.items if match[item.id] is not None}
    assert numbers == {name: right for name, right in match.items() if right is not None}
    doubted = [row for row in known if row["query_type"] == "backadj" and row["graph_pred"] is None]
    assert Counter(item.kind for item in suite.items if item.split == UNTRUSTED)["backadj"] == len(doubted)
    summary = summarise(judge(item, Completion(item.solution), "m").record for item in suite.items)
    assert summary.overall.accuracy == 1 and summary.untrusted is not None
    assert summary.overall.n + summary.untrusted.n == 844 and summary.overall.scms <= 396


NETWORK = {
    "id": "counterfactual-0",
    "level": "counterfactual",
    "values": {"a": [0, 1], "b": [0, 1]},
    "cpts": {
        "a": {"parents": [], "table": [[[], [0.75, 0.25]]]},
        "b": {"parents": ["a"], "table": [[[0], [0.9, 0.1]], [[1], [0.2, 0.8]]]},
    },
    "observed": {"b": 1},
    "do": {"a": 0},
    "target": "b",
    "gold": [0.6545, 0.3455],  # P(b = 1) is (3/4 * 1/10 + 1/4 * 4/5 * 1/10) / (3/4 * 1/10 + 1/4 * 4/5) = 19/55
    "gold_no_obs": [0.9, 0.1],
    "gold_no_intv": [0.0, 1.0],
}


def rlcausal(tmp_path: Path, *rows: dict[str, Any]) -> Path:
    path = tmp_path / "questions.jsonl.gz"
    with gzip.open(path, "wt") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
    return path


def test_rlcausal_is_right_within_its_rounding(tmp_path: Path) -> None:
    seen = {**NETWORK, "id": "seen", "level": "observational", "observed": {"a": 1}, "do": {}, "gold": [0.2049, 0.7951]}
    wrong = {**seen, "id": "wrong", "gold": [0.3, 0.7]}
    suite = suites.load("rlcausal", rlcausal(tmp_path, NETWORK, seen, wrong))
    assert [(item.kind, item.level, item.split) for item in suite.items] == [
        ("counterfactual, needs both", 3, "trusted"),
        ("observational", 1, "trusted"),
        ("observational", 1, UNTRUSTED),
    ]
    item = suite.items[1]
    assert "b if a = 1: 0: 0.2, 1: 0.8" in item.prompt and "What is the distribution of b given a = 1?" in item.prompt
    assert "b = 1 was observed. What is the distribution of b in the same world if a is set to 0?" in (
        suite.items[0].prompt
    )
    assert right(item, "<answer>{0: 0.2, 1: 0.8}</answer>")
    assert right(item, "<answer>{0: 0.215, 1: 0.785}</answer>")
    assert not right(item, "<answer>{0: 0.2151, 1: 0.7849}</answer>")
    assert not right(item, "<answer>{0: 0.2, 1: 0.79}</answer>")
    assert not right(item, "<answer>0.8</answer>")


def test_rlcausal_as_published(tmp_path: Path) -> None:
    with gzip.open(folder("rlcausal") / "counterfactual.jsonl.gz", "rt") as lines:
        rows = [json.loads(line) for line in lines][::20]
    suite = suites.load("rlcausal", rlcausal(tmp_path, *rows))
    assert len(suite.items) == 100
    assert sum(item.split == UNTRUSTED for item in suite.items) <= 2
    assert sum("both" in item.kind for item in suite.items) < 20
    assert all(right(item, item.solution) for item in suite.items)


TASKS: dict[str, list[dict[str, Any]]] = {
    "CORR-B_correlation_EN": [
        {"index": 1, "given_info": "Odds.", "question": "More?", "gt_answer": "no", "meta": {"model_id": 3}}
    ],
    "ATE-P_ATE-basic_EN": [
        {
            "index": 1,
            "given_info": "A world.",
            "Background": {"data_info": "Odds. "},
            "Instruction": "Consider the ATE.",
            "Question": "Will it be more likely?",
            "gt_answer": -0.19094324,
        },
        {
            "index": 2,
            "given_info": "A world.",
            "Background": {"data_info": ""},
            "Instruction": "Consider the ATE.",
            "Question": "Will it be more likely?",
            "gt_answer": 0,
        },
    ],
    "BAS-C_max-BAS_EN": [
        {"index": i, "edges": "C causes A, C causes B, and A causes B", "treatment": "A", "outcome": outcome,
         "option1": "", "option2": "C", "option3": "B", "gt_answer": gold}
        for i, (outcome, gold) in enumerate([("B", 2), ("B", 1), ("A", 2)])
    ],
    "CR-C_CRASS_EN": [
        {"index": 1, "premise": "Rain.", "QCC": "And without?", "Answer1": "Dry.", "Answer2": "", "Answer3": "Wet.",
         "Answer4": "Not possible.", "gt_answer": "1"}
    ],
    "CORR-B_correlation_CN": [],
}  # fmt: skip


def calm(tmp_path: Path, tasks: dict[str, list[dict[str, Any]]]) -> Path:
    for name, rows in tasks.items():
        (tmp_path / f"{name}.json").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path


def test_calm_reads_yes_or_no_choices_and_numbers(tmp_path: Path) -> None:
    suite = suites.load("calm", calm(tmp_path, TASKS))
    by_id = {item.id.removeprefix("calm-"): item for item in suite.items}
    number = by_id["ATE-P_ATE-basic_EN-1"]
    assert "Odds.\n\nConsider the ATE." in number.prompt
    assert right(number, "<answer>-0.1909</answer>") and not right(number, "<answer>-0.1910</answer>")
    assert by_id["ATE-P_ATE-basic_EN-2"].kind == "ATE-P_ATE-basic_EN, no data"
    yes = by_id["CORR-B_correlation_EN-1"]
    assert yes.scm == "cladder-3" and yes.level == 1 and right(yes, "<answer>no</answer>")
    sets = [by_id[f"BAS-C_max-BAS_EN-{i}"] for i in range(3)]
    assert [item.split for item in sets] == ["trusted", UNTRUSTED, UNTRUSTED]
    assert "the largest set" in sets[0].prompt and right(sets[0], "<answer>2</answer>")
    assert right(by_id["CR-C_CRASS_EN-1"], "<answer>1</answer>")
    assert any("1 files left out" in flaw for flaw in suite.flaws)


def test_golds_are_scored_again_from_the_file_alone(tmp_path: Path) -> None:
    for item, text in (
        (suites.load("calm", calm(tmp_path, TASKS)).items[0], "<answer>-0.19090</answer>"),
        (suites.load("rlcausal", rlcausal(tmp_path, NETWORK)).items[0], "<answer>{0: 0.66, 1: 0.34}</answer>"),
    ):
        prediction = judge(item, Completion(text), "m")
        assert prediction.correct and prediction.rescored() == prediction


@pytest.mark.parametrize(
    ("name", "row", "said"),
    [
        ("cladder", question(1, "ate", "maybe", 1), "'answer' must be yes or no, got 'maybe'"),
        ("cladder", {"question_id": 1}, "'meta' must be an object"),
        ("cladder", question(1, "nde", "yes", 1), "not a question of type nde"),
        ("cladder", question(1, "ate", "yes", "much"), "'much' is no number"),
        ("rlcausal", {**NETWORK, "level": "dreams"}, "level 'dreams'"),
        ("rlcausal", {**NETWORK, "gold": [1.0]}, "not a question of RLCausal"),
        ("rlcausal", {"level": "observational"}, "'id' must be text"),
        ("calm", {**TASKS["CORR-B_correlation_EN"][0], "gt_answer": None}, "no 'gt_answer'"),
        ("calm", {**TASKS["CORR-B_correlation_EN"][0], "gt_answer": "perhaps"}, "must be yes or no, got 'perhaps'"),
        ("calm", {"index": 1, "gt_answer": "yes"}, "'given_info' must be text"),
    ],
)
def test_rows_that_make_no_sense_are_named(tmp_path: Path, name: str, row: dict[str, Any], said: str) -> None:
    if name == "cladder":
        path = cladder(tmp_path, row)
    elif name == "rlcausal":
        path = rlcausal(tmp_path, row)
    else:
        path = calm(tmp_path, {"CORR-B_correlation_EN": [row]})
    with pytest.raises(SuiteError, match=r":1: ") as caught:
        suites.load(name, path)
    assert said in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("name", suites.EXTERNAL)
def test_paths_that_hold_no_suite(tmp_path: Path, name: str) -> None:
    for path in (None, tmp_path, tmp_path / "nothing.json"):
        with pytest.raises(SuiteError, match="write"):
            suites.load(name, path)
    (tmp_path / "CORR-B_x_EN.json").write_text("{")
    (tmp_path / "x.jsonl").write_text("{")
    with pytest.raises(ValueError, match="not JSON"):
        suites.load(name, tmp_path)


def test_a_part_of_a_suite_is_spread_over_it(tmp_path: Path) -> None:
    suite = suites.load("rlcausal", rlcausal(tmp_path, *({**NETWORK, "id": str(i)} for i in range(10))))
    assert [item.id for item in suite.spread(5).items] == ["0", "2", "4", "6", "8"]
    with pytest.raises(SuiteError, match="called 0"):
        suites.load("rlcausal", rlcausal(tmp_path, NETWORK | {"id": "0"}, NETWORK | {"id": "0"}))
