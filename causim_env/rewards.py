"""Reward functions for TRL's `reward_funcs`: stateless, synchronous, picklable.

`correct` is the task reward. `format` only takes away: a well-formed answer of the kind that was
asked earns 0 and anything else -1, so that neither a constant answer nor a hedge ever gains from the
shape of its text. Both read the `gold` column, one line of canonical JSON per row (`Answer.dumps`),
and never raise on account of a row. A corrupt gold is a failing verifier: `correct` gives None,
which TRL leaves out of the group, and `format` accepts an answer of any kind. `formalization` reads the
`gold_scm` column and runs what was submitted in the sandbox.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from causim_env.answers import Answer, AnswerError, Verdict, fits, read, score
from causim_env.scm import SCM, SCMError


def correct(
    completions: Sequence[object],
    gold: Sequence[object],
    log_extra: Callable[[str, list[str]], None] | None = None,
    **kwargs: object,
) -> list[float | None]:
    """1.0 for the gold answer, 0.0 for anything else, None where the gold itself cannot be read.

    Args:
        completions: Texts, or conversations whose last assistant message is scored; reasoning
            content that the chat template keeps apart is not looked at.
        gold: The column with one `Answer.dumps()` per completion.
        log_extra: Where TRL collects columns for its table of completions; receives the reasons
            as `verdict`.
        **kwargs: Other columns and TRL's own arguments, unused.
    """
    verdicts = [_verdict(c, g) for c, g in zip(completions, gold, strict=True)]
    if log_extra is not None:
        log_extra("verdict", [verdict.reason for verdict in verdicts])
    return [verdict.reward for verdict in verdicts]


def format(completions: Sequence[object], gold: Sequence[object], **kwargs: object) -> list[float | None]:
    """0.0 for a well-formed answer of the kind that was asked, -1.0 for anything else.

    Args:
        completions: As for `correct`.
        gold: As for `correct`; only the kind is used.
        **kwargs: Other columns and TRL's own arguments, unused.
    """
    return [_penalty(c, g) for c, g in zip(completions, gold, strict=True)]


def formalization(
    completions: Sequence[object],
    gold_scm: Sequence[object],
    target: Sequence[object] | None = None,
    log_extra: Callable[[str, list[str]], None] | None = None,
    **kwargs: object,
) -> list[float | None]:
    """What each submitted SCM, or mechanism, earns by its behaviour; None where the gold or the sandbox fails.

    Args:
        completions: As for `correct`; the text ends with an SCM in an answer block.
        gold_scm: The column with one gold SCM as text per completion; rows of other kinds, which have none, get None.
        target: The column with the variable whose mechanism alone was asked for, in rows of induction.
        log_extra: As for `correct`.
        **kwargs: Other columns and TRL's own arguments, unused.
    """
    from causim_env.formalization import Formalized, score_many
    from causim_env.formalization.induction import score_mechanism

    texts = [last_message(completion) for completion in completions]
    golds = [_scm(row) for row in gold_scm]
    targets = list(target) if target is not None else [None] * len(texts)
    whole = [i for i, gold in enumerate(golds) if isinstance(gold, SCM) and not targets[i]]
    scored = score_many([texts[i] for i in whole], [gold for i in whole if isinstance(gold := golds[i], SCM)])
    verdicts = dict(zip(whole, scored, strict=True))
    for i, gold in enumerate(golds):
        if isinstance(gold, str):
            verdicts[i] = Formalized(None, None, gold)
        elif targets[i]:
            verdicts[i] = score_mechanism(texts[i], gold, str(targets[i]))
    if log_extra is not None:
        log_extra("verdict", [verdicts[i].reason for i in range(len(texts))])
    return [verdicts[i].reward for i in range(len(texts))]


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


def _verdict(completion: object, row: object) -> Verdict:
    gold = _gold(row)
    if isinstance(gold, str):
        return Verdict(None, None, gold)
    return score(last_message(completion), gold)


def _penalty(completion: object, row: object) -> float:
    try:
        answer = read(last_message(completion))
    except AnswerError:
        return -1.0
    gold = _gold(row)
    return 0.0 if isinstance(gold, str) or fits(answer, gold) else -1.0


def _gold(row: object) -> Answer | str:
    """The gold answer, or why there is none."""
    if not isinstance(row, str):
        return f"corrupt gold: {type(row).__name__} where a line of JSON belongs"
    return _loaded(row)


@lru_cache(maxsize=1024)
def _scm(row: object) -> SCM | str:
    """The gold SCM, or why there is none."""
    try:
        return SCM.from_source(row) if isinstance(row, str) else "no gold SCM in this row"
    except SCMError as error:
        return f"corrupt gold SCM: {error}"


@lru_cache(maxsize=16_384)
def _loaded(line: str) -> Answer | str:
    try:
        return Answer.loads(line)
    except AnswerError as error:
        return f"corrupt gold: {error}"
