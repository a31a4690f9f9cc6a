from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("trl")

from transformers import AutoModelForCausalLM, AutoTokenizer
from trl import GRPOConfig, GRPOTrainer
from trl.chat_template_utils import qwen3_chat_template

from causim_env.curriculum import Rung
from causim_env.formalization.induction import InductionSet
from causim_env.formalization.problem import FormalizationSet
from causim_env.problems import ProblemSet
from causim_env.training import TrainingSpec

RUNG = Rung(nodes=(2, 2), families=("modular",), kinds=("integer",), width=(4, 5), input_width=(3, 3))
PROBLEMS = ProblemSet(level=RUNG, kinds=("deduction",), asks=("value",), representation="equations", anonymous=True)


def arguments(tmp_path: Path, **changes: object) -> GRPOConfig:
    given: dict[str, object] = {
        **{"output_dir": str(tmp_path), "use_cpu": True, "bf16": False, "report_to": "none", "max_steps": 1},
        **{"per_device_train_batch_size": 4, "num_generations": 2, "shuffle_dataset": False, "logging_steps": 1},
        **{"max_completion_length": 8, "save_strategy": "no", "disable_tqdm": True, "gradient_checkpointing": False},
    }
    return GRPOConfig(**{**given, **changes})  # type: ignore[arg-type]


def plug(spec: TrainingSpec) -> dict[str, Any]:
    return {
        "train_dataset": spec.train_dataset,
        "reward_funcs": spec.reward_funcs,
        "environment_factory": spec.environment_factory,
    }


def test_plugs_into_the_trainer(model: Path, tmp_path: Path) -> None:
    trainer = GRPOTrainer(str(model), args=arguments(tmp_path), **plug(TrainingSpec(PROBLEMS)))
    trainer.train()
    assert trainer.state.global_step == 1
    assert trainer.state.log_history[0]["rewards/format/mean"] <= 0


def test_rows_carry_no_solution_and_reward_functions_are_fresh() -> None:
    spec = TrainingSpec(PROBLEMS, rows=3)
    assert spec.train_dataset["index"] == [0, 1, 2]  # type: ignore[index]
    assert "solution" not in spec.train_dataset.column_names  # type: ignore[operator]
    spec.reward_funcs.clear()
    assert len(spec.reward_funcs) == 2 and spec.environment_factory is None


@pytest.mark.parametrize("made", [FormalizationSet, InductionSet])
def test_problems_that_ask_for_programs_plug_in_too(made: type[FormalizationSet], model: Path, tmp_path: Path) -> None:
    spec = TrainingSpec(made(level=RUNG, anonymous=True), rows=4)
    trainer = GRPOTrainer(str(model), args=arguments(tmp_path), **plug(spec))
    trainer.train()
    assert trainer.state.log_history[0]["rewards/correct/mean"] == 0.0
    golds, solutions = spec.train_dataset["gold"], [spec.problems[i].solution for i in range(4)]  # type: ignore[index]
    assert [function(solutions, golds) for function in spec.reward_funcs] == [[1.0] * 4, [0.0] * 4]
    with pytest.raises(ValueError, match="experiments 3: write 0"):
        assert TrainingSpec(spec.problems, experiments=3).environment_factory


class Scripted(GRPOTrainer):
    """A policy that makes one experiment and then answers."""

    def _generate_single_turn(
        self, prompt_ids: list[list[int]], *rest: object, **more: object
    ) -> tuple[list[list[int]], None]:
        texts = []
        for ids in prompt_ids:
            ran = "<tool_response>" in self.processing_class.decode(ids)
            texts.append("<answer>0</answer>" if ran else self.call)
        encode = self.processing_class.encode
        return [encode(text + "<|im_end|>", add_special_tokens=False) for text in texts], None


def test_a_policy_experiments_with_tools_and_is_scored_on_its_last_message(model: Path, tmp_path: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(model)
    tokenizer.add_special_tokens({"additional_special_tokens": ["<|im_start|>"], "eos_token": "<|im_end|>"})
    tokenizer.chat_template = qwen3_chat_template
    policy = AutoModelForCausalLM.from_pretrained(model)
    policy.resize_token_embeddings(len(tokenizer))
    one = ProblemSet(level=RUNG, kinds=("deduction",), asks=("value",), representation="equations", anonymous=True)
    spec = TrainingSpec(one, rows=4, experiments=3)
    causes = ", ".join(f"{u.name} = {u.support[0]}" for u in one[0].scm.exogenous)
    trainer = Scripted(
        policy, args=arguments(tmp_path, max_completion_length=400), processing_class=tokenizer, **plug(spec)
    )
    trainer.call = '<tool_call>\n{"name": "observe", "arguments": {"causes": "' + causes + '"}}\n</tool_call>'
    trainer.train()
    log = trainer.state.log_history[0]
    assert log["tools/call_frequency"] == 1.0
    assert log["rewards/format/mean"] == 0.0
    rates = [float(one[i].answer.value == 0) for i in range(2)]
    assert log["rewards/correct/mean"] == pytest.approx(sum(rates) / 2)
