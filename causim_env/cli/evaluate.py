"""`causim eval`: a model, or a baseline that needs none, scored on problems or on a suite."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from causim_env.cli.common import (
    Description,
    Json,
    Kinds,
    Levels,
    Problems,
    Ray,
    Seed,
    Simulators,
    Split,
    any_problems_from,
    formal_kind,
    problems_of,
    programs_of,
    progress,
    say,
    say_json,
    tracked,
)
from causim_env.cli.tables import print_floors, print_result, print_rewards, result
from causim_env.files import write_rows

if TYPE_CHECKING:
    from causim_env.evaluation import Model, Prediction
    from causim_env.evaluation.item import Question

EACH = 200


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
    representation: Description = None,
    simulators: Simulators = None,
    n: Annotated[
        int | None, typer.Option("-n", help="How many problems of each level (200), or of the suite (all).")
    ] = None,
    suite: Annotated[
        str | None, typer.Option(help="heldout or library, or cladder, rlcausal or calm with --suite-path.")
    ] = None,
    suite_path: Annotated[Path | None, typer.Option(help="The file or folder of a suite from elsewhere.")] = None,
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
    shard: Annotated[
        int | None, typer.Option(help="Which part of the problems to ask, from 0; a last run without it merges.")
    ] = None,
    num_shards: Annotated[int, typer.Option(help="Parts, asked by as many runs that write one --out.")] = 1,
    api_key_env: Annotated[str, typer.Option(help="The environment variable that holds the key.")] = "OPENAI_API_KEY",
    as_json: Json = False,
) -> None:
    """Score a model on problems or on a suite, by kind and level, with intervals clustered by SCM.

    Examples: causim eval Qwen/Qwen3-1.7B --split test-iid --level 3 -o predictions.jsonl;
    causim eval my-model --base-url http://localhost:8000/v1 --level 2 --level 4;
    causim eval --baseline shortcuts --level 3 -n 1000;
    causim eval --baseline shortcuts --kind formalization --representation prose -n 50;
    causim eval my-model --kind formalization --simulators runs/clinic --split train -n 50;
    causim eval my-model --suite cladder --suite-path data/cladder -o cladder.jsonl;
    causim eval my-model -n 5000 -o big.jsonl --shard 2 --num-shards 8
    """
    from causim_env.evaluation import evaluate
    from causim_env.evaluation.predictions import shard_path

    if (model is None) == (baseline is None):
        raise ValueError("write a model's name, or --baseline with one of its names")
    if ray and (base_url is not None or baseline is not None):
        raise ValueError("--ray is for a model that transformers loads; an endpoint takes --concurrency instead")
    if num_shards < 1 or not 0 <= (shard or 0) < num_shards:
        raise ValueError(f"--shard {shard} of --num-shards {num_shards}: write a number from 0 to {num_shards - 1}")
    if num_shards > 1 and (out is None or baseline is not None):
        raise ValueError("--num-shards is for a model whose predictions are kept: write --out")
    if suite_path is not None and suite is None:
        raise ValueError("--suite-path is for a suite: write its name after --suite")
    if suite is not None and problems is not None:
        raise ValueError("--suite and --problems both say what to ask: write one of them")
    if simulators is not None and (suite is not None or problems is not None):
        raise ValueError("--simulators is for problems that are drawn: leave out --suite and --problems")
    chosen: Sequence[Question]
    each = EACH if n is None else n
    flaws: tuple[str, ...] = ()
    if suite is not None:
        from causim_env import suites

        loaded = suites.load(suite, suite_path).spread(n)
        chosen, flaws = loaded.items, loaded.flaws
    elif problems is not None:
        chosen = list(tracked(any_problems_from(problems), "reading", None))
    else:
        from causim_env.problems import read_simulators

        draw = programs_of if formal_kind(kind) else problems_of
        scms = read_simulators(simulators) if simulators is not None else []
        drawn: Iterator[Question] = draw(split, seed, level, kind, representation, each, scms)
        chosen = list(tracked(drawn, "problems", each * len(level)))
    if baseline is not None:
        _baseline(baseline, chosen, out, flaws, as_json)
        return
    if shard is not None and out is not None:
        chosen, out = chosen[shard::num_shards], shard_path(out, shard, num_shards)
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
        predictions = evaluate(scored, chosen, out, advance, shards=1 if shard is not None else num_shards)
    if as_json:
        say_json({"model": model, **result(predictions, flaws)})
    else:
        print_result(model, predictions)
        _say(flaws)


def _baseline(name: str, asked: Sequence[Question], out: Path | None, flaws: Sequence[str], as_json: bool) -> None:
    from causim_env.evaluation import summarise
    from causim_env.evaluation.baselines import baseline

    scored: dict[str, list[Prediction]] = baseline(name, asked)
    if out is not None:
        write_rows(out, (p.to_json() for predictions in scored.values() for p in predictions))
    if as_json:
        say_json({one: result(predictions, flaws) for one, predictions in scored.items()})
    elif len(scored) == 1:
        print_result(name, scored[name])
        _say(flaws)
    else:
        print_floors({one: summarise(p.record for p in predictions) for one, predictions in scored.items()})
        print_rewards(scored)


def _say(flaws: Sequence[str]) -> None:
    for flaw in flaws:
        say(f"known: {flaw}")
