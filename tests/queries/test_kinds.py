from fractions import Fraction
from itertools import product

import pytest

from causim_env.problems import ProblemSet
from causim_env.queries import KINDS, Query, solve
from causim_env.queries.shortcuts import SHORTCUTS
from causim_env.scm import SCMError

MODULES = {kind: __import__(f"causim_env.queries.{kind}", fromlist=["SHORTCUTS"]) for kind in KINDS}


def brute(scm, query):
    """The posterior by listing every world."""
    factual_do = {} if query.kind == "counterfactual" else query.do
    weights = {}
    for values in product(*[v.support for v in scm.exogenous]):
        world = dict(zip((v.name for v in scm.exogenous), values, strict=True))
        seen = scm.evaluate(world, factual_do)
        if any(seen[name] != value for name, value in query.evidence.items()):
            continue
        weight = Fraction(1)
        for root in scm.exogenous:
            weight *= root.distribution.probabilities[world[root.name]]
        outcome = scm.evaluate(world, query.do)[query.target]
        weights[outcome] = weights.get(outcome, 0) + weight
    total = sum(weights.values())
    return {value: weight / total for value, weight in weights.items()}


def expected(scm, query):
    found = brute(scm, query)
    if query.ask == "distribution":
        return found
    if query.ask == "set":
        return frozenset(found)
    return next(iter(found)) if len(found) == 1 else None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", [1, 2])
def test_gold_equals_brute_force(kind, level):
    for problem in map(ProblemSet(level=level, kinds=(kind,), seed=5).__getitem__, range(12)):
        assert problem.answer.value == expected(problem.scm, problem.query)
        assert (problem.answer.kind == "undetermined") == (problem.answer.value is None)


@pytest.mark.parametrize("kind", KINDS)
def test_no_shortcut_of_its_kind_is_right(kind):
    for problem in map(ProblemSet(level=3, kinds=(kind,), seed=6).__getitem__, range(12)):
        for name in MODULES[kind].SHORTCUTS:
            if name == "ignore_evidence" and not problem.query.evidence:
                continue
            assert SHORTCUTS[name](problem.scm, problem.query) != problem.answer, name


def test_every_piece_of_a_counterfactual_is_needed():
    for problem in map(ProblemSet(level=2, kinds=("counterfactual",), seed=7).__getitem__, range(12)):
        query = problem.query
        without_do = solve(problem.scm, Query("association", query.target, query.evidence, ask=query.ask))
        without_evidence = solve(problem.scm, Query("intervention", query.target, {}, query.do, ask=query.ask))
        assert problem.answer not in (without_do, without_evidence) or query.ask == "value"
        hidden = set(problem.scm.ancestors([query.target])) & {v.name for v in problem.scm.exogenous}
        assert hidden - set(query.evidence)


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ({"kind": "guess", "target": "y"}, "association, deduction"),
        ({"kind": "deduction", "target": "y", "do": {"x": 1}}, "intervention or counterfactual"),
        ({"kind": "deduction", "target": "y", "ask": "colour"}, "value, set, distribution"),
    ],
)
def test_queries_that_mean_nothing_are_refused(arguments, part):
    with pytest.raises(SCMError, match=part):
        Query(**arguments)


def test_query_json_round_trips():
    query = Query("counterfactual", "y", {"x": 1, "z": True, "w": "low"}, {"x": 2})
    again = Query.from_json(query.to_json())
    assert again == query and hash(again) == hash(query)
    assert [type(v) for v in again.evidence.values()] == [int, bool, str]
    assert query.rung == 3 and query.ask == "distribution"
