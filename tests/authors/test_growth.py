"""Growth: what is below an insertion reacts to it, and what is not below answers every query as before."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causim_env.authors.candidate import Candidate
from causim_env.authors.noisy import clean
from causim_env.authors.procedural import Spec, draw
from causim_env.authors.proposal import Node, Proposal
from causim_env.authors.verify import climb, v8_nothing_else
from causim_env.problems.simulator_set import tabled
from causim_env.sandbox import default_runtime
from causim_env.scm import SCM, Integer, marginal
from causim_env.scm.domains import Bernoulli, Value, literal
from causim_env.scm.model import Endogenous, Exogenous
from causim_env.scm.text import mechanism_source
from causim_env.streams import Stream

RUNTIME = default_runtime()
FRESH = Exogenous("u_new", Bernoulli(1, 3), "Fresh.")


def inserted(scm: SCM, place: str, stream: Stream) -> Candidate:
    """A new variable as a leaf, as a root, or between a variable and one of its children."""
    children = [(parent, node) for node in scm.endogenous for parent in node.parents if not scm.is_exogenous(parent)]
    if place == "between" and children:
        above, child = stream.choice(children)
        rewired = [child]
    else:
        above = stream.choice([node.name for node in scm.endogenous])
        rewired = [stream.choice(scm.endogenous)] if place == "root" else []
    read = () if place == "root" else (above,)
    test = "" if place == "root" else f"({above} == {literal(stream.choice(scm[above].support))}) == "
    domain = Integer(0, 1)
    code = [mechanism_source("new", (*read, "u_new"), domain, "New.", f"return 1 if {test}u_new else 0")]
    written = []
    for node in rewired:
        parents = (*node.parents, "new")
        body = f"if new:\n    return {literal(stream.choice(node.support))}\n{clean(scm, node).body}"
        written.append(Node(node.name, node.doc.partition(".")[0] + ".", node.domain, parents))
        code.append(mechanism_source(node.name, parents, node.domain, node.doc, body))
    proposal = Proposal(Node("new", "New.", domain, (*read, "u_new")), (FRESH,), tuple(written))
    return Candidate(scm, proposal, "\n\n".join(code), [RUNTIME])


def answers(scm: SCM, names: list[str], stream: Stream) -> Iterator[dict[Value, Fraction] | None]:
    """Association, intervention and counterfactual about variables, given and under others of them."""
    for target in names:
        seen, cause = stream.choice(names), stream.choice(names)
        evidence = {seen: stream.choice(sorted(marginal(scm, seen), key=str))}
        yield marginal(scm, target)
        yield marginal(scm, target, evidence)
        if cause != target and isinstance(scm[cause], Endogenous):
            do = {cause: stream.choice(scm[cause].support)}
            yield marginal(scm, target, do=do)
            yield marginal(scm, target, evidence, do, counterfactual=True)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10_000),
    st.integers(3, 6),
    st.sampled_from(["leaf", "root", "between"]),
)
def test_what_is_not_below_an_insertion_answers_as_before(seed: int, nodes: int, place: str) -> None:
    stream = Stream("growth", seed, nodes, place)
    scm = draw(stream.child("scm"), Spec(nodes=nodes))
    candidate = inserted(scm, place, stream)
    assert v8_nothing_else(candidate) == ""
    below = candidate.scm.descendants(node.name for node in candidate.proposal.written)
    names = [name for name in scm.names if name not in below]
    before, after = (list(answers(one, names, stream.child("asked"))) for one in (scm, candidate.scm))
    assert before == after and len(before) >= 2 * len(names) > 0
    if place == "leaf":
        assert set(names) == set(scm.names)


CHAIN = '''"""A tank."""

u_rain: Uniform(0, 3)
"""Rain."""

def level(u_rain) -> Integer(0, 3):
    """Level."""
    return u_rain

def alarm(level) -> Boolean():
    """Alarm."""
    return level >= 2
'''
PUMP = '''def pump(u_new, u_rain) -> Integer(0, 1):
    """Pump."""
    return 1 if u_new and u_rain >= 1 else 0

def level(u_rain, pump) -> Integer(0, 3):
    """Level."""
    {body}
'''


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("return max(0, u_rain - pump)", ""),
        (
            "return 1 - pump if u_rain <= 1 else u_rain",
            "V5: `alarm` reacts to level but never to pump: let `level` hand",
        ),
    ],
)
def test_what_is_further_below_reacts_too(body: str, said: str) -> None:
    scm = tabled(SCM.from_source(CHAIN), RUNTIME)
    level = Node("level", "Level.", Integer(0, 3), ("u_rain", "pump"))
    step = Proposal(Node("pump", "Pump.", Integer(0, 1), ("u_new", "u_rain")), (FRESH,), (level,))
    found = climb(Candidate(scm, step, PUMP.format(body=body), [RUNTIME]), ["V0", "V1", "V2", "V3", "V4", "V5"])
    assert found.message.startswith(said) and found.accepted == (not said), found.message
