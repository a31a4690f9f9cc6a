from __future__ import annotations

import subprocess
import sys
import warnings
from typing import Any

import gymnasium
import pytest
from gymnasium.utils.env_checker import check_env

import causim_env as ce
from causim_env.answers import Verdict
from causim_env.authors.themes import theme_names
from causim_env.envs import LevelMix, QueryEnv, RepresentationMix
from causim_env.envs.query import CHARSET
from causim_env.problems import Problem
from causim_env.render import REPRESENTATIONS

ID = "causim_env:causim/Query-v0"


def make(**kwargs: Any) -> gymnasium.Env[str, str]:
    return gymnasium.make(ID, **{"level": 1, **kwargs})


def test_the_environment_passes_gymnasiums_own_check() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(make(render_mode="ansi").unwrapped, skip_render_check=True)


@pytest.mark.parametrize("first", ["causim_env", "gymnasium"])
def test_the_id_is_known_whichever_is_imported_first(first: str) -> None:
    code = f"import {first}, gymnasium, causim_env; print(gymnasium.spec('causim/Query-v0').id)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "causim/Query-v0"


def test_importing_the_package_imports_nothing_heavy() -> None:
    heavy = "{'gymnasium', 'networkx', 'numpy', 'rich', 'torch', 'typer'}"
    code = f"import sys, causim_env; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_index_chooses_the_problem_and_the_reward_is_its_score() -> None:
    env = make(split="validation", seed=5, kinds=("counterfactual",))
    problems = ce.ProblemSet(split="validation", seed=5, level=1, kinds=("counterfactual",))
    for index in range(4):
        problem = problems[index]
        for completion in (problem.solution, "no idea", problem.answer.block() + " or not"):
            observation, info = env.reset(options={"index": index})
            assert observation == problem.prompt
            assert (info["problem"].id, info["verdict"]) == (problem.id, None)
            _, reward, terminated, truncated, info = env.step(completion)
            assert reward == problem.score(completion).reward
            assert info["verdict"] == problem.score(completion)
            assert (terminated, truncated) == (True, False)
        assert problem.score(problem.solution).reward == 1.0


def test_seeds_decide_which_problems_come() -> None:
    def ids(seed: int) -> list[str]:
        env = make()
        return [env.reset(seed=seed if i == 0 else None)[1]["problem"].id for i in range(4)]

    assert ids(1) == ids(1) != ids(2)
    assert len(set(ids(1))) == 4


def test_a_verifier_that_fails_is_told_apart_from_a_wrong_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Problem, "score", lambda self, completion: Verdict(None, None, "verifier failed"))
    env = make()
    env.reset(seed=0)
    _, reward, _, _, info = env.step("<answer>1</answer>")
    assert reward == 0.0
    assert info["verdict"].reward is None and info["verdict"].correct is None


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"place": 3}, "place"),
        ({"index": -1}, "index"),
        ({"index": "3"}, "index"),
        ({"level": 99}, "level 99"),
        ({"representation": "song"}, "song"),
    ],
)
def test_impossible_options_are_named(options: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        make().reset(options=options)


def test_an_episode_is_one_turn() -> None:
    env = QueryEnv(level=1)
    with pytest.raises(ValueError, match="reset"):
        env.step("too early")
    env.reset(seed=0)
    env.step("<answer>1</answer>")
    with pytest.raises(ValueError, match="reset"):
        env.step("again")
    env.reset()
    with pytest.raises(ValueError, match="text"):
        env.step(3)  # type: ignore[arg-type]


def test_rendering_shows_the_problem_and_then_the_verdict() -> None:
    env = make(render_mode="ansi")
    prompt, _ = env.reset(seed=0)
    assert env.render() == prompt
    _, _, _, _, info = env.step("no")
    assert str(env.render()).endswith(info["verdict"].reason)
    with pytest.raises(ValueError, match="ansi"):
        QueryEnv(render_mode="human")


@pytest.mark.parametrize(("mode", "kwargs"), [("sync", {}), ("async", {"shared_memory": False})])
def test_vector_environments_work(mode: str, kwargs: dict[str, Any]) -> None:
    envs = gymnasium.make_vec(ID, num_envs=2, vectorization_mode=mode, vector_kwargs=kwargs, level=1)
    try:
        prompts, infos = envs.reset(seed=3)
        assert prompts[0] != prompts[1]
        completions = tuple(problem.solution for problem in infos["problem"])
        _, rewards, terminated, _, _ = envs.step(completions)
        assert rewards.tolist() == [1.0, 1.0] and terminated.all()
    finally:
        envs.close()


def test_shared_memory_is_refused_because_it_would_show_empty_prompts() -> None:
    with pytest.raises(ValueError, match="shared_memory=False"):
        gymnasium.make_vec(ID, num_envs=2, vectorization_mode="async", level=1)


def test_mixes_draw_options_by_seed_and_leave_given_ones_alone() -> None:
    def run(seed: int) -> list[tuple[int, str]]:
        env = RepresentationMix(LevelMix(make(), {1: 1, 2: 1}), {"code": 1, "equations": 1})
        infos = [env.reset(seed=seed if i == 0 else None)[1] for i in range(16)]
        return [(info["level"], info["problem"].representation) for info in infos]

    assert run(0) == run(0) != run(1)
    assert set(run(0)) == {(1, "code"), (1, "equations"), (2, "code"), (2, "equations")}
    env = LevelMix(make(), {1: 0, 2: 1})
    assert env.reset(seed=0, options={"level": 1})[1]["level"] == 1
    assert env.reset()[1]["level"] == 2
    with pytest.raises(ValueError, match="weight"):
        LevelMix(make(), {1: 0})


@pytest.mark.parametrize("representation", REPRESENTATIONS)
def test_prompts_and_solutions_are_inside_the_spaces(representation: str) -> None:
    env = make(representation=representation, level=2)
    for index in range(8):
        prompt, info = env.reset(options={"index": index})
        assert env.observation_space.contains(prompt)
        assert env.action_space.contains(info["problem"].solution)


def test_every_character_of_the_domains_is_in_the_spaces() -> None:
    from importlib.resources import files

    folder = files("causim_env.authors.domains")
    for name in theme_names():
        text = folder.joinpath(f"{name}.toml").read_text(encoding="utf-8")
        assert set(text) <= set(CHARSET), name
