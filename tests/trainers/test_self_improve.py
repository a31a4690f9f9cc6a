"""A run of self-improvement: what it may train on, when it stops, and that a killed one ends the same."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("trl")

import yaml

from causim_env import SCM
from causim_env.evaluation.completion import Completion
from causim_env.evaluation.models import Done
from tests.trainers.conftest import ROOT
from tests.trainers.improving import MIX, PUBLISHED, scripted
from tests.trainers.runs import ENVIRONMENT
from trainers import grpo, self_improve, sft
from trainers.guards import GuardError, command
from trainers.improve import learn
from trainers.improve.collapse import Limits
from trainers.improve.options import SelfImproveArguments
from trainers.self_improve import Run


class Scripted:
    """The script without a model: what it says depends on the place of a prompt."""

    def __init__(self, name: str, *, seed: int = 0, **_: object) -> None:
        self.seed = seed

    def complete_prompts(self, prompts: Sequence[str], done: Done, had: Collection[int] = ()) -> None:
        for place, prompt in enumerate(prompts):
            shift = self.seed % 100 * 8 if prompt.startswith("Write") else 0
            done(place, Completion(scripted(prompt, place + shift), "stop"))


def train_here(script: str, config: str, rows: Path, start: object, out: Path, seed: int, launcher: str) -> None:
    """The trainer in this process, which starts faster than one of its own."""
    words = ["--config", config, "--file", rows, "--model_name_or_path", start, "--output_dir", out, "--seed", seed]
    {"sft": sft, "grpo": grpo}[script].main([str(word) for word in words])


@pytest.fixture
def options(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SelfImproveArguments:
    monkeypatch.setattr(self_improve, "LocalModel", Scripted)
    monkeypatch.setattr(learn, "run_trainer", train_here)
    monkeypatch.chdir(ROOT)
    recipe = tmp_path / "own.yaml"
    text = (ROOT / "recipes" / "nano" / "sft_own.yaml").read_text().replace("warmup_steps: 3", "warmup_steps: 0")
    recipe.write_text("\n".join(line for line in text.splitlines() if not line.startswith("file:")))
    return SelfImproveArguments(
        model_name_or_path=str(model),
        output_dir=str(tmp_path / "run"),
        sft_config=str(recipe),
        rounds=2,
        propose=12,
        nodes=[2, 3],
        extend=0.5,
        problems=16,
        attempts=4,
        keep=8,
        max_tokens=4,
        splits=["validation"],
    )


def test_a_run_trains_on_its_own_simulators_and_goes_on_after_a_kill(
    options: SelfImproveArguments, tmp_path: Path
) -> None:
    reports = Run(options, MIX, Limits()).go()
    assert [report["round"] for report in reports] == [0, 1, 2]
    assert 0 < reports[1]["new"] <= reports[1]["valid"] < 1
    home = tmp_path / "run" / "round-01"
    rows = [json.loads(line) for line in (home / "train.jsonl").read_text().splitlines()]
    own = [row for row in rows if row["prompt"][0]["content"].startswith("Write a simulator")]
    assert own and len(own) < len(rows)
    whole = {path.name: path.read_bytes() for path in home.glob("model/*.safetensors")}
    costs = [json.loads(path.read_text()) for path in (tmp_path / "run").glob("round-*/model/run.json")]
    total = json.loads((tmp_path / "run" / "run.json").read_text())
    assert total["trainings"] == len(costs) == 2
    assert all(total[name] == sum(cost[name] for cost in costs) > 0 for name in ("steps", "samples", "tokens"))

    assert total["round"] == 2
    kept = json.loads((tmp_path / "run" / "rounds.json").read_text())
    assert [report["round"] for report in kept if report["published"]] == [2]
    last = tmp_path / "run" / "round-02" / "model" / "model.safetensors"
    assert (tmp_path / "run" / "model.safetensors").read_bytes() == last.read_bytes()
    first, second = (_rows(tmp_path / "run" / f"round-0{number}" / "proposals.jsonl") for number in (1, 2))
    published = SCM.from_source(PUBLISHED).canonical_hash
    assert {row["fate"] for row in first + second if row["canonical_hash"] == published} == {"held out"}
    useful = {row["canonical_hash"] for row in _rows(tmp_path / "run" / "buffer.jsonl") if row["problems"]}
    grown = [row for row in _rows(tmp_path / "run" / "buffer.jsonl") if row["parent"]]
    assert not any(row["parent"] for row in first)
    assert grown and {row["parent"] for row in second if row["parent"]} <= useful
    assert all(row["learnable"] is not None for row in grown)

    killed = tmp_path / "killed"
    for phase in ("proposals.jsonl", "model"):
        shutil.rmtree(killed, ignore_errors=True)
        shutil.copytree(tmp_path / "run", killed)
        shutil.rmtree(killed / "round-02")
        shutil.rmtree(killed / "round-01" / "evaluation")
        late = False
        for name in ("proposals.jsonl", "attempts.jsonl", "train.jsonl", "model", "evaluation.json"):
            late = late or name == phase
            if late:
                path = killed / "round-01" / name
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        (killed / "round-01" / f"half-{phase}").write_text("half")
        Run(replace(options, output_dir=str(killed), rounds=1), MIX, Limits()).go()
        assert {p.name: p.read_bytes() for p in (killed / "round-01").glob("model/*.safetensors")} == whole


def test_collapse_leaves_the_model_of_the_best_round(
    options: SelfImproveArguments, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accuracies = iter([0.2, 0.7, 0.3])

    def evaluated(*_: object) -> dict[str, object]:
        return {"splits": {"validation": {"model": {"overall": {"accuracy": next(accuracies)}}}}}

    monkeypatch.setattr(self_improve, "evaluate", evaluated)
    reports = Run(replace(options, rounds=9), MIX, Limits()).go()
    assert [report["published"] for report in reports] == [False, True, False]
    assert json.loads((tmp_path / "run" / "stopped.json").read_text())["round"] == 2
    assert json.loads((tmp_path / "run" / "run.json").read_text())["round"] == 1
    weights = [(tmp_path / "run" / f"round-0{n}" / "model" / "model.safetensors").read_bytes() for n in (1, 2)]
    assert len(set(weights)) == 2 and (tmp_path / "run" / "model.safetensors").read_bytes() == weights[0]


def _half_solved(home: Path) -> bool:
    solved = home / "answers" / "solve.jsonl"
    return solved.exists() and solved.stat().st_size > 0


def _half_trained(home: Path) -> bool:
    return any(home.glob("half-model/checkpoint-*/whole.json"))


@pytest.mark.slow
def test_a_process_that_is_killed_inside_a_phase_goes_on_there(options: SelfImproveArguments, tmp_path: Path) -> None:
    recipe = yaml.safe_load(Path(options.sft_config).read_text())
    recipe |= {"per_device_train_batch_size": 2, "gradient_accumulation_steps": 1}
    Path(options.sft_config).write_text(yaml.safe_dump({**recipe, "save_strategy": "steps", "save_steps": 1}))
    told = replace(options, batch_size=8, extend=0.5)
    limits = {"least_valid": 0.0, "least_new": 0.0, "least_graphs": 0}

    def start(name: str, pause: float) -> subprocess.Popen[bytes]:
        config = tmp_path / f"{name}.yaml"
        config.write_text(yaml.safe_dump(asdict(MIX) | asdict(told) | limits | {"output_dir": str(tmp_path / name)}))
        counted = {"BATCHES": str(tmp_path / f"{name}.batches"), "PAUSE": str(pause), "PYTHONPATH": str(ROOT)}
        words = [sys.executable, "-m", "tests.trainers.improving", "--config", str(config)]
        return subprocess.Popen(words, cwd=ROOT, env=ENVIRONMENT | counted, start_new_session=True)

    def batches(name: str) -> int:
        return len((tmp_path / f"{name}.batches").read_text().splitlines())

    def kill(name: str, half: Callable[[Path], bool], pause: float) -> None:
        process = start(name, pause)
        while not half(tmp_path / name / "round-01"):
            assert process.poll() is None
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    assert start("whole", 0).wait() == 0
    home = tmp_path / "killed" / "round-01"
    kill("killed", _half_solved, 0.5)
    assert not (home / "attempts.jsonl").exists() and len(_rows(home / "answers" / "solve.jsonl")) < 64
    kill("killed", _half_trained, 0)
    assert (home / "attempts.jsonl").exists() and not (home / "model").exists()
    seals = {seal.parent.name: seal.stat().st_mtime_ns for seal in home.glob("half-model/checkpoint-*/whole.json")}
    assert start("killed", 0).wait() == 0
    assert all((home / "model" / name / "whole.json").stat().st_mtime_ns == seals[name] for name in seals)
    assert batches("whole") <= batches("killed") <= batches("whole") + 1

    whole, again = (_ending(tmp_path / name) for name in ("whole", "killed"))
    assert again == whole and len(whole["rounds"]) == 3 and whole["buffer"]


def _ending(out: Path) -> dict[str, Any]:
    """What a run came to, but for what it cost."""
    rounds = json.loads((out / "rounds.json").read_text())
    return {
        "buffer": (out / "buffer.jsonl").read_text(),
        "rounds": [{name: found for name, found in report.items() if name != "cpu_seconds"} for report in rounds],
        "weights": (out / "model.safetensors").read_bytes(),
    }


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_verdicts_teach_too_and_an_adapter_becomes_a_whole_model(options: SelfImproveArguments, tmp_path: Path) -> None:
    pytest.importorskip("peft")
    recipe = tmp_path / "grpo.yaml"
    text = (ROOT / "recipes" / "nano" / "grpo.yaml").read_text()
    small = {"max_steps": 1, "per_device_train_batch_size": 8, "num_generations": 4, "max_completion_length": 4}
    kept = [
        line for line in text.splitlines() if line.partition(":")[0] not in {*small, "rows", "steps_per_generation"}
    ]
    lora = "use_peft: true\nlora_r: 2\nlora_target_modules: [all-linear]"
    recipe.write_text("\n".join([*kept, *(f"{key}: {value}" for key, value in small.items()), lora]))
    chosen = replace(options, rounds=1, learn="grpo", grpo_config=str(recipe), suites=["heldout"], suite_rows=2)
    [start, report] = Run(chosen, MIX, Limits()).go()
    assert set(report["splits"]) == {"validation", "heldout"} and set(start["splits"]) == set(report["splits"])
    home = tmp_path / "run" / "round-01"
    assert (home / "model" / "model.safetensors").exists() and (home / "model-grpo" / "model.safetensors").exists()
    assert not (home / "model-grpo" / "adapter_config.json").exists()
    rows = [json.loads(line) for line in (home / "train.jsonl").read_text().splitlines()]
    assert all("gold" in row and "solution" not in row for row in rows)
    assert len(list((home / "evaluation").glob("suite-heldout*.jsonl"))) == 1


def test_what_splits_hold_out_is_not_asked_for(options: SelfImproveArguments) -> None:
    with pytest.raises(GuardError, match="test-ood-domain"):
        replace(options, themes=["clinic", "aquarium"])
    with pytest.raises(GuardError, match="test-ood-size tests 4"):
        Run(replace(options, nodes=[2, 4], splits=["test-ood-size"]), MIX, Limits())


def test_other_settings_are_refused(options: SelfImproveArguments, tmp_path: Path) -> None:
    Run(options, MIX, Limits())
    Run(replace(options, rounds=9), MIX, Limits())
    with pytest.raises(GuardError, match="other settings"):
        Run(replace(options, keep=7), MIX, Limits())
    with pytest.raises(GuardError, match="current, frozen, procedural"):
        replace(options, proposer="nobody")


def test_a_model_that_is_not_there_is_one_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    words = ["--config", str(ROOT / "recipes" / "nano" / "self_improve.yaml"), "--output_dir", str(tmp_path / "run")]
    with pytest.raises(SystemExit) as stopped:
        command(lambda: self_improve.main([*words, "--rows", "2", "--model_name_or_path", str(tmp_path / "nowhere")]))
    assert stopped.value.code == 2
    assert "cannot be loaded" in capfd.readouterr().err.strip().splitlines()[-1]
