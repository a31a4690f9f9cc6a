"""The paragraph that says how an answer has to end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from causim_env.render.words import Words
from causim_env.scm.mechanisms.english import listing, plain
from causim_env.scm.model import SCM

if TYPE_CHECKING:
    from causim_env.queries.query import Query


def answer_format(scm: SCM, query: Query, spoken: bool) -> str:
    """What to write between the tags, fitted to the ask and to the target's values.

    Args:
        scm: The model.
        query: The question.
        spoken: Whether booleans go by words of their own, which are then explained.
    """
    values = scm[query.target].support
    kind = type(values[0])
    first, last = plain(values[0]), plain(values[-1])
    if query.ask == "set":
        example = f"{{{first}, ...}}" if kind is str else "{...}"
        return f"End with <answer>{example}</answer>: all possible values in braces{_meaning(scm, query, spoken)}."
    if query.ask == "distribution":
        return (
            "End with <answer>{value: probability, ...}</answer>: exact fractions, impossible values left out"
            f"{_meaning(scm, query, spoken)}."
        )
    if kind is int:
        return f"End with <answer>...</answer>: one integer from {first} to {last}, or undetermined."
    if kind is bool:
        return f"End with <answer>...</answer>: true or false{_meaning(scm, query, spoken)}, or undetermined."
    labels = ", ".join(plain(value) for value in values)
    return f"End with <answer>...</answer>: one of {labels}, or undetermined."


def _meaning(scm: SCM, query: Query, spoken: bool) -> str:
    values = scm[query.target].support
    if type(values[0]) is str and spoken:
        return f" (write {listing([plain(value) for value in values], 'or')})"
    if type(values[0]) is not bool or not spoken:
        return ""
    words = Words.of(scm)
    yes, no = words.value(query.target, True), words.value(query.target, False)
    return "" if yes == "true" else f" (true: {yes}, false: {no})"
