"""What only a process of its own can show: several processes, the stock command line, one line for bad input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("trl")

from causim_env import ProblemSet
from tests.trainers.conftest import GRPO, SFT

ENVIRONMENT = os.environ | {"OMP_NUM_THREADS": "1", "ACCELERATE_USE_CPU": "true", "HF_HUB_OFFLINE": "1"}


def launch(root: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *map(str, words)],
        cwd=root,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize("trainer", ["sft", "grpo"])
def test_two_processes_train_one_model(root: Path, model: Path, tmp_path: Path, trainer: str) -> None:
    options = SFT if trainer == "sft" else GRPO
    two = ("accelerate.commands.launch", "--config_file", root / "recipes" / "smollm2-135m" / "accelerate.yaml")
    script = (root / "trainers" / f"{trainer}.py", *options, "--max_steps", "2")
    done = launch(
        root, *two, "--main_process_port", "0", *script, "--model_name_or_path", model, "--output_dir", tmp_path
    )
    assert (tmp_path / "run.json").is_file(), done.stderr[-3000:]
    facts = json.loads((tmp_path / "run.json").read_text())
    assert (facts["world_size"], facts["steps"]) == (2, 2)


def test_rewards_work_in_the_stock_command(root: Path, model: Path, tmp_path: Path) -> None:
    rows = [ProblemSet(level=1, representation="equations", anonymous=True)[i].row() for i in range(8)]
    data = tmp_path / "data"
    data.mkdir()
    (data / "train.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    out = tmp_path / "out"
    done = launch(
        root,
        *("trl.cli.main", "grpo", "--dataset_name", data, "--model_name_or_path", model, "--output_dir", out),
        *("--reward_funcs", "causim_env.rewards.correct", "causim_env.rewards.format"),
        *("--use_cpu", "true", "--bf16", "false", "--gradient_checkpointing", "false", "--report_to", "none"),
        *("--per_device_train_batch_size", "4", "--num_generations", "2", "--max_completion_length", "8"),
        *("--max_steps", "1", "--logging_steps", "1", "--save_strategy", "no"),
    )
    assert "rewards/correct/mean" in done.stdout, done.stderr[-3000:]
    assert "rewards/format/mean" in done.stdout


def test_a_senseless_setting_is_one_line(root: Path, model: Path, tmp_path: Path) -> None:
    wrong = (*GRPO, "--rows", "1", "--output_dir", tmp_path, "--model_name_or_path", model)
    done = launch(root, "trainers.grpo", *wrong)
    assert done.returncode == 2
    assert done.stderr.strip().splitlines()[-1].startswith("error: rows 1: one round takes 2 prompts")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "run.json").exists()
