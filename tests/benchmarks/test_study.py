"""Studies with stand-ins for trainer and evaluation, which count how often they run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("trl")

import yaml

from benchmarks import findings, transfer
from benchmarks.results import Results
from benchmarks.study import Study, execute, select
from trainers.guards import GuardError

TRAIN = """
import json, pathlib, sys
out, log = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
log.open("a").write("x")
out.mkdir(parents=True, exist_ok=True)
(out / "run.json").write_text(json.dumps({"steps": 3, "samples": 24, "tokens": 480}))
"""
EVALUATE = """
import json, pathlib, sys
from causim_env.evaluation import Prediction
out, share = pathlib.Path(sys.argv[1]), float(sys.argv[2])
out.mkdir(parents=True, exist_ok=True)
rows = []
for i in range(20):
    rest = ("", "", "", "", "", "stop", None, i < 20 * share, "")
    shown = ("code", "prose")[i % 2]
    rows.append(Prediction(str(i), str(i), "deduction", 1, "test-iid", shown, *rest))
(out / "test-iid.jsonl").write_text("".join(json.dumps(r.to_json()) + "\\n" for r in rows))
points = [{"step": s, "samples": 8 * s, "overall": {"accuracy": share * s / 3}} for s in (1, 2, 3)]
(out / "evaluation.json").write_text(json.dumps({"splits": {"test-iid": {}}, "checkpoints": points}))
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "train.py").write_text(TRAIN)
    (tmp_path / "evaluate.py").write_text(EVALUATE)
    path = tmp_path / "small.yaml"
    path.write_text(yaml.safe_dump(row(tmp_path), sort_keys=False))
    return path


def row(folder: Path) -> dict[str, Any]:
    return {
        "title": "Small",
        "question": "Which?",
        "setting": "Equal.",
        "output_dir": str(folder / "runs"),
        "stages": {"train": f"{folder}/train.py {{out}} {folder}/trained"},
        "start": ["train"],
        "arms": {"start": [], "one": ["train a"], "two": ["train b", "train c"]},
        "evaluate": f"{folder}/evaluate.py {{out}} 0.{{seed}}",
        "compare": [["one", "two"]],
        "reach": [["one", "two"]],
    }


def trained(folder: Path) -> int:
    return len((folder / "trained").read_text())


def test_chains_share_what_they_have_in_common_and_nothing_runs_twice(file: Path, tmp_path: Path) -> None:
    study, results = Study.read(file), Results(tmp_path / "results.json")
    assert execute([study], [5], results, lanes=2) == []
    assert trained(tmp_path) == 1 + 1 + 2
    assert execute([study], [5, 6], results) == []
    assert trained(tmp_path) == 2 * (1 + 1 + 2)
    assert execute([study], [5, 6], Results(tmp_path / "results.json")) == []
    assert trained(tmp_path) == 2 * (1 + 1 + 2)


def test_a_killed_study_goes_on_where_it_stopped(file: Path, tmp_path: Path) -> None:
    study, results = Study.read(file), Results(tmp_path / "results.json")
    good = (tmp_path / "evaluate.py").read_text()
    (tmp_path / "evaluate.py").write_text("raise SystemExit('killed')")
    failures = execute([study], [5], results)
    assert len(failures) == 3 and "killed" in failures[0] and not results.path.exists()
    (tmp_path / "evaluate.py").write_text(good)
    assert execute([study], [5], results) == []
    assert trained(tmp_path) == 1 + 1 + 2


def test_results_hold_what_is_needed_to_judge_them(file: Path, tmp_path: Path) -> None:
    study, results = Study.read(file), Results(tmp_path / "results.json")
    execute([study], [4, 5, 6], results)
    found = results.read()["small"]
    arm = found["arms"]["two"]
    assert arm["seeds"] == [4, 5, 6] and arm["splits"]["test-iid"]["n"] == 60
    assert arm["splits"]["test-iid"]["value"] == pytest.approx(0.5)
    assert arm["splits"]["test-iid"]["low"] < 0.5 < arm["splits"]["test-iid"]["high"]
    assert (arm["steps"], arm["samples"], arm["tokens"]) == (6, 48, 960)  # of its own two stages
    assert found["arms"]["start"]["samples"] == 0 and arm["commits"]
    run = found["runs"][-1]
    assert run["cost_of_evaluation"] > 0
    assert {"arm", "seed", "key", "commit", "versions", "machine", "cost_of_start"} <= set(run)
    assert set(run["splits"]["test-iid"]["by_representation"]) == {"code", "prose"}


def test_a_changed_command_makes_results_stale(file: Path, tmp_path: Path) -> None:
    results = Results(tmp_path / "results.json")
    execute([Study.read(file)], [5], results)
    changed = row(tmp_path)
    changed["arms"]["one"] = ["train z"]
    file.write_text(yaml.safe_dump(changed, sort_keys=False))
    assert [run["arm"] for run in results.valid(Study.read(file))] == ["start", "two"]
    execute([Study.read(file)], [5], results)
    assert trained(tmp_path) == 1 + 1 + 2 + 1
    assert [run["arm"] for run in results.read()["small"]["runs"]] == ["start", "one", "two"]


def test_a_changed_recipe_does_too(file: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.yaml"
    keys = []
    for text in ("a: 1\n", "# said otherwise\na: 1\n", "a: 2\n"):
        recipe.write_text(text)
        study = Study.read(file)
        stages = {"train": f"{study.stages['train']} {recipe}"}
        keys.append(Study(**{**vars(study), "stages": stages}).runs([5])[0].key)
    assert keys[0] == keys[1] != keys[2]


def test_the_page_says_what_the_numbers_say(file: Path, tmp_path: Path) -> None:
    study, results = Study.read(file), Results(tmp_path / "results.json")
    execute([study], [4, 5], results)
    text = findings.page([study], results.read())
    assert "one less two: +0.0 [+0.0, +0.0] points over 2 seeds; seeds that agree to the problem" in text
    assert "one first touches the final accuracy of two after these shares of its samples" in text
    assert text == findings.page([study], results.read())
    pytest.importorskip("matplotlib")
    for draw in (findings.figure, transfer.figure):
        draw(study, results.read()["small"], tmp_path / "figure.svg")
        assert "<svg" in (tmp_path / "figure.svg").read_text()


def test_samples_to_reach() -> None:
    def run(*accuracies: float) -> dict[str, Any]:
        points = enumerate(accuracies, start=1)
        return {"curve": [{"samples": 10 * i, "overall": {"accuracy": accuracy}} for i, accuracy in points]}

    uniform = run(0.2, 0.4, 0.6, 0.6)
    assert findings.reach(run(0.5, 0.7), uniform) == pytest.approx(15 / 40)
    assert findings.reach(run(0.9), uniform) == pytest.approx(10 * 0.6 / 0.9 / 40)
    assert findings.reach(run(0.9), uniform, 0.3) == pytest.approx(5 / 40)
    assert findings.reach(run(0.9), uniform, 0.6) is None
    assert findings.reach(run(0.1, 0.2, 0.3), uniform) is None
    assert findings.reach(run(0.9, 0.1, 0.7), uniform, lasting=True) > findings.reach(run(0.9, 0.1, 0.7), uniform)
    assert findings.reach(run(0.9, 0.9, 0.1), uniform, lasting=True) is None
    assert findings.reach(run(0.5, 0.7), uniform, lasting=True) == pytest.approx(15 / 40)


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        ({"arm": {}}, "unknown key arm"),
        ({"arms": {"a": ["tune"]}}, "no stage tune"),
        ({"compare": [["x", "one"]]}, "x"),
    ],
)
def test_a_file_that_makes_no_sense(file: Path, tmp_path: Path, change: dict[str, Any], hint: str) -> None:
    file.write_text(yaml.safe_dump({**row(tmp_path), **change}))
    with pytest.raises(GuardError, match=hint):
        Study.read(file)


def test_a_study_that_lacks_something_is_left_out(file: Path, tmp_path: Path) -> None:
    study = Study(**{**vars(Study.read(file)), "needs": ["no/such/script.py"]})
    assert select([study], None) == []
    with pytest.raises(GuardError, match="no/such/script.py"):
        select([study], ["small"])


def test_committed_results_are_those_of_the_studies_and_the_page_is_theirs() -> None:
    results = Results(findings.RESULTS)
    for name, found in results.read().items():
        study = next(study for study in findings.known() if study.name == name)
        assert len(results.valid(study)) == len(found["runs"]), f"{name}: run make findings"
    if findings.PAGE.exists():
        assert findings.PAGE.read_text() == findings.page(findings.known(), results.read())


def test_arms_of_the_transfer_study_use_equal_tokens() -> None:
    study = Study.read(transfer.STUDY)
    recipe = yaml.safe_load((transfer.STUDY.parent / "sft.yaml").read_text())
    for chain in study.arms.values():
        words = [step.split() for step in chain]
        budgets = [int(w[w.index("--tokens") + 1]) if "--tokens" in w else recipe["tokens"] for w in words]
        assert sum(budgets) == recipe["tokens"]
    found = Results(transfer.RESULTS).read().get(study.name, {"runs": []})
    tokens = [run["cost"]["tokens"] for run in found["runs"]]
    assert not tokens or max(tokens) <= 1.01 * min(tokens)


def test_recipes_are_read_by_what_they_are_for() -> None:
    pytest.importorskip("trl")
    from trl import GRPOConfig, SFTConfig, TrlParser

    from trainers.curriculum import CurriculumArguments
    from trainers.evaluate import EvaluateArguments
    from trainers.grpo import VerifierArguments
    from trainers.launch import parse
    from trainers.mix import MixArguments
    from trainers.sft import BudgetArguments

    cpu = ["--use_cpu", "true", "--bf16", "false"]
    for run in [run for study in (*findings.known(), Study.read(transfer.STUDY)) for run in study.runs([0])]:
        for stage in run.stages():
            script, *words = stage.command
            if script == "trainers/sft.py":
                parse(SFTConfig, [*words, *cpu], BudgetArguments)
            elif script == "trainers/grpo.py":
                parse(GRPOConfig, [*words, *cpu], CurriculumArguments, VerifierArguments)
            elif script == "trainers/evaluate.py":
                parser = TrlParser((EvaluateArguments, MixArguments))  # type: ignore[arg-type]
                parser.parse_args_and_config(words)
