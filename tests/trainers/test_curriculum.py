from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("trl")

from trl import GRPOConfig

from causim_env.curriculum.log import replay
from causim_env.files import read_rows
from tests.trainers.conftest import GRPO, SFT
from trainers import grpo, sft
from trainers.curriculum import LOG, STATE, CurriculumArguments, Dealt, Live
from trainers.guards import GuardError
from trainers.mix import MixArguments

# Two prompts in every generation, one generation in every step.
CURRICULUM = [
    *GRPO,
    *("--rows", "0", "--levels", "1", "2", "--curriculum", "adaptive", "--max_steps", "4", "--curriculum_floor", "0.3"),
    *("--save_strategy", "steps", "--save_steps", "2"),
]


def mix(**changes: object) -> MixArguments:
    given: dict[str, object] = {
        **{"levels": [1, 2], "kinds": ["deduction"], "asks": ["value"], "representation": ["equations"]},
        **{"variables": ["integer"], "families": ["modular"], "uniform": 1.0, "rows": 0},
    }
    return MixArguments(**{**given, **changes})  # type: ignore[arg-type]


def arguments(tmp_path: Path, **changes: object) -> GRPOConfig:
    given: dict[str, object] = {
        **{"output_dir": str(tmp_path), "use_cpu": True, "bf16": False, "report_to": "none", "max_steps": 10},
        **{"per_device_train_batch_size": 8, "num_generations": 4, "shuffle_dataset": False},
    }
    return GRPOConfig(**{**given, **changes})  # type: ignore[arg-type]


def live(tmp_path: Path, checkpoint: str | None = None, **changes: object) -> Live:
    return Live(CurriculumArguments(curriculum="adaptive"), mix(), arguments(tmp_path, **changes), checkpoint)


def rewarded(completions: list[str], log_metric: Any = None, **columns: object) -> list[float | None]:
    return [{"right": 1.0, "wrong": 0.0}.get(text) for text in completions]


def test_rows_follow_the_plan_and_verdicts_move_it(tmp_path: Path) -> None:
    one = live(tmp_path)
    rows = iter(one.dataset())
    reward, metrics = one.watch(rewarded), {}
    for step in range(12):
        pair = [next(rows), next(rows)]
        assert [row["row"] for row in pair] == [2 * step, 2 * step + 1]
        texts = ["right" if row["level"] == 1 or i == 0 else "wrong" for row in pair for i in range(4)]
        reward(completions=texts, row=[row["row"] for row in pair for _ in range(4)], log_metric=metrics.__setitem__)
    seen, steps = replay(tmp_path / LOG)
    assert seen.scored == 24
    assert Counter(step.cell.level for step in steps[-12:])[2] > 8
    assert metrics["curriculum/level"] == 2.0 and metrics["curriculum/groups_without_contrast"] == 0.0


def test_a_failed_verifier_moves_nothing(tmp_path: Path) -> None:
    one = live(tmp_path)
    one.watch(rewarded)(completions=["failed"] * 8, row=[0] * 4 + [1] * 4)
    assert one.journal.curriculum.scored == 2
    assert one.journal.curriculum.counts()["groups"] == 0


def test_as_many_batches_are_planned_as_the_trainer_fetches(tmp_path: Path) -> None:
    assert live(tmp_path).journal.curriculum.planned == 4
    fresh = {"gradient_accumulation_steps": 2, "steps_per_generation": 4}
    assert live(tmp_path, **fresh).journal.curriculum.planned == 8
    far = {"gradient_accumulation_steps": 4, "steps_per_generation": 2}
    assert live(tmp_path, **far).journal.curriculum.planned == 12


def test_a_checkpoint_without_or_with_another_curriculum_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GuardError, match="resume from a checkpoint of a run with a curriculum"):
        live(tmp_path, str(tmp_path))
    (tmp_path / STATE).write_text(json.dumps(live(tmp_path).to_json()))
    assert live(tmp_path, str(tmp_path)).journal.curriculum.planned == 4
    other = CurriculumArguments(curriculum="adaptive", curriculum_floor=0.5)
    with pytest.raises(GuardError, match="curriculum of floor 0.1, not 0.5"):
        Live(other, mix(), arguments(tmp_path), str(tmp_path))
    with pytest.raises(GuardError, match="curriculum of seed 42, not 7"):
        live(tmp_path, str(tmp_path), seed=7)
    with pytest.raises(GuardError, match="curriculum of mix"):
        Live(CurriculumArguments(curriculum="adaptive"), mix(undetermined=0.0), arguments(tmp_path), str(tmp_path))


@pytest.mark.parametrize(
    ("options", "rows"), [({"curriculum": "greedy"}, 0), ({"curriculum": "fixed", "curriculum_floor": 0}, 0), ({}, 5)]
)
def test_senseless_options_are_refused(options: dict[str, Any], rows: int) -> None:
    with pytest.raises(GuardError, match="write"):
        CurriculumArguments(**{"curriculum": "adaptive", **options}).settings(mix(rows=rows), 10)


def test_training_with_a_curriculum_and_resuming_poses_the_same_problems(model: Path, tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    start = ["--model_name_or_path", str(model)]
    grpo.main([*CURRICULUM, *start, "--output_dir", str(whole)])
    shutil.copytree(whole, cut)
    (cut / "checkpoint-4" / "whole.json").unlink()  # as if killed while it was saved
    grpo.main([*CURRICULUM, *start, "--output_dir", str(cut), "--resume_from_checkpoint", "last"])
    assert [*read_rows(cut / LOG)] == [*read_rows(whole / LOG)]
    states = [(run / "checkpoint-4" / STATE).read_text() for run in (whole, cut)]
    assert states[0] == states[1]
    assert replay(whole / LOG)[0].scored == 8
    assert weights(whole) == weights(cut)


def weights(run: Path) -> bytes:
    return (run / "model.safetensors").read_bytes()


def test_demonstrations_follow_a_schedule_without_verdicts(model: Path, tmp_path: Path) -> None:
    options = MixArguments(levels=[1, 2, 3], kinds=["deduction"], representation=["equations"], rows=0)
    levels = [Dealt(CurriculumArguments("linear"), options, 0, 60).problem(row).nominal for row in range(60)]
    assert levels[:20].count(1) > 9 > levels[-20:].count(1)
    assert levels[-20:].count(3) > 9 > levels[:20].count(3)
    late = Dealt(CurriculumArguments("linear"), options, 0, 60)
    assert [late.problem(row).nominal for row in (59, 3)] == [levels[59], levels[3]]
    with pytest.raises(GuardError, match="waits for verdicts, and there are none: write fixed or linear"):
        Dealt(CurriculumArguments("adaptive"), options, 0, 60)
    dealt = ["--curriculum", "linear", "--rows", "0", "--levels", "1", "2", "--max_steps", "2"]
    sft.main([*SFT, *dealt, "--model_name_or_path", str(model), "--output_dir", str(tmp_path)])
    assert (tmp_path / "model.safetensors").is_file()
