"""Submitted SCMs earn what they do: all of it for the gold behaviour, nothing for shape, constants or copies."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import product

import pytest

from causim_env.authors.procedural import Spec, draw
from causim_env.edits import edited
from causim_env.formalization import program, score, score_many
from causim_env.formalization.floors import FLOORS
from causim_env.formalization.problem import FormalizationProblem
from causim_env.sandbox import Runtime, SandboxError
from causim_env.scm import SCM
from causim_env.scm.compile import functions
from causim_env.scm.domains import Value
from causim_env.streams import Stream

POND = SCM.from_source("""u_rain: Uniform(0, 3)
u_sluice: Bernoulli(1, 4)

def level(u_rain, u_sluice) -> Integer(0, 5):
    return u_rain + (2 if u_sluice else 0)

def copied(level) -> Integer(0, 5):
    return level

def bank(level) -> Category("dry", "wet"):
    return "wet" if level > 2 else "dry"
""")


@cache
def system(i: int) -> SCM:
    return draw(Stream("formalized", i), Spec(nodes=3 + i % 5))


def answered(text: str) -> str:
    return f"Here it is.\n<answer>\n{text}\n</answer>"


def behaviour(scm: SCM) -> list[object]:
    """Everything that can be seen from outside, by plain calls: laws, ranges and tables by parent names."""
    facts: list[object] = [dict(root.distribution.probabilities) for root in scm.exogenous]
    for node in scm.endogenous:
        function, parents = functions(scm)[node.name], sorted(node.parents)
        rows = product(*(scm[parent].support for parent in parents))
        table = [(row, function(*(row[parents.index(p)] for p in node.parents))) for row in rows]
        facts.append((node.name, parents, sorted(map(str, node.support)), [(row, type(v), v) for row, v in table]))
    return facts


def test_gold_text_earns_one() -> None:
    for i in range(20):
        verdict = score(answered(system(i).to_source()), system(i))
        assert verdict.reward == 1.0 and verdict.correct and verdict.edge_f1 == 1.0
        assert verdict.worlds == {"observation": 1.0, "do": 1.0, "counterfactual": 1.0}


def mutants(count: int) -> None:
    scms = [system(i % 40) for i in range(count)]
    made = [edited(scm, Stream("mutant", i)) for i, scm in enumerate(scms)]
    verdicts = score_many([answered(scm.to_source()) for scm in made], scms)
    lower = 0
    for scm, mutant, verdict in zip(scms, made, verdicts, strict=True):
        assert verdict.reward is not None
        same = behaviour(mutant) == behaviour(scm)
        assert (verdict.reward == 1.0) == same == verdict.correct, mutant.to_source()
        lower += not same
    assert lower > 0.9 * count


def test_single_edits_earn_less() -> None:
    mutants(100)


@pytest.mark.slow
def test_five_hundred_single_edits_earn_less() -> None:
    mutants(500)


@pytest.mark.parametrize("floor", FLOORS)
def test_programs_without_knowledge_earn_next_to_nothing(floor: str) -> None:
    rewards = []
    for i in range(25):
        problem = FormalizationProblem.make(system(i), "plain")
        rewards.append(problem.score(FLOORS[floor](problem)).reward)
    known = [reward for reward in rewards if reward is not None]
    assert len(known) == len(rewards)
    assert sum(known) / len(known) <= 0.05


@pytest.mark.parametrize(
    "level",
    [
        "def level(u_sluice, u_rain) -> Integer(0, 5):\n    return 2 * (1 if u_sluice else 0) + u_rain",
        "def level(u_rain, u_sluice) -> Integer(0, 5):\n    total = u_rain\n    if u_sluice:\n        total += 2\n"
        "    return total",
        "def level(u_rain, u_sluice) -> Integer(0, 5):\n    return [[0, 1, 2, 3], [2, 3, 4, 5]][int(u_sluice)][u_rain]",
        "STEP = 2\n\ndef level(u_rain, u_sluice) -> Integer(0, 5):\n    return u_rain + STEP * int(u_sluice)",
    ],
)
def test_equivalent_formulas_earn_all(level: str) -> None:
    head, _, rest = POND.to_source().partition("def level")
    text = head + level + "\n\ndef copied" + rest.partition("def copied")[2]
    assert score(answered(text), POND).reward == 1.0


def test_a_useless_extra_parent_costs_edges_and_not_behaviour() -> None:
    text = POND.to_source().replace("def bank(level)", "def bank(level, u_sluice)")
    verdict = score(answered(text), POND)
    assert verdict.reward == 1.0 and verdict.edge_f1 < 1.0


@pytest.mark.parametrize(
    ("old", "new", "right"),
    [
        ("level > 2", "level > 3", {"u_rain": True, "u_sluice": True, "level": True, "copied": True, "bank": False}),
        ("Bernoulli(1, 4)", "Bernoulli(1, 3)",
         {"u_rain": True, "u_sluice": False, "level": True, "copied": True, "bank": True}),
        ("    return level\n", "    return 5 - level\n",
         {"u_rain": True, "u_sluice": True, "level": True, "copied": False, "bank": True}),
        ('"dry", "wet"', '"dry", "wet", "flooded"',
         {"u_rain": True, "u_sluice": True, "level": True, "copied": True, "bank": False}),
    ],
)  # fmt: skip
def test_partial_credit_goes_by_variable(old: str, new: str, right: dict[str, bool]) -> None:
    assert old in POND.to_source()
    verdict = score(answered(POND.to_source().replace(old, new)), POND)
    assert verdict.right == right
    assert verdict.reward is not None and 0 < verdict.reward < 1


def test_true_is_not_one() -> None:
    gold = SCM.from_source("u: Uniform(0, 3)\n\ndef x(u) -> Boolean():\n    return u > 1\n")
    text = gold.to_source().replace("u > 1", "int(u > 1)")
    verdict = score(answered(text), gold)
    assert verdict.reward == 0.0


def test_missing_variables_count_as_wrong_and_unknown_ones_end_it() -> None:
    text = POND.to_source()
    without = text[: text.index("def bank")]
    verdict = score(answered(without), POND)
    assert verdict.reward == 0.5
    extra = text + "\ndef more(level) -> Boolean():\n    return level > 1\n"
    verdict = score(answered(extra), POND)
    assert verdict.reward == 0.0 and "more was not asked for" in verdict.reason
    swapped = (
        "u_rain: Uniform(0, 3)\nu_sluice: Bernoulli(1, 4)\nlevel: Uniform(0, 5)\n" + text[text.index("def copied") :]
    )
    assert "level is of the wrong sort" in score(answered(swapped), POND).reason


HOSTILE = {
    "loop": "    total = 0\n    for i in range(1000000000):\n        total += i\n    return total",
    "nested loops": "    return sum([1 for i in range(9999) for j in range(9999) for k in range(9999)])",
    "memory": "    return len([0] * 10000000000)",
    "digits": "    x = 9\n    for i in range(60):\n        x = x * x\n    return x",
    "import": '    return __import__("os").getpid()',
    "attribute": "    return (1).__class__.__mro__",
    "while": "    while True:\n        pass\n    return 1",
    "recursion": "    return level(u_rain, u_sluice)",
    "open": '    return len(open("/etc/passwd").read())',
    "types": "    return 1.0 * u_rain",
    "string": '    return "a" * 100000000',
    "raises": "    return 1 // 0",
}


@pytest.mark.parametrize("attack", HOSTILE)
def test_hostile_programs_earn_zero_with_a_reason(attack: str) -> None:
    gold = SCM.from_source(POND.to_source().partition("def copied")[0])
    text = gold.to_source().replace("    return u_rain + (2 if u_sluice else 0)", HOSTILE[attack])
    verdict = score(answered(text), gold)
    assert verdict.reward == 0.0 and verdict.correct is False and len(verdict.reason) > 10


STOPPED = ("loop", "nested loops", "memory", "digits", "import", "attribute", "while", "recursion", "open", "string")


@pytest.mark.parametrize("attack", STOPPED)
@pytest.mark.parametrize(("name", "body"), [
    ("level", "    return u_rain + (2 if u_sluice else 0)"), ("bank", '    return "wet" if level > 2 else "dry"'),
])  # fmt: skip
def test_one_hostile_mechanism_among_several_leaves_nothing(attack: str, name: str, body: str) -> None:
    assert body in POND.to_source()
    verdict = score(answered(POND.to_source().replace(body, HOSTILE[attack])), POND)
    assert verdict.reward == 0.0 and verdict.correct is False
    assert f"{name}: fuel: " in verdict.reason or "line " in verdict.reason


@pytest.mark.parametrize("failure", ["types", "raises"])
def test_a_mechanism_that_only_fails_is_wrong_alone(failure: str) -> None:
    text = POND.to_source().replace(
        '    return "wet" if level > 2 else "dry"', HOSTILE[failure].replace("u_rain", "level")
    )
    verdict = score(answered(text), POND)
    assert verdict.right == {"u_rain": True, "u_sluice": True, "level": True, "copied": True, "bank": False}
    assert verdict.reward == 0.5 and "bank: " in verdict.reason


class Stopping:
    """A runtime whose system stops every mechanism but the canary."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def tabulate_many(self, jobs: Sequence[object]) -> list[list[Value] | SandboxError]:
        return [SandboxError(self.reason, "stopped")] * len(jobs)  # type: ignore[arg-type]

    def tabulate(self, source: str, rows: object) -> list[Value]:
        return [2]


@pytest.mark.parametrize("reason", ["timeout", "memory", "crash"])
def test_what_the_system_stops_leaves_nothing(reason: str) -> None:
    text = POND.to_source().replace("level > 2", "level >= 3")
    verdict = score(answered(text), POND, Stopping(reason))  # type: ignore[arg-type]
    assert verdict.reward == 0.0 and verdict.reason == f"bank: {reason}: stopped"


@pytest.mark.parametrize("completion", [None, 3, "", "no block", "<answer></answer>", "<answer>def</answer>", [POND]])
def test_what_is_no_program_earns_zero_with_a_reason(completion: object) -> None:
    verdict = score(completion, POND)
    assert verdict.reward == 0.0 and verdict.reason


def test_a_hostile_neighbour_spoils_no_other_submission() -> None:
    bad = POND.to_source().replace("return u_rain + (2 if u_sluice else 0)", "return len([0] * 10000000000)")
    good = POND.to_source().replace("level > 2", "not level <= 2")
    verdicts = score_many([answered(bad), answered(good)] * 3, [POND] * 6)
    assert [verdict.reward for verdict in verdicts[1::2]] == [1.0] * 3
    assert [verdict.reward for verdict in verdicts[::2]] == [0.0] * 3


class Broken:
    def tabulate_many(self, jobs: Sequence[object]) -> list[list[Value] | SandboxError]:
        raise SandboxError("crash", "gone")


class Lying:
    """A runtime that crashes on everything, also on what is sound."""

    def tabulate_many(self, jobs: Sequence[object]) -> list[list[Value] | SandboxError]:
        return [SandboxError("crash", "gone")] * len(jobs)

    def tabulate(self, source: str, rows: object) -> list[Value]:
        raise SandboxError("crash", "gone")


@pytest.mark.parametrize("runtime", [Broken(), Lying()])
def test_a_failing_verifier_gives_none_with_a_reason(runtime: Runtime) -> None:
    text = POND.to_source().replace("level > 2", "level >= 3")
    verdict = score(answered(text), POND, runtime)
    assert verdict.reward is None and verdict.correct is None and "sandbox failed" in verdict.reason
    assert score("no block", POND, runtime).reward == 0.0


def test_a_gold_scm_that_is_too_large_is_a_failing_verifier() -> None:
    laws = "\n".join(f"u{i}: Uniform(0, 30)" for i in range(4))
    gold = SCM.from_source(f"{laws}\n\ndef x(u0, u1, u2, u3) -> Integer(0, 120):\n    return u0 + u1 + u2 + u3\n")
    verdict = score(answered(gold.to_source()), gold)
    assert verdict.reward is None and "over 20000 rows" in verdict.reason


def test_fences_are_taken_off_and_nothing_else() -> None:
    assert program("<answer>\n```python\nx = 1\n```\n</answer>") == "x = 1"
    assert program("<answer>x = 1</answer>") == "x = 1"
