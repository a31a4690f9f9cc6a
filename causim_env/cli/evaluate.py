"""`causim eval`: a model, or a baseline that needs none, scored on problems."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from causim_env.cli.common import (
    Json,
    Kinds,
    Levels,
    Problems,
    Ray,
    Representation,
    Seed,
    Split,
    any_problems_from,
    formal_kind,
    problems_of,
    progress,
    say,
    say_json,
    tracked,
)
from causim_env.cli.tables import print_floors, print_summary
from causim_env.evaluation.asked import FORMAL
from causim_env.files import write_rows

if TYPE_CHECKING:
    from causim_env.evaluation import Model, Prediction
    from causim_env.formalization.problem import FormalizationProblem
    from causim_env.problems import Problem


def run(
    model: Annotated[str | None, typer.Argument(help="A local path, a hub name, or the name at the endpoint.")] = None,
    base_url: Annotated[str | None, typer.Option(help="An OpenAI-compatible endpoint, up to /v1.")] = None,
    baseline: Annotated[
        str | None, typer.Option(help="constant, random, shortcuts or oracle, instead of a model.")
    ] = None,
    problems: Problems = None,
    split: Split = "test-iid",
    seed: Seed = 0,
    level: Levels = [3],  # noqa: B006
    kind: Kinds = None,
    representation: Representation = "code",
    n: Annotated[int, typer.Option("-n", help="How many problems of each level.")] = 200,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Keep predictions here, as JSON lines; a stopped run goes on.")
    ] = None,
    max_tokens: Annotated[int, typer.Option(help="The longest completion.")] = 2048,
    temperature: Annotated[float, typer.Option(help="Sampling temperature at an endpoint.")] = 0.0,
    batch_size: Annotated[int, typer.Option(help="Problems at once, for a model in this process.")] = 16,
    concurrency: Annotated[int, typer.Option(help="Open requests at an endpoint.")] = 16,
    timeout: Annotated[float, typer.Option(help="Seconds for one request.")] = 180.0,
    tries: Annotated[int, typer.Option(help="Requests for one problem at most.")] = 5,
    per_minute: Annotated[float | None, typer.Option(help="Requests in a minute at most.")] = None,
    cache: Annotated[
        Path | None, typer.Option(help="A folder of completions to reuse; it knows models by name only.")
    ] = None,
    ray: Ray = False,
    api_key_env: Annotated[str, typer.Option(help="The environment variable that holds the key.")] = "OPENAI_API_KEY",
    as_json: Json = False,
) -> None:
    """Score a model on problems, by kind and level, with intervals clustered by SCM.

    Examples: causim eval Qwen/Qwen3-1.7B --split test-iid --level 3 -o predictions.jsonl;
    causim eval my-model --base-url http://localhost:8000/v1 --level 2 --level 4;
    causim eval --baseline shortcuts --level 3 -n 1000;
    causim eval --baseline shortcuts --kind formalization --representation prose -n 50
    """
    from causim_env.evaluation import evaluate, summarise

    if (model is None) == (baseline is None):
        raise ValueError("write a model's name, or --baseline with one of its names")
    if ray and (base_url is not None or baseline is not None):
        raise ValueError("--ray is for a model that transformers loads; an endpoint takes --concurrency instead")
    chosen: Sequence[Problem | FormalizationProblem]
    if problems is not None:
        chosen = list(tracked(any_problems_from(problems), "reading", None))
    elif formal := formal_kind(kind):
        from causim_env.formalization.sets import formal_set

        if n < 1:
            raise ValueError(f"-n {n}: write how many problems, at least 1")
        sets = [formal_set(formal, split, seed, one, representation) for one in dict.fromkeys(level)]
        programs = (one[index] for one in sets for index in range(n))
        chosen = list(tracked(programs, "problems", n * len(sets)))
    else:
        drawn = problems_of(split, seed, level, kind, representation, n)
        chosen = list(tracked(drawn, "problems", n * len(level)))
    if baseline is not None:
        _baseline(baseline, chosen, out, as_json)
        return
    assert model is not None
    scored: Model
    if base_url is not None:
        from causim_env.evaluation.endpoint import Endpoint

        scored = Endpoint(
            base_url,
            model,
            api_key=os.environ.get(api_key_env, ""),
            max_tokens=max_tokens,
            temperature=temperature,
            concurrency=concurrency,
            timeout=timeout,
            tries=tries,
            per_minute=per_minute,
            cache=cache,
        )
    elif ray:
        from causim_env.evaluation.distributed import RayModel

        scored = RayModel(model, batch_size=batch_size, max_tokens=max_tokens)
    else:
        from causim_env.evaluation.local import LocalModel

        os.environ.setdefault("HF_HUB_VERBOSITY", "error")  # every retry would be a line of its own
        scored = LocalModel(model, batch_size=batch_size, max_tokens=max_tokens)
    with progress("completions", len(chosen)) as advance:
        predictions = evaluate(scored, chosen, out, advance)
    summary = summarise(prediction.record for prediction in predictions)
    rewards = _mean_rewards({model: predictions})
    if as_json:
        say_json({"model": model, **summary.to_json(), **({"mean_reward": rewards[model]} if rewards else {})})
    else:
        print_summary(model, summary)
        _say_rewards(rewards)


def _baseline(name: str, problems: Sequence[Problem | FormalizationProblem], out: Path | None, as_json: bool) -> None:
    from causim_env.evaluation import summarise
    from causim_env.evaluation.baselines import baseline

    scored: dict[str, list[Prediction]] = baseline(name, problems)
    if out is not None:
        write_rows(out, (p.to_json() for predictions in scored.values() for p in predictions))
    floors = {one: summarise(p.record for p in predictions) for one, predictions in scored.items()}
    rewards = _mean_rewards(scored)
    if as_json:
        means = {one: {"mean_reward": mean} for one, mean in rewards.items()}
        say_json({one: {**summary.to_json(), **means.get(one, {})} for one, summary in floors.items()})
        return
    if len(floors) == 1:
        print_summary(name, floors[name])
    else:
        print_floors(floors)
    _say_rewards(rewards)


def _mean_rewards(scored: Mapping[str, Sequence[Prediction]]) -> dict[str, float]:
    """The mean reward of each where programs earn a part of it; answers earn all or nothing."""
    found: dict[str, float] = {}
    for name, predictions in scored.items():
        earned = [p.reward for p in predictions if p.reward is not None and p.kind in FORMAL]
        if earned:
            found[name] = sum(earned) / len(earned)
    return found


def _say_rewards(rewards: Mapping[str, float]) -> None:
    if rewards:
        say("mean reward: " + ", ".join(f"{name} {mean:.3f}" for name, mean in rewards.items()))
