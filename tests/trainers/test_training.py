from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("trl")

from tests.trainers.conftest import GRPO, SFT
from trainers import grpo, sft
from trainers.guards import GuardError


def facts(out: Path) -> dict[str, Any]:
    return json.loads((out / "run.json").read_text())  # type: ignore[no-any-return]


def history(out: Path, *keys: str) -> list[list[float]]:
    rows = json.loads((out / "trainer_state.json").read_text())["log_history"]
    return [[row[key] for key in keys] for row in rows if keys[0] in row]


def test_sft_leaves_a_model_and_the_facts_of_its_run(model: Path, tmp_path: Path) -> None:
    sft.main([*SFT, "--model_name_or_path", str(model), "--output_dir", str(tmp_path), "--max_steps", "2"])
    found = facts(tmp_path)
    assert (found["steps"], found["world_size"]) == (2, 1)
    assert (tmp_path / "model.safetensors").is_file()
    assert (tmp_path / "chat_template.jinja").is_file()


def test_sft_stops_at_the_step_closest_to_its_tokens(model: Path, tmp_path: Path) -> None:
    words = [*SFT, "--model_name_or_path", str(model), "--train_sampling_strategy", "sequential"]
    words += ["--gradient_accumulation_steps", "2"]
    sft.main([*words, "--output_dir", str(tmp_path / "steps"), "--max_steps", "5"])
    tokens = facts(tmp_path / "steps")["tokens"]
    budget = ["--tokens", str(tokens)]
    sft.main([*words, "--output_dir", str(tmp_path / "tokens"), *budget])
    found = [facts(tmp_path / way) for way in ("steps", "tokens")]
    assert [(one["steps"], one["samples"], one["tokens"]) for one in found] == [(5, 40, tokens)] * 2
    with pytest.raises(GuardError, match="write one of them"):
        sft.main([*words, "--output_dir", str(tmp_path / "both"), *budget, "--max_steps", "5"])


def test_steps_for_tokens() -> None:
    lengths = [10, 20, 30, 40]
    assert [sft.steps_for(tokens, lengths, 2) for tokens in (1, 30, 60, 70, 100, 129, 1000)] == [1, 1, 1, 2, 2, 3, 20]


def test_sft_trains_an_adapter(model: Path, tmp_path: Path) -> None:
    pytest.importorskip("peft")
    adapter = ["--use_peft", "true", "--lora_r", "4", "--lora_target_modules", "q_proj", "v_proj"]
    sft.main([*SFT, *adapter, "--model_name_or_path", str(model), "--output_dir", str(tmp_path), "--max_steps", "1"])
    assert (tmp_path / "adapter_model.safetensors").is_file()
    assert not (tmp_path / "model.safetensors").exists()


def test_grpo_logs_rewards_entropy_and_completions(model: Path, tmp_path: Path) -> None:
    wish = ["--max_steps", "2", "--log_completions", "true"]
    grpo.main([*GRPO, *wish, "--model_name_or_path", str(model), "--output_dir", str(tmp_path)])
    rows = history(tmp_path, "rewards/correct/mean", "rewards/format/mean", "answer_entropy", "frac_reward_zero_std")
    assert len(rows) == 2
    assert all(correct >= 0 and -1 <= form <= 0 for correct, form, *_ in rows)
    assert list((tmp_path / "completions").glob("*.parquet"))


@pytest.mark.parametrize("trainer", ["sft", "grpo"])
def test_resumed_run_is_the_uninterrupted_one(model: Path, tmp_path: Path, trainer: str) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    run, options = (sft.main, SFT) if trainer == "sft" else (grpo.main, GRPO)
    saving = [*options, "--model_name_or_path", str(model), "--save_strategy", "steps", "--save_steps", "2"]
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    run([*saving, "--output_dir", str(whole), "--max_steps", "4"])
    spent = spend(whole / "checkpoint-2" / "whole.json", 1000)
    run([*saving, "--output_dir", str(parts), "--max_steps", "4", "--resume_from_checkpoint", f"{whole}/checkpoint-2"])
    assert history(whole, "loss") == history(parts, "loss")
    first, second = (AutoModelForCausalLM.from_pretrained(out).state_dict() for out in (whole, parts))
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert history(whole, "num_tokens") == history(parts, "num_tokens")
    assert facts(whole)["tokens"] == facts(parts)["tokens"]
    assert all(0 < facts(whole)[name] < 1000 < spent[name] < facts(parts)[name] for name in spent)


def spend(seal: Path, seconds: float) -> dict[str, float]:
    """Makes a checkpoint dearer; what it has cost then."""
    row = json.loads(seal.read_text())
    spent = {name: row[name] + seconds for name in ("seconds", "cpu_seconds")}
    seal.write_text(json.dumps(row | spent))
    return spent


def test_rows_of_a_step_are_sorted_and_no_row_changes_its_step() -> None:
    from datasets import Dataset

    texts = ["aaaa", "a", "aaa", "aa", "aaaaaaa", "aaaaaa", "aaaaa"]
    rows = [{"prompt": [{"content": ""}], "completion": [{"content": text}]} for text in texts]
    found = [row["completion"][0]["content"] for row in sft.by_length(Dataset.from_list(rows), 4)]
    assert found == ["a", "aa", "aaa", "aaaa", "aaaaa", "aaaaaa", "aaaaaaa"]
