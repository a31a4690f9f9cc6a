"""The exact answer to a query: one reading of exact inference."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from causim_env.answers import Answer
from causim_env.queries.query import Ask, Query
from causim_env.scm import SCM, Value, marginal
from causim_env.scm.infer import MAX_STATES


def solve(scm: SCM, query: Query, *, check_evidence: bool = True) -> Answer:
    """The exact answer.

    Args:
        scm: The model.
        query: The question.
        check_evidence: Whether evidence that cannot bear on the target is still checked to be possible.

    Returns:
        An answer of kind `value`, `set`, `distribution` or `undetermined`.

    Raises:
        ImpossibleEvidence: The evidence has probability zero.
        StateCapExceeded: The SCM is too large to answer this exactly.
        SCMError: A name or value is not declared.
    """
    return read(posterior(scm, query, check_evidence=check_evidence), query.asked)


def posterior(
    scm: SCM, query: Query, *, check_evidence: bool = True, max_states: int = MAX_STATES
) -> dict[Value, Fraction]:
    """The exact distribution behind the answer, whatever form the query asks for.

    Raises:
        InferenceError: As `solve`.
    """
    return marginal(
        scm,
        query.target,
        query.evidence,
        query.do,
        counterfactual=query.kind == "counterfactual",
        check_evidence=check_evidence,
        max_states=max_states,
    )


def read(distribution: Mapping[Value, Fraction], ask: Ask) -> Answer:
    """A distribution in the form that is asked for."""
    if ask == "distribution":
        return Answer("distribution", {value: probability for value, probability in distribution.items()})
    if ask == "set":
        return Answer("set", frozenset(distribution))
    if len(distribution) == 1:
        return Answer("value", next(iter(distribution)))
    return Answer("undetermined", None)
