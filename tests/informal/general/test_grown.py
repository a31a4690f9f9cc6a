"""Bodies grown at random from the spoken constructs are told without code, and mean the same mechanism."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from causim_env.informal.general.check import means
from tests.informal.general.cases import ward
from tests.informal.general.test_constructs import sentence

SMALL = st.integers(-3, 99).map(str)
NUMBERS = st.one_of(SMALL, st.sampled_from(["u_age", "u_dose"]))
FACTS = st.sampled_from(
    ["u_smoker", "not u_fever", "u_fever", "u_wing == 'north'", "u_bed != 'east_end'", "u_wing in ('north', 'south')"]
)


def holding(amounts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    compared = st.tuples(amounts, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), amounts)
    base = st.one_of(
        FACTS,
        compared.map(lambda parts: "({}) {} ({})".format(*parts)),
        st.tuples(SMALL, amounts, SMALL).map(lambda parts: "{} <= ({}) <= {}".format(*parts)),
    )
    return st.recursive(
        base,
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: " and ".join(f"({part})" for part in parts)),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: " or ".join(f"({part})" for part in parts)),
            inner.map(lambda part: f"not ({part})"),
        ),
        max_leaves=3,
    )


def wider(amounts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(amounts, amounts)
    return st.one_of(
        st.tuples(amounts, st.sampled_from("+-*"), amounts).map(lambda parts: "({}) {} ({})".format(*parts)),
        st.tuples(amounts, st.sampled_from(["//", "%"]), st.integers(2, 9)).map(lambda p: "({}) {} {}".format(*p)),
        pairs.map(lambda parts: "max({}, {})".format(*parts)),
        pairs.map(lambda parts: "min({}, {}, u_dose)".format(*parts)),
        amounts.map(lambda part: f"abs({part})"),
        amounts.map(lambda part: f"-({part})"),
        pairs.map(lambda parts: "{{'north': {}, 'south': {}, 'east_end': 0}}[u_wing]".format(*parts)),
        st.tuples(amounts, holding(NUMBERS), amounts).map(lambda parts: "({}) if ({}) else ({})".format(*parts)),
        holding(NUMBERS).map(lambda part: f"(1 if ({part}) else 0)"),
    )


AMOUNTS = st.recursive(NUMBERS, wider, max_leaves=6)
TESTS = holding(st.recursive(NUMBERS, wider, max_leaves=2))


def indented(body: str) -> str:
    return "\n".join(f"    {line}" for line in body.splitlines())


SIMPLE = st.one_of(
    AMOUNTS.map(lambda text: f"return {text}"),
    AMOUNTS.map(lambda text: f"base += {text}"),
    st.tuples(AMOUNTS, st.sampled_from(["+", "-", "*"])).map(lambda parts: f"base = base {parts[1]} ({parts[0]})"),
)


def deeper(bodies: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    blocks = st.lists(bodies, min_size=1, max_size=3).map("\n".join)
    return st.one_of(
        st.tuples(TESTS, blocks).map(lambda parts: f"if {parts[0]}:\n{indented(parts[1])}"),
        st.tuples(TESTS, blocks, blocks).map(
            lambda parts: f"if {parts[0]}:\n{indented(parts[1])}\nelse:\n{indented(parts[2])}"
        ),
        st.tuples(TESTS, blocks, TESTS, blocks).map(
            lambda parts: f"if {parts[0]}:\n{indented(parts[1])}\nelif {parts[2]}:\n{indented(parts[3])}"
        ),
        st.tuples(blocks, blocks).map(
            lambda parts: (
                f"match u_wing:\n    case 'north':\n{indented(indented(parts[0]))}\n"
                f"    case _:\n{indented(indented(parts[1]))}"
            )
        ),
    )


STEPS = st.recursive(SIMPLE, deeper, max_leaves=5)
BODIES = st.tuples(AMOUNTS, st.lists(STEPS, max_size=3), AMOUNTS).map(
    lambda parts: "\n".join([f"base = {parts[0]}", *parts[1], f"return base + ({parts[2]})"])
)


def check(kind: str, body: str) -> None:
    scm = ward(kind, body)
    for terse in (False, True):
        told = sentence(scm, kind, terse=terse)
        assert "`" not in told
        assert means(told, scm, scm[kind])  # type: ignore[arg-type]


@given(AMOUNTS)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_amounts(text: str) -> None:
    check("score", f"return {text}")


@given(TESTS)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_conditions(text: str) -> None:
    check("alarm", f"return {text}")


@given(BODIES)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_bodies(text: str) -> None:
    check("score", text)


@pytest.mark.slow
@given(BODIES)
@settings(max_examples=800, deadline=None, suppress_health_check=list(HealthCheck))
def test_many_bodies(text: str) -> None:
    check("score", text)
