"""Alarms: numbers in the log that tell early when reinforcement learning has stopped learning, or learns a trick.

Three signs are watched. Groups whose completions all earn the same carry no gradient. Answers that become one and
the same answer, whatever the question, are a collapse that the mean reward hides. Completions cut off at the
length limit mean that the policy no longer ends its turn. Nothing is stopped; one line says what is wrong.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log2

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from causim_env import rewards
from causim_env.answers import AnswerError, block, read

logger = logging.getLogger(__name__)

NO_ANSWER = "(none)"


@dataclass(frozen=True, slots=True)
class Sign:
    """A number in the log and where it becomes alarming.

    Attributes:
        key: Name in the log.
        limit: The alarm is raised beyond this value.
        above: Whether beyond means above.
        meaning: What is wrong, in words.
    """

    key: str
    limit: float
    above: bool
    meaning: str


SIGNS = (
    Sign("frac_reward_zero_std", 0.9, True, "groups without signal; make problems easier or harder, or sample more"),
    Sign("answer_entropy", 1.0, False, "bits of answer entropy; the answers collapse, look at the completions"),
    Sign("completions/clipped_ratio", 0.25, True, "completions cut off; raise max_completion_length or lower the rate"),
)


class Alarms(TrainerCallback):
    """Warns when a watched number crosses its limit, once per crossing."""

    def __init__(self, signs: Sequence[Sign] = SIGNS) -> None:
        self._signs = signs
        self._raised: set[str] = set()

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **kwargs: object,
    ) -> None:
        """Looks at one line of the log."""
        for sign in self._signs:
            value = (logs or {}).get(sign.key)
            if value is None:
                continue
            if (value > sign.limit) != sign.above or value == sign.limit:
                self._raised.discard(sign.key)
            elif sign.key not in self._raised:
                self._raised.add(sign.key)
                if state.is_world_process_zero:
                    logger.warning("alarm at step %d: %s = %.3f: %s", state.global_step, sign.key, value, sign.meaning)


def correct(
    completions: Sequence[object],
    gold: Sequence[object],
    log_metric: Callable[[str, float], None] | None = None,
    **kwargs: object,
) -> list[float | None]:
    """`causim_env.rewards.correct`, which also logs the entropy of the answers given.

    Args:
        completions: As TRL passes them.
        gold: The gold answers.
        log_metric: Where TRL collects numbers for the log.
        **kwargs: Passed on.
    """
    if log_metric is not None:
        log_metric("answer_entropy", entropy(completions, gold))
    return rewards.correct(completions, gold, **kwargs)  # type: ignore[arg-type]


def entropy(completions: Sequence[object], gold: Sequence[object]) -> float:
    """Bits of entropy of the answers in a batch; completions without an answer count as one answer."""
    counts = Counter(_answer(rewards.last_message(c), g) for c, g in zip(completions, gold, strict=True))
    total = sum(counts.values())
    return sum(-n / total * log2(n / total) for n in counts.values())


def _answer(text: object, gold: object) -> str:
    try:
        return block(text) if rewards.asks_for_program(gold) else read(text).text()
    except AnswerError:
        return NO_ANSWER
