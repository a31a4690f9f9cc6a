import os
import subprocess
import sys
from fractions import Fraction as F

import pytest

from causim_env.scm import SCM, ImpossibleEvidence, SCMError, StateCapExceeded, infer, marginal
from causim_env.scm.infer import count_worlds
from tests.scm.greenhouse import GREENHOUSE

SCM_ = SCM.from_source(GREENHOUSE)


def test_known_answers():
    assert marginal(SCM_, "u_soil", {"moisture": 9}) == {"clay": F(1)}
    assert marginal(SCM_, "moisture", {"u_pump": False, "u_soil": "loam"}, {"light": 4}) == {3: F(1)}
    assert marginal(SCM_, "moisture", {"moisture": 7}, {"light": 0}, counterfactual=True) == {
        7: F(1, 2),
        8: F(3, 8),
        9: F(1, 8),
    }


def test_joint_targets_multiply_only_where_independent():
    joint = infer(SCM_, ("u_sun", "light"))
    assert joint == {(u, 2 * u): F(1, 4) for u in range(4)}
    assert infer(SCM_, ("u_sun", "u_pump"))[0, True] == F(1, 20)
    assert sum(infer(SCM_, ("light", "moisture", "u_soil"), {"u_pump": False}).values()) == 1


def test_counterfactual_without_evidence_is_the_intervention():
    assert marginal(SCM_, "moisture", {}, {"light": 6}, counterfactual=True) == marginal(
        SCM_, "moisture", {}, {"light": 6}
    )


def test_do_on_a_non_ancestor_changes_nothing():
    assert marginal(SCM_, "light", {"u_pump": True}, {"moisture": 0}) == marginal(SCM_, "light", {"u_pump": True})
    assert marginal(SCM_, "light", {"moisture": 4}, {"moisture": 0}, counterfactual=True) == marginal(
        SCM_, "light", {"moisture": 4}
    )


def test_evidence_on_everything_is_replay():
    world = {"u_sun": 1, "u_pump": True, "u_soil": "sand"}
    for do in ({}, {"light": 6}, {"u_soil": "clay"}):
        values = SCM_.evaluate(world, do)
        assert marginal(SCM_, "moisture", world, do, counterfactual=True) == {values["moisture"]: 1}


def test_do_on_an_exogenous_variable():
    assert marginal(SCM_, "light", {}, {"u_sun": 3}) == {6: 1}
    assert marginal(SCM_, "u_sun", {"light": 2}, {"u_sun": 3}, counterfactual=True) == {3: 1}
    assert marginal(SCM_, "light", {"light": 2}, {"u_pump": True}, counterfactual=True) == {2: 1}


def test_evidence_is_observed_under_do_in_an_intervention():
    under = marginal(SCM_, "u_soil", {"moisture": 9}, {"light": 0})
    assert set(under) == {"clay"}
    with pytest.raises(ImpossibleEvidence):
        marginal(SCM_, "u_soil", {"moisture": 0}, {"light": 0})


@pytest.mark.parametrize(
    ("evidence", "do"),
    [({"moisture": 0}, {}), ({"light": 3}, {}), ({"light": 2, "u_sun": 3}, {}), ({"light": 2}, {"light": 4})],
)
def test_impossible_evidence_is_refused_even_where_it_is_irrelevant(evidence, do):
    with pytest.raises(ImpossibleEvidence):
        marginal(SCM_, "u_pump", evidence, do)


def test_undeclared_names_and_values_are_refused():
    for call in (
        lambda: marginal(SCM_, "wind"),
        lambda: marginal(SCM_, "light", {"u_pump": 1}),
        lambda: marginal(SCM_, "light", {}, {"light": 7}),
    ):
        with pytest.raises(SCMError, match="write one of"):
            call()


def test_state_cap_refuses_with_a_clear_line():
    inputs = "\n".join(f"u{i}: Uniform(0, 9)" for i in range(8))
    parity = " + ".join(f"{3**i} * u{i}" for i in range(8))
    names = ", ".join(f"u{i}" for i in range(8))
    scm = SCM.from_source(f"{inputs}\n\ndef y({names}) -> Integer(0, 99999):\n    return {parity}\n")
    with pytest.raises(StateCapExceeded, match="200000"):
        marginal(scm, "y")


def test_work_is_capped_where_states_stay_few():
    scm = SCM.from_source(
        "u: Uniform(0, 999)\n\ne: Uniform(0, 99)\n\nf: Uniform(0, 99)\n\n"
        "def a(u) -> Integer(0, 999):\n    return u\n\n"
        "def y(a, e, f) -> Integer(0, 1):\n    return (a + e * f) % 2\n"
    )
    with pytest.raises(StateCapExceeded, match="more than 2000 states"):
        marginal(scm, "y", max_states=2_000)
    with pytest.raises(StateCapExceeded, match="more than 10000 states"):
        marginal(scm, "y", max_states=10_000)


def test_work_is_capped_over_all_steps_together():
    first = "u: Uniform(0, 9)\n\ndef y0(u) -> Integer(0, 9):\n    return u\n\n"
    again = "".join(
        f"e{i}: Uniform(0, 29)\n\nf{i}: Uniform(0, 29)\n\n"
        f"def y{i}(y{i - 1}, e{i}, f{i}) -> Integer(0, 9):\n    return (y{i - 1} + e{i} * f{i}) % 10\n\n"
        for i in range(1, 5)
    )
    scm = SCM.from_source(first + again)
    assert marginal(scm, "y1", max_states=1_000)
    with pytest.raises(StateCapExceeded, match="more than 1000 states"):
        marginal(scm, "y4", max_states=1_000)


def test_only_what_matters_is_touched_in_a_large_scm():
    lines = ["u0: Uniform(0, 3)"] + [f"u{i}: Uniform(0, 3)" for i in range(1, 300)]
    lines.append("\ndef x0(u0) -> Integer(0, 3):\n    return u0\n")
    for i in range(1, 300):
        lines.append(f"def x{i}(x{i - 1}, u{i}) -> Integer(0, 3):\n    return (x{i - 1} + u{i}) % 4\n")
    scm = SCM.from_source("\n".join(lines))
    relevant, worlds = count_worlds(scm, "x200", {"x198": 2, "x290": 1}, {})
    assert "x10" not in relevant and "x199" in relevant
    relevant, worlds = count_worlds(scm, "x200", {"x198": 2, "x202": 1}, {})
    assert relevant == {"x199", "x200", "x201", "u199", "u200", "u201", "u202"}
    assert worlds == 4**3
    assert marginal(scm, "x299") == {value: F(1, 4) for value in range(4)}


def test_a_joint_distribution_comes_in_one_order_under_every_hash_seed():
    code = (
        "from causim_env import ProblemSet\n"
        "from causim_env.scm import infer\n"
        "scm = ProblemSet(level=3)[4].scm\n"
        "print([list(infer(scm, (a.name, b.name))) for a in scm.variables for b in scm.endogenous[:2]])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3", "4")
    }
    assert len(said) == 1
