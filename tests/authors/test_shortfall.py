"""Targets: impossible ones are refused at once, steps that put them out of reach too, and what is missed is said."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from causim_env.authors.procedural import Spec, draw
from causim_env.authors.proposal import Node, Proposal, ProposalError
from causim_env.authors.shortfall import reachable, unmet
from causim_env.authors.targets import Targets, level_of, still_needed
from causim_env.scm import SCM, Integer
from causim_env.scm.domains import Uniform
from causim_env.scm.mechanisms import recognise
from causim_env.scm.model import Exogenous
from causim_env.streams import Stream

CHAIN = '''"""A chain."""

u_a: Uniform(0, 3)

def a(u_a) -> Integer(0, 3):
    return u_a

def b(a) -> Integer(0, 3):
    return 3 - a

def c(b) -> Integer(0, 3):
    return b // 2
'''


def leaf(name: str, *parents: str, own: bool = False, rewire: tuple[Node, ...] = ()) -> Proposal:
    inputs = (Exogenous(f"u_{name}", Uniform(0, 3), "Own."),) if own else ()
    read = (*parents, *(one.name for one in inputs))
    return Proposal(Node(name, "New.", Integer(0, 3), read), inputs, rewire)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"nodes": 8, "levels": {7: 3}}, "levels 7=3 need 15 variables: write nodes 15 or more"),
        ({"nodes": 4, "levels": {3: 3}}, "need 6 variables"),
        ({"nodes": 5, "levels": {1: 6}}, "need 6 variables"),
        ({"nodes": 40, "levels": {7: 1}, "depth": 2}, "level 7 is about 13 variables or more, 4 fit into depth 2"),
    ],
)
def test_targets_that_no_scm_meets_are_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said) as error:
        Targets(**wrong)  # type: ignore[arg-type]
    assert "\n" not in str(error.value)


def test_levels_that_fit_exactly_are_not_refused() -> None:
    assert Targets(15, levels={7: 3}).levels == {7: 3}
    assert still_needed({7: 3}, 0) == 15 and still_needed({7: 1}, 14) == 1 and still_needed({}, 0) == 0


def test_what_is_missed_is_said_target_by_target() -> None:
    scm = SCM.from_source(CHAIN)
    assert unmet(scm, Targets(3, noise=0.3)) == ()
    assert unmet(scm, Targets(4, noise=0.3)) == ("3 functions: write 4",)
    assert unmet(scm, Targets(3, noise=0.3, depth=2)) == ("a path of 3 steps: at most 2",)
    assert unmet(scm, Targets(3, noise=1)) == ("1 variables have an input of their own: 2 to 3 of 3",)
    levels = Targets(4, noise=0.3, levels={1: 2, 2: 2})
    assert unmet(scm, levels) == ("3 functions: write 4", "1 variables of level 2: 2 are wanted")


def test_the_mix_of_families_counts_every_recognised_mechanism() -> None:
    scm = draw(Stream("mix", 0), Spec(nodes=8, families=("linear", "gate")))
    known = [family.name for node in scm.endogenous if (family := recognise(node, scm)) is not None]
    assert known.count("linear") >= 2 and "gate" in known
    said = unmet(scm, Targets(8, depth=12, max_parents=6, families={"linear": 1}))
    assert f"{known.count('gate')} functions of family gate: write linear" in said
    said = unmet(scm, Targets(8, max_parents=6, families={"modular": 1, "linear": 1, "gate": 1}))
    assert said[0] == "0 functions of family modular: at least 1"


def test_a_path_through_a_rewired_child_is_measured_in_the_grown_graph() -> None:
    scm = SCM.from_source(CHAIN)
    child = Node("b", "B.", Integer(0, 3), ("a", "new"))
    between = leaf("new", "a", rewire=(child,))
    reachable(between, scm, Targets(4, depth=4, noise=0.3))
    with pytest.raises(ProposalError, match="new makes a path of 4 steps: at most 3"):
        reachable(between, scm, Targets(4, depth=3, noise=0.3))
    # the new variable and its child are shallow, but the child's other new parent is not
    aside = SCM.from_source(CHAIN + "\ndef d(u_a) -> Integer(0, 3):\n    return u_a // 2\n")
    late = leaf("new", "u_a", rewire=(Node("d", "D.", Integer(0, 3), ("u_a", "new", "c")),))
    with pytest.raises(ProposalError, match="new makes a path of 4 steps: at most 3"):
        reachable(late, aside, Targets(5, depth=3, noise=0.3))


def test_steps_that_put_a_target_out_of_reach_are_refused() -> None:
    scm = SCM.from_source(CHAIN)
    wide = Targets(5, noise=0.4, levels={2: 2, 3: 1})
    reachable(leaf("new", "c"), scm, wide)
    with pytest.raises(ProposalError, match="room for 1 more variables, too few for those missing: 1 of level 2, 1 of"):
        reachable(leaf("new", "u_a", own=True), scm, wide)
    with pytest.raises(ProposalError, match="2 variables with an input of their own: at most 1"):
        reachable(leaf("new", "c", own=True), scm, Targets(5, noise=0.0))
    with pytest.raises(ProposalError, match="give it one"):
        reachable(leaf("new", "c"), scm, Targets(5, noise=0.8))
    reachable(leaf("new", "c"), scm, Targets(5, noise=1.0))  # too late already: the end says so


def test_an_author_says_which_targets_it_missed(tmp_path: Path) -> None:
    pytest.importorskip("jinja2", reason="needs the llm extra")
    from causim_env.authors.backend import Request
    from causim_env.authors.incremental import Rules
    from causim_env.authors.noisy import NoisyAuthor
    from causim_env.authors.run import MANIFEST, Order, write_all
    from causim_env.sandbox import default_runtime

    class Deaf(NoisyAuthor):
        """Plans as if no families were asked for."""

        def answer(self, request: Request) -> str:
            return super().answer(replace(request, facts={**request.facts, "families": []}))

    rules = Rules([default_runtime()])
    order = Order(1, (Targets(5, families={"linear": 1}),), seed=1)
    [met] = write_all(None, order, NoisyAuthor(0.0, seed=1), rules)
    assert met.complete and not met.unmet and met.scm is not None
    families = [family.name for node in met.scm.endogenous if (family := recognise(node, met.scm)) is not None]
    assert families == ["linear"] * 5
    [missed] = write_all(tmp_path, order, Deaf(0.0, seed=1), rules)
    assert missed.scm is not None and not missed.complete and "write linear" in missed.reason
    [held] = json.loads((tmp_path / MANIFEST).read_text())["scms"]
    assert held["complete"] is False and held["unmet"] == list(missed.unmet) and held["nodes"] == 5
    levels = Targets(8, levels={1: 3, 2: 2, 3: 2})
    [outcome] = write_all(None, Order(1, (levels,)), NoisyAuthor(0.2, seed=1), rules)
    assert outcome.complete and outcome.scm is not None
    found = [level_of(outcome.scm, node.name) for node in outcome.scm.endogenous]
    assert found.count(1) >= 3 and found.count(2) >= 2 and found.count(3) >= 2
    [short] = write_all(None, Order(1, (Targets(5, noise=0.0),), "one-shot"), NoisyAuthor(0.0), rules)
    assert short.complete or "input of their own" in short.reason
