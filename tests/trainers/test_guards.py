from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("trl")

from trl import GRPOConfig

from trainers import guards
from trainers.guards import GuardError


def arguments(tmp_path: Path, **changes: object) -> GRPOConfig:
    given: dict[str, object] = {
        "output_dir": str(tmp_path),
        "use_cpu": True,
        "bf16": False,
        "report_to": "none",
        "per_device_train_batch_size": 8,
        "num_generations": 4,
        "shuffle_dataset": False,
    }
    return GRPOConfig(**{**given, **changes})  # type: ignore[arg-type]


def test_fewer_rows_than_prompts_per_round(tmp_path: Path) -> None:
    args = arguments(tmp_path, steps_per_generation=4)
    with pytest.raises(GuardError, match=r"rows 5: one round takes 8 prompts .* write rows: 8 or more"):
        guards.check_rows(5, args)
    guards.check_rows(8, args)
    guards.check_rows(0, args)


def test_checkpoints_inside_a_generation_cycle(tmp_path: Path) -> None:
    args = arguments(tmp_path, steps_per_generation=4, num_iterations=2, save_steps=12, save_strategy="steps")
    with pytest.raises(GuardError, match=r"save_steps 12 cuts a generation cycle of 8 steps .* write a multiple of 8"):
        guards.check_save_steps(args)
    guards.check_save_steps(arguments(tmp_path, steps_per_generation=4, save_steps=8, save_strategy="steps"))
    guards.check_save_steps(arguments(tmp_path, steps_per_generation=4, save_steps=3, save_strategy="no"))


def test_reference_of_a_model_that_was_never_saved(tmp_path: Path, model: Path) -> None:
    from transformers import AutoModelForCausalLM, Qwen3ForCausalLM

    args = arguments(tmp_path, beta=0.1)
    saved = AutoModelForCausalLM.from_pretrained(model)
    fresh = Qwen3ForCausalLM(saved.config.__class__(**{**saved.config.to_dict(), "_name_or_path": ""}))
    fresh.config._name_or_path = ""
    with pytest.raises(GuardError, match=r"beta 0.1 needs the reference model on disk, and 'this model' is not saved"):
        guards.check_reference(args, fresh)
    with pytest.raises(GuardError, match="is not saved; save it with save_pretrained"):
        guards.check_reference(args, str(tmp_path / "nothing" / "here"))
    guards.check_reference(args, saved)
    guards.check_reference(args, str(model))
    guards.check_reference(args, "Qwen/Qwen3-1.7B")
    guards.check_reference(arguments(tmp_path), fresh)


def test_shuffled_stream(tmp_path: Path) -> None:
    with pytest.raises(GuardError, match="shuffle_dataset: false"):
        guards.check_order(True, arguments(tmp_path, shuffle_dataset=True))
    guards.check_order(False, arguments(tmp_path, shuffle_dataset=True))
    guards.check_order(True, arguments(tmp_path))


def test_stream_without_end() -> None:
    with pytest.raises(GuardError, match="write max_steps"):
        guards.check_length(True, -1)
    guards.check_length(True, 10)
    guards.check_length(False, -1)
