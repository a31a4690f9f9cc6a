"""Answers: the typed value, its grammar, and the verdict on a completion.

The grammar with examples is in docs/answers.md.
"""

from causim_env.answers.answer import Answer, AnswerValue, fold
from causim_env.answers.grammar import (
    MAX_CHARS,
    MAX_DIGITS,
    MAX_LABEL,
    AnswerError,
    Kind,
    Scalar,
    literal,
)
from causim_env.answers.verdict import Verdict, block, fits, read, score

__all__ = [
    "MAX_CHARS",
    "MAX_DIGITS",
    "MAX_LABEL",
    "Answer",
    "AnswerError",
    "AnswerValue",
    "Kind",
    "Scalar",
    "Verdict",
    "block",
    "fits",
    "fold",
    "literal",
    "read",
    "score",
]
