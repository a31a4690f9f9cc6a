"""Wrong ways to answer that often work elsewhere, as solvers.

Each takes the place of a policy that skips a part of the question. A query is kept only if none of the
shortcuts of its kind gives the right answer, and `causim eval --baseline shortcuts` publishes what each earns.
Where a shortcut is left with several values and one is asked for, it guesses the most probable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction

from causim_env.answers import Answer
from causim_env.queries.query import Query
from causim_env.queries.solve import posterior, read
from causim_env.scm import SCM, InferenceError, Value

Shortcut = Callable[[SCM, Query], Answer | None]


def ignore_evidence(scm: SCM, query: Query) -> Answer | None:
    """Answers as if nothing had been observed."""
    return _guess(scm, replace(query, evidence={}))


def ignore_do(scm: SCM, query: Query) -> Answer | None:
    """Answers as if nothing had been done: plain conditioning on the evidence."""
    return _guess(scm, replace(query, kind="association", do={}))


def see_for_do(scm: SCM, query: Query) -> Answer | None:
    """Takes the intervention for an observation: conditions on what was done."""
    seen = {**query.evidence, **query.do}
    return _guess(scm, replace(query, kind="association", evidence=seen, do={}), certain=False)


def evidence_under_do(scm: SCM, query: Query) -> Answer | None:
    """Takes a counterfactual for an intervention: lets the evidence be observed after `do`."""
    evidence = {name: value for name, value in query.evidence.items() if name not in query.do}
    return _guess(scm, replace(query, kind="intervention", evidence=evidence), certain=False)


def copy_factual(scm: SCM, query: Query) -> Answer | None:
    """Repeats the observed value of the target."""
    if query.target not in query.evidence:
        return None
    return _read({query.evidence[query.target]: Fraction(1)}, query)


def prior_mode(scm: SCM, query: Query) -> Answer | None:
    """The target's most probable value before anything is seen or done; None where that is too much to compute."""
    try:
        prior = posterior(scm, Query("association", query.target))
    except InferenceError:
        return None
    return _read({_mode(prior): Fraction(1)}, query)


SHORTCUTS: dict[str, Shortcut] = {
    "ignore_evidence": ignore_evidence,
    "ignore_do": ignore_do,
    "see_for_do": see_for_do,
    "evidence_under_do": evidence_under_do,
    "copy_factual": copy_factual,
    "prior_mode": prior_mode,
}


def survives(scm: SCM, query: Query, answer: Answer, names: Iterable[str]) -> bool:
    """Whether none of the named shortcuts gives the answer."""
    return all(SHORTCUTS[name](scm, query) != answer for name in names)


def _guess(scm: SCM, query: Query, certain: bool = True) -> Answer | None:
    """The answer to a changed query; None where its evidence, unless certain to be possible, is not."""
    try:
        found = posterior(scm, query, check_evidence=not certain)
    except InferenceError:
        return None
    return _read(found, query)


def _read(distribution: dict[Value, Fraction], query: Query) -> Answer:
    if query.ask == "value":
        return Answer("value", _mode(distribution))
    return read(distribution, query.asked)


def _mode(distribution: dict[Value, Fraction]) -> Value:
    return max(distribution, key=lambda value: distribution[value])
