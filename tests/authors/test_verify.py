"""The ladder: a good step passes every rung, and each rung refuses what it is there for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from causim_env.authors.candidate import Candidate
from causim_env.authors.claims import read
from causim_env.authors.proposal import Node, Proposal, ProposalError, check, check_claims, read_proposal
from causim_env.authors.verify import RUNGS, climb
from causim_env.sandbox import Row, default_runtime
from causim_env.sandbox.worker import WorkerRuntime
from causim_env.scm import SCM, Integer, marginal
from causim_env.scm.domains import Bernoulli, Uniform, Value
from causim_env.scm.model import Exogenous

RUNTIME = default_runtime()
EMPTY = SCM("A greenhouse.", [], [])
LIGHT = Proposal(
    Node("light", "Usable light [h].", Integer(0, 6), ("u_sun", "u_cloud"), tuple(read("Rises with u_sun."))),
    (Exogenous("u_sun", Uniform(0, 3), "Sun."), Exogenous("u_cloud", Bernoulli(1, 4), "Cloud.")),
)
LIGHT_CODE = '''def light(u_sun, u_cloud) -> Integer(0, 6):
    """Usable light [h]. Rises with u_sun."""
    return 2 * u_sun if u_cloud else u_sun
'''
HEAT = Proposal(
    Node(
        "heat", "Heat [C].", Integer(0, 5), ("u_sun", "u_stove"), tuple(read("Rises with u_sun. Rises with u_stove."))
    ),
    (Exogenous("u_stove", Uniform(0, 2), "Stove."),),
    (
        Node(
            "light",
            "Usable light [h].",
            Integer(0, 6),
            ("u_sun", "u_cloud", "heat"),
            tuple(read("Is 0 unless heat < 5.")),
        ),
    ),
)
HEAT_CODE = '''Here it is.
```python
def heat(u_sun, u_stove) -> Integer(0, 5):
    """Heat [C]. Rises with u_sun. Rises with u_stove."""
    return u_sun + u_stove

def light(u_sun, u_cloud, heat) -> Integer(0, 6):
    """Usable light [h]. Is 0 unless heat < 5."""
    if heat >= 5:
        return 0
    return 2 * u_sun if u_cloud else u_sun
```'''


def grown() -> SCM:
    return Candidate(EMPTY, LIGHT, LIGHT_CODE, [RUNTIME]).scm


def heat(code: str = HEAT_CODE, proposal: Proposal = HEAT) -> Candidate:
    return Candidate(grown(), proposal, code, [RUNTIME, RUNTIME])


def test_a_good_step_climbs_every_rung() -> None:
    first = Candidate(EMPTY, LIGHT, LIGHT_CODE, [RUNTIME])
    assert climb(first).accepted and climb(first).message == ""
    second = climb(heat())
    assert [verdict.rung for verdict in second.verdicts] == list(RUNGS)
    assert second.accepted, second.message
    scm = heat().scm
    assert scm.parents("light") == ("u_sun", "u_cloud", "heat")
    assert scm == SCM.from_source(scm.to_source())
    read_back = SCM.from_source(scm.to_source())
    world = {"u_sun": 3, "u_cloud": True, "u_stove": 2}
    assert read_back.evaluate(world) == scm.evaluate(world) == {**world, "heat": 5, "light": 0}


ENDLESS = """    x = 0
    for i in range(9999):
        for j in range(9999):
            x = x + 1
    return u_sun + u_stove + 0 * x"""
SLIPS: dict[str, tuple[str, str, str]] = {
    "syntax": ("V0", "return u_sun + u_stove", "return u_sun +"),
    "import": ("V0", "    return u_sun + u_stove", "    import os\n    return u_sun + u_stove"),
    "attribute": ("V0", "return u_sun + u_stove", "return ().__class__"),
    "undeclared parent": ("V1", "heat(u_sun, u_stove)", "heat(u_sun, u_stove, u_cloud)"),
    "itself": ("V1", "heat(u_sun, u_stove)", "heat(u_sun, u_stove, light)"),
    "another support": ("V1", "Integer(0, 5)", "Integer(0, 9)"),
    "missing": ("V1", "def light", "def dark"),
    "endless": ("V2", "    return u_sun + u_stove", ENDLESS),
    "division": ("V2", "return u_sun + u_stove", "return u_sun // u_stove"),
    "outside": ("V3", "return u_sun + u_stove", "return u_sun + 2 * u_stove"),
    "type": ("V3", "return u_sun + u_stove", "return u_sun > u_stove"),
    "idle": ("V4", "return u_sun + u_stove", "return u_sun"),
    "idle in the child": ("V4", "if heat >= 5:", "if heat >= 9:"),
    "constant": ("V4", "return u_sun + u_stove", "return 3"),
    "false claim": ("V6", "return u_sun + u_stove", "return 5 - u_sun - u_stove"),
    "false claim of the child": ("V6", "return 0\n", "return 6\n"),
    "missing claim": ("V6", " Rises with u_stove.", ""),
    "another meaning": ("V6", "Heat [C].", "Cold [C]."),
    "unknown claim": ("V6", "Rises with u_stove.", "Rises with u_stove. Rises with rain."),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_refused_on_its_rung_in_one_line(slip: str) -> None:
    rung, old, new = SLIPS[slip]
    assert old in HEAT_CODE
    found = climb(heat(HEAT_CODE.replace(old, new)))
    assert found.message.startswith(f"{rung}: "), found.message
    assert "\n" not in found.message
    assert found.verdicts[-1].passed is False


def test_copies_and_rare_events_are_degenerate() -> None:
    copy = Proposal(Node("sun", "Sun.", Integer(0, 3), ("u_sun",)))
    code = 'def sun(u_sun) -> Integer(0, 3):\n    """Sun."""\n    return u_sun\n'
    assert (
        climb(Candidate(grown(), copy, code, [RUNTIME])).message
        == "V5: `sun` always equals u_sun: let it say something else"
    )
    rare = Proposal(Node("odd", "Odd.", Integer(0, 1), ("u_rare",)), (Exogenous("u_rare", Uniform(0, 999), "Rare."),))
    code = 'def odd(u_rare) -> Integer(0, 1):\n    """Odd."""\n    return 1 if u_rare == 7 else 0\n'
    assert climb(Candidate(grown(), rare, code, [RUNTIME])).message.startswith("V5: `odd` is nearly always 0")


def test_dead_code_is_seen_by_the_mutants() -> None:
    dead = "if u_sun > 7:\n        return 1 + u_stove * 2 - 3\n    return u_sun + u_stove"
    found = climb(heat(HEAT_CODE.replace("return u_sun + u_stove", dead)))
    assert found.message.startswith("V7: ")


def test_code_that_touches_another_function_is_refused() -> None:
    leaf = replace(HEAT, rewire=())
    other = (
        HEAT_CODE.replace("u_cloud, heat)", "u_cloud)")
        .replace("heat >= 5", "u_sun >= 3")
        .replace("heat < 5", "u_sun < 3")
    )
    found = climb(heat(other, leaf))
    assert found.message == "V8: `light` was rewritten without being asked for: leave it alone"
    same = HEAT_CODE.partition("def light")[0] + LIGHT_CODE + "```"
    assert climb(heat(same, leaf)).accepted


def test_a_step_that_makes_inference_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("causim_env.authors.verify.MAX_STATES", 6)
    rungs = [rung for rung in RUNGS if rung not in ("V5", "V7")]
    assert climb(heat(), rungs).message.startswith("V8: exact inference is out of reach")
    judged = {verdict.rung: verdict.passed for verdict in climb(heat(), stop=False).verdicts}
    assert judged["V5"] is None


def test_a_rung_that_cannot_judge_says_so_and_does_not_pass() -> None:
    found = climb(heat("def heat(:"), stop=False)
    assert found.verdicts[0].passed is False
    assert [verdict.passed for verdict in found.verdicts[1:]] == [None] * 8
    without = climb(heat("def heat(:"), list(RUNGS)[1:], stop=False)
    assert not without.accepted


def test_sandboxes_that_disagree_are_noticed() -> None:
    class Other(type(RUNTIME)):  # type: ignore[misc]
        def tabulate(self, source: str, rows: object) -> list[object]:
            return [bool(value) for value in super().tabulate(source, rows)]

    candidate = Candidate(EMPTY, LIGHT, LIGHT_CODE, [RUNTIME, Other()])
    assert climb(candidate).message.startswith("V2: `light` gives 0 in one sandbox and False in another (at u_sun=0")


def test_values_that_hang_on_a_hash_are_noticed_by_one_worker_alone() -> None:
    class Hashing(WorkerRuntime):
        def tabulate(self, source: str, rows: Sequence[Row]) -> list[Value]:
            return self.run("_answer = '\\n'.join([str(hash('light') % 7) for _row in _rows])", rows, len(rows))

    with Hashing() as worker:
        assert climb(Candidate(EMPTY, LIGHT, LIGHT_CODE, [worker])).message.startswith("V2: `light` gives ")
    with WorkerRuntime() as worker:
        assert climb(Candidate(EMPTY, LIGHT, LIGHT_CODE, [worker])).accepted
        assert worker.twin()._pid, "the twin ran it too"


def test_a_second_author_must_read_the_same_out_of_the_docstring() -> None:
    agree = Candidate(EMPTY, LIGHT, LIGHT_CODE, [RUNTIME], {"light": LIGHT_CODE})
    assert climb(agree).accepted
    differ = Candidate(
        EMPTY, LIGHT, LIGHT_CODE, [RUNTIME], {"light": LIGHT_CODE.replace("if u_cloud", "if not u_cloud")}
    )
    message = climb(differ).message
    assert "agrees on 25% of all inputs (1 here, 2 there at u_sun=1, u_cloud=false)" in message


def test_the_grown_scm_answers_elsewhere_as_before() -> None:
    before, after = grown(), heat().scm
    assert marginal(before, "u_sun") == marginal(after, "u_sun")
    assert marginal(before, "light") != marginal(after, "light")
    assert marginal(after, "heat")[0] == Fraction(1, 12)


def test_a_proposal_reads_back() -> None:
    import json

    text = "I propose\n" + json.dumps(HEAT.to_json())
    assert read_proposal(text, grown(), 3) == HEAT


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": "light"}, "taken"),
        ({"name": "min"}, "reserved"),
        ({"support": "Integer(5, 0)"}, "support"),
        ({"support": "__import__('os')"}, "support"),
        ({"parents": ["u_sun", "rain"]}, "rain, which does not exist"),
        ({"parents": []}, "reads nothing"),
        ({"parents": ["u_sun", "u_stove", "light"]}, "cause itself"),
        ({"claims": ["Rises with u_cloud."]}, "no parent"),
        ({"claims": ["Goes up."]}, "claim"),
        ({"inputs": [{"name": "u_stove", "law": "Uniform(0)", "meaning": "Stove."}]}, "law of u_stove"),
        ({"rewire": [{"name": "rain", "parents": ["heat"], "claims": []}]}, "cannot be rewired"),
        ({"rewire": [{"name": "light", "parents": ["u_sun"], "claims": []}]}, "without reading heat"),
        ({"rewire": 3}, "list of objects"),
        ({"meaning": 7}, "meaning"),
    ],
)  # fmt: skip
def test_a_proposal_that_does_not_fit_is_refused_in_one_line(change: dict[str, object], message: str) -> None:
    import json

    with pytest.raises(ProposalError, match=message):
        read_proposal(json.dumps({**HEAT.to_json(), **change}), grown(), 4)
    with pytest.raises(ProposalError, match="at most 2"):
        check(HEAT, grown(), 2)


def test_a_planner_has_to_claim_something_about_every_parent_with_an_order() -> None:
    complete = replace(
        HEAT.rewire[0], claims=tuple(read("Rises with u_sun. Rises with u_cloud. Is 0 unless heat < 5."))
    )
    check_claims(replace(HEAT, rewire=(complete,)), grown())
    with pytest.raises(ProposalError, match=r"light claims nothing about u_sun: write a claim, `Neither rises nor"):
        check_claims(HEAT, grown())
    shy = replace(HEAT.node, claims=tuple(read("Rises with u_sun. Ranges from 0 to 5.")))
    with pytest.raises(ProposalError, match="heat claims nothing about u_stove"):
        check_claims(replace(HEAT, node=shy, rewire=()), grown())
    said = replace(HEAT.node, claims=tuple(read("Rises with u_sun. Neither rises nor falls with u_stove.")))
    check_claims(replace(HEAT, node=said, rewire=()), grown())
    lie = Candidate(
        grown(),
        replace(HEAT, node=said, rewire=()),
        HEAT_CODE.partition("def light")[0].replace("Rises with u_stove", "Neither rises nor falls with u_stove")
        + "```",
        [RUNTIME],
    )
    assert climb(lie).message == (
        "V6: `Neither rises nor falls with u_stove.` is not true of `heat` (say `Rises with u_stove.`): change the code"
    )


@pytest.mark.parametrize("text", ["", "{", "[1]", "{" * 10_000, "x" * 30_000, "null"])
def test_an_answer_without_an_object_is_refused(text: str) -> None:
    with pytest.raises(ProposalError):
        read_proposal(text, grown(), 3)
