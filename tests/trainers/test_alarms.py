from __future__ import annotations

import logging

import pytest

pytest.importorskip("transformers")

from transformers import TrainerControl, TrainerState, TrainingArguments

from causim_env.answers import Answer
from trainers.alarms import Alarms, correct, entropy


def completion(text: str) -> list[dict[str, str]]:
    return [{"role": "assistant", "content": text}]


def test_entropy_counts_answers_not_texts() -> None:
    same = [completion("a <answer>3</answer>"), completion("b <answer>3</answer>")]
    gold = [Answer("value", 3).dumps()] * 4
    assert entropy(same, gold[:2]) == 0.0
    assert entropy([*same, completion("<answer>4</answer>"), completion("no end")], gold) == 1.5


def test_programs_are_told_apart_by_their_text() -> None:
    gold = ['{"scm": "u: Uniform(0, 1)\\n\\ndef x(u) -> Integer(0, 1):\\n    return u\\n"}'] * 4
    texts = [completion(f"<answer>{text}</answer>") for text in ("u: Uniform(0, 1)", "u: Uniform(0, 2)")]
    assert entropy([*texts, *texts], gold) == 1.0


def test_reward_is_that_of_the_environment_and_logs_entropy() -> None:
    logged: dict[str, float] = {}
    gold = Answer("value", 3).dumps()
    rewards = correct(
        [completion("<answer>3</answer>"), completion("<answer>4</answer>")],
        gold=[gold, gold],
        log_metric=logged.__setitem__,
    )
    assert rewards == [1.0, 0.0]
    assert logged == {"answer_entropy": 1.0}


def test_alarm_is_raised_once_per_crossing(tmp_path: str, caplog: pytest.LogCaptureFixture) -> None:
    alarms, state = Alarms(), TrainerState(global_step=7)
    args = TrainingArguments(output_dir=str(tmp_path), use_cpu=True, report_to="none")
    with caplog.at_level(logging.WARNING):
        for share in (0.5, 0.95, 0.97, 0.4, 0.95):
            alarms.on_log(args, state, TrainerControl(), logs={"frac_reward_zero_std": share, "answer_entropy": 2.0})
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 2
    assert lines[0].startswith("alarm at step 7: frac_reward_zero_std = 0.950: groups without signal")


def test_collapse_and_truncation_raise_alarms(tmp_path: str, caplog: pytest.LogCaptureFixture) -> None:
    args = TrainingArguments(output_dir=str(tmp_path), use_cpu=True, report_to="none")
    with caplog.at_level(logging.WARNING):
        Alarms().on_log(
            args, TrainerState(), TrainerControl(), logs={"answer_entropy": 0.2, "completions/clipped_ratio": 0.5}
        )
    assert len(caplog.records) == 2
