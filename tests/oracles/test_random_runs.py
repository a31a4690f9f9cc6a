"""Running and asking random SCMs: what must hold whatever the mechanisms are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from causim_env.scm.domains import Value
from causim_env.scm.infer import infer
from causim_env.scm.model import SCM
from causim_env.streams import Stream
from tests.oracles.brute import function_of
from tests.oracles.random_scms import random_question, random_scm

INDICES = range(40)


def drawn(index: int) -> tuple[Stream, SCM]:
    stream = Stream("random runs", index)
    return stream, random_scm(stream, stream.between(1, 6), stream.between(1, 10))


def plain(scm: SCM, world: Mapping[str, Value], do: Mapping[str, Value]) -> dict[str, Value]:
    """Every value, from plain Python functions."""
    values = {name: do.get(name, value) for name, value in world.items()}
    for node in scm.order:
        parents = [values[parent] for parent in node.parents]
        values[node.name] = do[node.name] if node.name in do else function_of(node)(*parents)
    return values


def typed(values: Mapping[str, Value]) -> dict[str, tuple[type, Value]]:
    return {name: (type(value), value) for name, value in values.items()}


def worlds(stream: Stream, scm: SCM, count: int) -> Iterator[dict[str, Value]]:
    for _ in range(count):
        yield {u.name: stream.choice(u.support) for u in scm.exogenous}


@pytest.mark.parametrize("vetted", [False, True])
def test_running_is_running_the_functions(vetted: bool) -> None:
    for index in INDICES:
        stream, read = drawn(index)
        scm = SCM(read.doc, read.exogenous, read.endogenous, vetted=vetted)
        do = random_question(stream, scm).do
        many = list(worlds(stream, scm, 80))
        expected = [typed(plain(scm, world, do)) for world in many]
        assert [typed(scm.evaluate(world, do)) for world in many[:8]] == expected[:8]
        assert [typed(values) for values in scm.evaluate_batch(many, do)] == expected


def test_do_on_what_is_no_ancestor_changes_nothing() -> None:
    tried = 0
    for index in INDICES:
        stream, scm = drawn(index)
        q = random_question(stream, scm)
        above = scm.ancestors([*q.targets, *q.evidence])
        for name in [name for name in scm.names if name not in above][:2]:
            do = {**q.do, name: stream.choice(scm[name].support)}
            for counterfactual in (False, True):
                same = {"counterfactual": counterfactual}
                try:
                    before = infer(scm, q.targets, q.evidence, q.do, **same)
                except ValueError:
                    continue
                assert infer(scm, q.targets, q.evidence, do, **same) == before
                tried += 1
    assert tried > 20


def test_a_counterfactual_without_evidence_is_the_intervention() -> None:
    for index in INDICES:
        stream, scm = drawn(index)
        q = random_question(stream, scm)
        imagined = infer(scm, q.targets, {}, q.do, counterfactual=True)
        assert imagined == infer(scm, q.targets, {}, q.do)


def test_evidence_on_every_exogenous_variable_is_replay() -> None:
    for index in INDICES:
        stream, scm = drawn(index)
        q = random_question(stream, scm)
        (world,) = worlds(stream, scm, 1)
        values = scm.evaluate(world, q.do)
        law = infer(scm, q.targets, world, q.do, counterfactual=True)
        assert law == {tuple(values[target] for target in q.targets): 1}


def test_answers_survive_text_json_and_anonymity() -> None:
    for index in INDICES:
        stream, scm = drawn(index)
        q = random_question(stream, scm)
        law = infer(scm, q.targets, {}, q.do)
        for copy in (SCM.from_source(scm.to_source()), SCM.from_json(scm.to_json())):
            assert copy == scm
            assert infer(copy, q.targets, {}, q.do) == law
        twin = scm.anonymise()
        assert twin.canonical_hash == scm.canonical_hash
        assert len(twin.exogenous) == len(scm.exogenous)
        assert len(twin.endogenous) == len(scm.endogenous)
