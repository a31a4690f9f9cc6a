"""Relations that hold for every SCM, on drawn ones."""

from fractions import Fraction

import pytest

from causim_env.authors.procedural import Spec, draw
from causim_env.scm import SCM, infer, marginal
from causim_env.streams import Stream

hypothesis = pytest.importorskip("hypothesis")
st = hypothesis.strategies
settings = hypothesis.settings(deadline=None, max_examples=40, derandomize=True)
seeds = st.integers(0, 10**6)


def setup(seed: int, nodes: int = 5) -> tuple[SCM, Stream, dict]:
    scm = draw(Stream("property", seed), Spec(nodes=nodes, input_width=(2, 3), width=(3, 5)))
    stream = Stream("property-world", seed)
    world = {v.name: stream.choice(v.support) for v in scm.exogenous}
    return scm, stream, scm.evaluate(world)


def some(stream: Stream, values: dict, names: list[str], most: int) -> dict:
    return {name: values[name] for name in stream.sample(names, min(len(names), stream.below(most + 1)))}


@settings
@hypothesis.given(seeds)
def test_do_on_a_non_ancestor_of_the_target_changes_nothing(seed):
    scm, stream, values = setup(seed)
    target = stream.choice(scm.names)
    others = [name for name in scm.names if name not in scm.ancestors([target])]
    if not others:
        return
    cause = stream.choice(others)
    do = {cause: stream.choice(scm[cause].support)}
    untouched = [name for name in scm.names if name not in scm.descendants([cause])]
    evidence = some(stream, values, untouched, 3)
    assert marginal(scm, target, evidence, do) == marginal(scm, target, evidence)
    seen = some(stream, values, list(scm.names), 3)
    assert marginal(scm, target, seen, do, counterfactual=True) == marginal(scm, target, seen)


@settings
@hypothesis.given(seeds)
def test_counterfactual_without_evidence_is_the_intervention(seed):
    scm, stream, values = setup(seed)
    target, cause = stream.choice(scm.names), stream.choice(scm.names)
    do = {cause: stream.choice(scm[cause].support)}
    assert marginal(scm, target, {}, do, counterfactual=True) == marginal(scm, target, {}, do)


@settings
@hypothesis.given(seeds)
def test_doing_what_was_seen_changes_nothing(seed):
    scm, stream, values = setup(seed)
    cause = stream.choice([v.name for v in scm.endogenous])
    evidence = {cause: values[cause], **some(stream, values, list(scm.names), 2)}
    target = stream.choice(scm.names)
    do = {cause: values[cause]}
    assert marginal(scm, target, evidence, do, counterfactual=True) == marginal(scm, target, evidence)


@settings
@hypothesis.given(seeds)
def test_evidence_on_all_exogenous_variables_is_replay(seed):
    scm, stream, values = setup(seed)
    world = {v.name: values[v.name] for v in scm.exogenous}
    cause = stream.choice(scm.names)
    do = {cause: stream.choice(scm[cause].support)}
    imagined = scm.evaluate(world, do)
    for target in scm.names:
        assert marginal(scm, target, world, do, counterfactual=True) == {imagined[target]: 1}


@settings
@hypothesis.given(seeds)
def test_a_joint_distribution_marginalises_and_chains(seed):
    scm, stream, values = setup(seed, nodes=4)
    a, b = stream.sample(scm.names, 2)
    evidence = some(stream, values, [name for name in scm.names if name not in (a, b)], 2)
    joint = infer(scm, (a, b), evidence)
    assert sum(joint.values()) == 1
    first = marginal(scm, a, evidence)
    for value in scm[a].support:
        assert sum(p for (v, _), p in joint.items() if v == value) == first.get(value, 0)
    chained = Fraction(0)
    for value, probability in first.items():
        chained += probability * marginal(scm, b, {**evidence, a: value}).get(values[b], 0)
    assert chained == marginal(scm, b, evidence)[values[b]]


@settings
@hypothesis.given(seeds)
def test_names_and_order_do_not_change_an_answer(seed):
    scm, stream, values = setup(seed)
    reordered = SCM(scm.doc, stream.shuffled(scm.exogenous), stream.shuffled(scm.endogenous), vetted=True)
    read = SCM.from_source(scm.to_source())
    target = stream.choice(scm.names)
    evidence = some(stream, values, list(scm.names), 3)
    expected = marginal(scm, target, evidence)
    assert marginal(reordered, target, evidence) == expected
    assert marginal(read, target, evidence) == expected
