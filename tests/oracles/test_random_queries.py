"""The engine against brute force and against twin networks of two other libraries, on random SCMs."""

from __future__ import annotations

from fractions import Fraction

import pytest

from causim_env.scm import walk
from causim_env.scm.domains import Value
from causim_env.scm.infer import ImpossibleEvidence, infer
from causim_env.scm.model import SCM
from causim_env.streams import Stream
from tests.oracles.brute import brute, worlds
from tests.oracles.export import ask_pgmpy, ask_pyagrum, network
from tests.oracles.random_scms import Question, random_question, random_scm

Law = dict[tuple[Value, ...], Fraction]


def engine(scm: SCM, q: Question) -> Law:
    """The engine's answer; empty where it calls the evidence impossible."""
    try:
        return infer(scm, q.targets, q.evidence, q.do, counterfactual=q.counterfactual)
    except ImpossibleEvidence:
        return {}


def typed(law: Law) -> dict[tuple[tuple[type, Value], ...], Fraction]:
    return {tuple((type(v), v) for v in values): p for values, p in law.items()}


@pytest.mark.parametrize("few_worlds", [0, walk.FEW_WORLDS, 2**10])
@pytest.mark.parametrize("part", range(10))
def test_the_engine_equals_brute_force(part: int, few_worlds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "FEW_WORLDS", few_worlds)
    compared = 0
    for index in range(20):
        stream = Stream("random queries", part, index)
        scm = random_scm(stream, stream.between(1, 7), stream.between(1, 9))
        for _ in range(4):
            q = random_question(stream, scm)
            if worlds(scm, [*q.targets, *q.evidence]) > 2**10:
                continue
            expected = brute(scm, q.targets, q.evidence, q.do, q.counterfactual)
            assert typed(engine(scm, q)) == typed(expected), (q, scm.to_source())
            compared += 1
    assert compared >= 40


@pytest.mark.parametrize("ask", [ask_pyagrum, ask_pgmpy])
def test_the_engine_equals_twin_networks_where_brute_force_cannot_reach(ask) -> None:  # type: ignore[no-untyped-def]
    pytest.importorskip("pyagrum" if ask is ask_pyagrum else "pgmpy", reason="the second engine")
    compared = index = 0
    while compared < (20 if ask is ask_pyagrum else 3):
        index += 1
        stream = Stream("random twins", index)
        scm = random_scm(stream, stream.between(10, 24), stream.between(10, 24))
        q = random_question(stream, scm)
        if worlds(scm, [*q.targets, *q.evidence]) <= 2**10:
            continue
        answer = engine(scm, q)
        twin = network(scm, q.targets, q.evidence, q.do, q.counterfactual)
        if not answer or twin is None:
            continue
        other = ask(twin)
        assert set(typed(answer)) == set(typed(other)), (q, scm.to_source())
        for values, p in answer.items():
            assert other[values] == pytest.approx(float(p), abs=1e-9), (q, scm.to_source())
        compared += 1
