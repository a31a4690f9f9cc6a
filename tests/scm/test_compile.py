import pytest

from causim_env.authors.procedural import Spec, draw
from causim_env.scm import SCM, SCMError
from causim_env.scm.compile import functions, fused
from causim_env.streams import Stream
from tests.scm.greenhouse import GREENHOUSE

WORLD = {"u_sun": 2, "u_pump": True, "u_soil": "clay"}


def test_fused_equals_one_mechanism_after_the_other():
    for i in range(40):
        scm = draw(Stream("fused", i), Spec(nodes=3 + i % 8))
        calls = functions(scm)
        stream = Stream("fused-world", i)
        node = stream.choice(scm.endogenous)
        for do in ({}, {node.name: stream.choice(node.support)}):
            world = {v.name: stream.choice(v.support) for v in scm.exogenous}
            expected = dict(world)
            for variable in scm.order:
                given = [expected[parent] for parent in variable.parents]
                expected[variable.name] = do.get(variable.name, calls[variable.name](*given))
            assert fused(scm, frozenset(do))(world, do) == expected
            assert SCM.from_source(scm.to_source()).evaluate(world, do) == expected


def test_locals_and_reassigned_parents_stay_apart():
    scm = SCM.from_source("""
u: Uniform(1, 3)

def a(u) -> Integer(0, 9):
    t = u
    u = 0
    if t > 2:
        return 9
    for i in range(2):
        t += u
    return t

def b(a, u) -> Integer(0, 99):
    t = 10 * a
    match u:
        case 1:
            return t
        case n:
            return t + n
""")
    assert scm.evaluate({"u": 3}) == {"u": 3, "a": 9, "b": 93}
    assert scm.evaluate({"u": 1}) == {"u": 1, "a": 1, "b": 10}


def test_one_code_object_per_intervention_set():
    scm = SCM.from_source(GREENHOUSE)
    assert fused(scm) is fused(SCM.from_source(GREENHOUSE))
    assert fused(scm) is not fused(scm, frozenset({"light"}))


@pytest.mark.parametrize(
    ("world", "do"),
    [
        ({}, {}),
        ({**WORLD, "light": 2}, {}),
        ({**WORLD, "u_sun": True}, {}),
        ({**WORLD, "u_sun": 4}, {}),
        (WORLD, {"light": 7}),
        (WORLD, {"wind": 1}),
    ],
)
def test_worlds_that_are_none(world, do):
    with pytest.raises(SCMError, match="write one of|give"):
        SCM.from_source(GREENHOUSE).evaluate(world, do)


def test_do_reaches_exogenous_and_endogenous_variables():
    scm = SCM.from_source(GREENHOUSE)
    assert scm.evaluate(WORLD, {"u_sun": 0})["light"] == 0
    assert scm.evaluate(WORLD, {"light": 6})["moisture"] == 7
    assert scm.evaluate(WORLD, {"light": 6})["u_sun"] == 2


def test_true_is_not_one_whatever_ran_before():
    truth = SCM.from_source("u: Bernoulli(1, 2)\ndef y(u) -> Boolean():\n    return u\n")
    number = SCM.from_source("u: Uniform(0, 1)\ndef y(u) -> Integer(0, 1):\n    return u\n")
    assert truth.evaluate({"u": True})["y"] is True
    with pytest.raises(SCMError):
        number.evaluate({"u": True})
    assert truth.exogenous[0].distribution != number.exogenous[0].distribution


@pytest.mark.parametrize("name", ["world", "do", "fused"])
def test_a_variable_may_be_called_as_the_engine_calls_its_own(name):
    scm = SCM.from_source(
        f"{name}: Uniform(0, 1)\nu: Uniform(0, 1)\n\ndef v({name}, u) -> Integer(0, 3):\n    return 2 * {name} + u"
    )
    assert scm.evaluate({name: 1, "u": 1})["v"] == 3
    assert scm.evaluate({name: 1, "u": 1}, {name: 0, "u": 0})["v"] == 0


def test_a_failure_names_its_mechanism():
    scm = SCM.from_source(
        "u: Uniform(0, 1)\n\ndef a(u) -> Integer(0, 1):\n    return u\n\ndef b(a) -> Integer(0, 1):\n    return 1 // a"
    )
    with pytest.raises(SCMError, match="^b: ZeroDivisionError"):
        scm.evaluate({"u": 0})
    with pytest.raises(SCMError, match="^b: ZeroDivisionError"):
        functions(scm)["b"](0)
