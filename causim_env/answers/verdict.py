"""From a completion to a verdict: find the block, read it, compare it.

The completion ends with `<answer>…</answer>`; only white space may follow. Every `<answer>` in the
text opens a block and every block has to say the same, so a policy can neither hedge nor hope that
the scorer picks the right one. Tags are found by plain string methods, linear in the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from causim_env.answers.answer import Answer
from causim_env.answers.grammar import SPACE, AnswerError

OPEN, CLOSE = "<answer>", "</answer>"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a completion.

    Attributes:
        reward: In [0, 1], or None where the verifier itself failed.
        correct: Whether the answer is the gold answer, or None like the reward.
        reason: In words; never says what the gold answer is.
        answer: What was read, or None if nothing could be.
    """

    reward: float | None
    correct: bool | None
    reason: str
    answer: Answer | None = None


def score(completion: object, gold: Answer) -> Verdict:
    """Judge a completion. Never raises on account of the completion, whatever it is.

    Args:
        completion: The whole text of the completion; anything but text earns 0.
        gold: The gold answer.

    Returns:
        Reward 1 for exactly the gold answer in a well-formed block, else 0 with the reason.
    """
    try:
        content = block(completion)
        if content == _canonical(gold):  # most right answers; equal text reads as an equal answer
            return Verdict(1.0, True, "correct", gold)
        answer = Answer.from_text(content)
    except AnswerError as error:
        return Verdict(0.0, False, str(error))
    if answer == gold:
        return Verdict(1.0, True, "correct", answer)
    if not fits(answer, gold):
        asked = "value" if gold.kind == "undetermined" else gold.kind
        return Verdict(0.0, False, f"a {asked} was asked, not {_name(answer)}", answer)
    return Verdict(0.0, False, "well-formed, but wrong", answer)


def fits(answer: Answer, gold: Answer) -> bool:
    """Whether the answer is of the kind that was asked; `undetermined` may stand for a value."""
    return answer.kind == gold.kind or {answer.kind, gold.kind} == {"value", "undetermined"}


def read(completion: object) -> Answer:
    """The one answer that a completion ends with.

    Raises:
        AnswerError: If there is no block, no end, text after it, blocks that differ, or a block
            that holds no well-formed answer.
    """
    return Answer.from_text(block(completion))


def block(completion: object) -> str:
    """What stands in the one block that a completion ends with, without white space around it.

    Raises:
        AnswerError: If there is no block, no end, text after it, or blocks that differ.
    """
    if not isinstance(completion, str):
        raise AnswerError(f"the completion is {type(completion).__name__}, not text")
    text = str.__str__(completion).rstrip(SPACE)
    start = text.rfind(OPEN)
    if not text.endswith(CLOSE):
        if start < 0:
            raise AnswerError("no <answer> block")
        if text.find(CLOSE, start) < 0:
            raise AnswerError("the answer block has no end; the completion was cut off")
        raise AnswerError("text after the answer block")
    if start < 0:
        raise AnswerError("</answer> without <answer>")
    content = text[start + len(OPEN) : -len(CLOSE)]
    if CLOSE in content:
        raise AnswerError("</answer> twice after one <answer>")
    content = content.strip(SPACE)
    _same_before(text[:start], content)
    return content


@lru_cache(maxsize=1024)
def _canonical(gold: Answer) -> str:
    return gold.text()


def _same_before(head: str, content: str) -> None:
    """Check that every block before the last one is well-formed and says the same."""
    before, *blocks = head.split(OPEN)
    if CLOSE in before:
        raise AnswerError("</answer> without <answer>")
    for block in blocks:
        inside, end, after = block.partition(CLOSE)
        if not end:
            raise AnswerError("an <answer> inside another; each opening tag needs its own end")
        if CLOSE in after:
            raise AnswerError("</answer> twice after one <answer>")
        if inside.strip(SPACE) != content:
            raise AnswerError("several answers that differ; give one")


def _name(answer: Answer) -> str:
    return "undetermined" if answer.kind == "undetermined" else f"a {answer.kind}"
