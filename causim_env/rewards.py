"""Reward functions for TRL's `reward_funcs`: stateless, synchronous, picklable.

`correct` is the task reward. `format` only takes away: a well-formed answer of the kind that was
asked earns 0 and anything else -1, so that neither a constant answer nor a hedge ever gains from the
shape of its text. Both read the `gold` column, one line of canonical JSON per row, and never raise on
account of a row. A gold answer is compared with; a gold SCM says that a program was asked for, which
runs in the sandbox and earns what it does, in [0, 1]. Rows of both sorts may stand in one batch. A
corrupt gold or a failing sandbox is a failing verifier: `correct` gives None, which TRL leaves out of
the sum, and of a corrupt gold `format` accepts an answer of any kind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from causim_env.answers import Answer, AnswerError, Verdict, fits, read, score

if TYPE_CHECKING:
    from causim_env.formalization.scoring import Formalized
    from causim_env.formalization.sets import Program


def correct(
    completions: Sequence[object],
    gold: Sequence[object],
    log_extra: Callable[[str, list[str]], None] | None = None,
    **kwargs: object,
) -> list[float | None]:
    """1.0 for the gold answer and 0.0 for any other, or what a program earns; None where the verifier fails.

    Args:
        completions: Texts, or conversations whose last assistant message is scored; reasoning
            content that the chat template keeps apart is not looked at.
        gold: The column with the `gold` of a problem per completion: `Answer.dumps()` or `Program.dumps()`.
        log_extra: Where TRL collects columns for its table of completions; receives the reasons
            as `verdict`.
        **kwargs: Other columns and TRL's own arguments, unused.
    """
    verdicts = _verdicts([last_message(completion) for completion in completions], gold)
    if log_extra is not None:
        log_extra("verdict", [verdict.reason for verdict in verdicts])
    return [verdict.reward for verdict in verdicts]


def format(completions: Sequence[object], gold: Sequence[object], **kwargs: object) -> list[float | None]:
    """0.0 for a well-formed answer, or program, of the kind that was asked, -1.0 for anything else.

    Args:
        completions: As for `correct`.
        gold: As for `correct`; only the kind is used.
        **kwargs: Other columns and TRL's own arguments, unused.
    """
    return [_penalty(last_message(c), g) for c, g in zip(completions, gold, strict=True)]


def asks_for_program(gold: object) -> bool:
    """Whether a row with such a gold asks for a program."""
    return not isinstance(_gold(gold), Answer | str)


def last_message(completion: object) -> object:
    """The text to score: the completion itself, or the content of its last assistant message."""
    if not isinstance(completion, list):
        return completion
    for message in reversed(completion):
        if isinstance(message, dict) and message.get("role") == "assistant":
            return _content(message.get("content"))
    return None


def _content(content: object) -> object:
    """Text parts of a multimodal message as one text."""
    if not isinstance(content, list):
        return content
    texts = [p.get("text") for p in content if isinstance(p, dict) and p.get("type") == "text"]
    return "".join(text for text in texts if isinstance(text, str))


def _verdicts(texts: Sequence[object], rows: Sequence[object]) -> list[Verdict | Formalized]:
    golds = [_gold(row) for _, row in zip(texts, rows, strict=True)]
    found = {i: _verdict(texts[i], gold) for i, gold in enumerate(golds) if isinstance(gold, Answer | str)}
    programs = {i: gold for i, gold in enumerate(golds) if not isinstance(gold, Answer | str)}
    judged: dict[int, Verdict | Formalized] = {**found}
    if programs:
        from causim_env.formalization.sets import score_all

        scored = score_all([texts[i] for i in programs], list(programs.values()))
        judged.update(zip(programs, scored, strict=True))
    return [judged[i] for i in range(len(golds))]


def _verdict(text: object, gold: Answer | str) -> Verdict:
    return Verdict(None, None, gold) if isinstance(gold, str) else score(text, gold)


def _penalty(text: object, row: object) -> float:
    gold = _gold(row)
    if not isinstance(gold, Answer | str):
        return 0.0 if gold.fits(text) else -1.0
    try:
        answer = read(text)
    except AnswerError:
        return -1.0
    return 0.0 if isinstance(gold, str) or fits(answer, gold) else -1.0


def _gold(row: object) -> Answer | Program | str:
    """The gold answer or program, or why there is none."""
    if not isinstance(row, str):
        return f"corrupt gold: {type(row).__name__} where a line of JSON belongs"
    return _program(row) if row.startswith('{"scm": ') else _answer(row)


@lru_cache(maxsize=1024)
def _program(line: str) -> Program | str:
    from causim_env.formalization.sets import Program

    try:
        return Program.loads(line)
    except ValueError as error:
        return str(error)


@lru_cache(maxsize=16_384)
def _answer(line: str) -> Answer | str:
    try:
        return Answer.loads(line)
    except AnswerError as error:
        return f"corrupt gold: {error}"
