from __future__ import annotations

import pytest

from causim_env.envs.laboratory import Laboratory
from causim_env.problems import ProblemSet

PROBLEMS = ProblemSet(level=1, kinds=("counterfactual",))


@pytest.fixture
def bench() -> Laboratory:
    bench = Laboratory(PROBLEMS, 2)
    assert "up to 2 times" in bench.reset(index=0, gold="unused")
    return bench


def causes() -> tuple[dict[str, object], str]:
    world = {u.name: u.support[0] for u in PROBLEMS[0].scm.exogenous}
    return world, ", ".join(f"{name} = {str(value).lower()}" for name, value in world.items())


def test_runs_are_those_of_the_model(bench: Laboratory) -> None:
    scm, (world, said) = PROBLEMS[0].scm, causes()
    expected = scm.evaluate(world)  # type: ignore[arg-type]
    assert bench.observe(said) == ", ".join(f"{name} = {str(v).lower()}" for name, v in expected.items())
    target = scm.endogenous[0]
    wished = next(v for v in target.support if v != expected[target.name])
    assert f"{target.name} = {str(wished).lower()}" in bench.intervene(said, f"{target.name}={str(wished).lower()}")


def test_the_budget_is_kept_and_renewed(bench: Laboratory) -> None:
    _, said = causes()
    bench.observe(said)
    bench.observe(said)
    with pytest.raises(ValueError, match="all 2 runs are used up: answer now"):
        bench.observe(said)
    bench.reset(index=0)
    assert bench.observe(said)


@pytest.mark.parametrize(
    ("said", "hint"), [("", "leave .* open"), ("nothing = 1", "write a variable"), ("junk", "write a variable")]
)
def test_a_run_that_makes_no_sense_costs_nothing(bench: Laboratory, said: str, hint: str) -> None:
    for _ in range(5):
        with pytest.raises(ValueError, match=hint):
            bench.observe(said)
    name = PROBLEMS[0].scm.exogenous[0].name
    with pytest.raises(ValueError, match=f"{name} takes"):
        bench.observe(f"{name} = 99999")
    assert bench.observe(causes()[1])
