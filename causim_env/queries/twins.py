"""Companions of a query on the same SCM: control twins, see / do / imagine triples, anonymised twins."""

from __future__ import annotations

from dataclasses import replace

from causim_env.queries.query import Query
from causim_env.scm import SCM, SCMError, infer
from causim_env.scm.canonical import renamed_values


def control_twin(scm: SCM, query: Query) -> Query:
    """The query with the hidden exogenous causes of its target revealed.

    Where the evidence leaves several worlds open, the most probable one is revealed (the first of equals),
    so the answer of the twin is always a single value, and what separates the two is abduction alone.

    Raises:
        InferenceError: The hidden worlds are too many.
    """
    above = scm.ancestors([query.target, *query.evidence])
    hidden = [root.name for root in scm.exogenous if root.name in above and root.name not in query.evidence]
    do = {} if query.kind == "counterfactual" else query.do
    joint = infer(scm, hidden, query.evidence, do, check_evidence=False)
    best = max(joint, key=lambda values: joint[values])
    revealed = dict(zip(hidden, best, strict=True))
    return replace(query, evidence={**query.evidence, **revealed}, ask="value")


def triple(query: Query) -> tuple[Query, Query, Query]:
    """Seeing, doing and imagining: P(y | e), P(y | do(x)) and P(y_x | e), each as a distribution.

    Raises:
        SCMError: The query sets nothing.
    """
    if not query.do:
        raise SCMError(f"{query.kind} without do: write a query of rung 2 or 3")
    return (
        Query("association", query.target, query.evidence),
        Query("intervention", query.target, {}, query.do),
        Query("counterfactual", query.target, query.evidence, query.do),
    )


def anonymised(scm: SCM, query: Query) -> tuple[SCM, Query]:
    """The anonymised twin and the same query on it."""
    twin = scm.anonymise()
    names = dict(zip((v.name for v in scm.variables), (v.name for v in twin.variables), strict=True))
    return twin, replace(
        query,
        target=names[query.target],
        evidence=renamed_values(query.evidence, scm, twin),
        do=renamed_values(query.do, scm, twin),
    )
