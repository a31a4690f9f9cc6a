"""The reward functions as a trainer calls them."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from causim_env import rewards
from causim_env.answers import Answer

SEVEN = Answer("value", 7).dumps()
HALVES = Answer.from_text("{0: 1/2, 1: 1/2}").dumps()
PAIR = Answer.from_text("{1, 2}").dumps()
UNDETERMINED = Answer("undetermined", None).dumps()


def test_correct_on_a_batch() -> None:
    completions = [
        "<answer>7</answer>",
        "<answer>8</answer>",
        "<answer>{0: 50%, 1: 0.5}</answer>",
        "<answer>{0: 0.5}</answer>",
        "<answer>{1, 2}</answer>",
        "<answer>undetermined</answer>",
    ]
    gold = [SEVEN, SEVEN, HALVES, HALVES, PAIR, UNDETERMINED]
    assert rewards.correct(completions, gold) == [1.0, 0.0, 1.0, 0.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("completion", "gold", "penalty"),
    [
        ("<answer>7</answer>", SEVEN, 0.0),
        ("<answer>8</answer>", SEVEN, 0.0),
        ("<answer>undetermined</answer>", SEVEN, 0.0),
        ("<answer>{7}</answer>", SEVEN, -1.0),
        ("<answer>7 or 8</answer>", SEVEN, -1.0),
        ("7", SEVEN, -1.0),
        ("<answer>7</answer> indeed", SEVEN, -1.0),
        ("<answer>3</answer>", UNDETERMINED, 0.0),
        ("<answer>{3}</answer>", UNDETERMINED, -1.0),
        ("<answer>{3}</answer>", PAIR, 0.0),
        ("<answer>undetermined</answer>", PAIR, -1.0),
        ("<answer>{0: 1}</answer>", HALVES, 0.0),
        ("<answer>{0: 1/3}</answer>", HALVES, -1.0),
    ],
)
def test_format_only_takes_away(completion: str, gold: str, penalty: float) -> None:
    assert rewards.format([completion], [gold]) == [penalty]


def test_a_constant_answer_earns_nothing_beyond_luck() -> None:
    gold = [Answer("value", n).dumps() for n in range(10)]
    constant = ["<answer>3</answer>"] * 10
    assert sum(r or 0 for r in rewards.correct(constant, gold)) == 1.0
    assert rewards.format(constant, gold) == [0.0] * 10


def test_conversations_are_scored_by_their_last_assistant_message() -> None:
    right = "<answer>7</answer>"
    conversations: list[object] = [
        [{"role": "assistant", "content": right}],
        [{"role": "assistant", "content": "wait"}, {"role": "assistant", "content": right}],
        [{"role": "assistant", "content": right, "reasoning_content": "<answer>8</answer>"}],
        [{"role": "assistant", "content": right}, {"role": "tool", "content": "done"}],
        [{"role": "assistant", "content": [{"type": "text", "text": right}]}],
        [{"role": "assistant", "content": "no"}],
        [{"role": "assistant", "content": "", "reasoning_content": right}],
        [],
    ]
    expected = [1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0]
    assert rewards.correct(conversations, [SEVEN] * 8) == expected


@pytest.mark.parametrize("corrupt", ["", "7", "{", '{"kind":"value","value":0.5}', None, 7, [], {}])
def test_a_corrupt_gold_is_none_for_its_row_only(corrupt: object) -> None:
    completions = ["<answer>7</answer>"] * 3
    assert rewards.correct(completions, [SEVEN, corrupt, SEVEN]) == [1.0, None, 1.0]
    assert rewards.format([*completions, "no"], [SEVEN, corrupt, SEVEN, corrupt]) == [0, 0, 0, -1]


def test_reasons_are_logged_for_the_table_of_completions() -> None:
    columns: dict[str, list[str]] = {}
    rewards.correct(
        ["<answer>7</answer>", "<answer>8</answer>", "none"],
        [SEVEN, SEVEN, "broken"],
        log_extra=columns.__setitem__,
        prompts=["", "", ""],
        completion_ids=[[1], [2], [3]],
        trainer_state=None,
    )
    assert columns["verdict"][0] == "correct"
    assert "but wrong" in columns["verdict"][1]
    assert columns["verdict"][2].startswith("corrupt gold")


def test_the_functions_pickle_by_name() -> None:
    for function in (rewards.correct, rewards.format):
        assert pickle.loads(pickle.dumps(function)) is function


def test_a_call_leaves_its_arguments_alone() -> None:
    completions, gold = ["<answer>7</answer>"], [SEVEN]
    first = rewards.correct(completions, gold)
    assert rewards.correct(completions, gold) == first
    assert (completions, gold) == (["<answer>7</answer>"], [SEVEN])


def test_a_missing_gold_row_is_a_configuration_error() -> None:
    with pytest.raises(ValueError, match="shorter"):
        rewards.correct(["a", "b"], [SEVEN])


def test_importing_the_rewards_pulls_in_no_heavy_library() -> None:
    heavy = {"torch", "trl", "transformers", "datasets", "numpy", "networkx", "gymnasium"}
    code = f"import sys, causim_env.rewards; sys.exit(bool({heavy!r} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
