"""`causim author`: new SCMs as text, from the procedural author or from a language model under verification."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from causim_env.cli.backends import (
    ApiKeyEnv,
    BaseUrl,
    MaxTokens,
    ModelName,
    PerMinute,
    Recording,
    Temperature,
    model_backend,
)
from causim_env.cli.common import Json, Ray, console, progress, say, say_json, table, tracked
from causim_env.files import write_rows, write_text

if TYPE_CHECKING:
    from causim_env.authors.backend import Backend
    from causim_env.authors.incremental import Outcome
    from causim_env.authors.journal import Turn
    from causim_env.authors.run import Order

_BACKENDS = ("procedural", "noisy", "openai", "local", "replay")


def author(
    n: Annotated[int, typer.Option("-n", help="How many SCMs.")] = 1,
    nodes: Annotated[int, typer.Option(help="Endogenous variables.")] = 5,
    seed: Annotated[int, typer.Option(help="The stream of SCMs.")] = 0,
    domain: Annotated[
        list[str] | None,
        typer.Option(help="A domain, such as greenhouse; for a backend also a gallery theme or a sentence. Repeat."),
    ] = None,
    graph: Annotated[
        list[str] | None, typer.Option(help="A graph family, such as collider. Repeat for several; procedural only.")
    ] = None,
    family: Annotated[
        list[str] | None, typer.Option(help="A mechanism family, for a backend with a weight: gate=2. Repeat.")
    ] = None,
    backend: Annotated[str, typer.Option(help="procedural, noisy, openai, local or replay.")] = "procedural",
    one_shot: Annotated[bool, typer.Option("--one-shot", help="The whole SCM in one answer, as a baseline.")] = False,
    model: ModelName = "",
    base_url: BaseUrl = "",
    recording: Recording = None,
    faults: Annotated[float, typer.Option(help="Share of functions that the noisy author gets wrong.")] = 0.1,
    depth: Annotated[int, typer.Option(help="Longest causal path, in mechanisms.")] = 12,
    max_parents: Annotated[int, typer.Option(help="Most parents of a variable, inputs included.")] = 3,
    noise: Annotated[float, typer.Option(help="Share of variables with an exogenous input of their own.")] = 0.5,
    level: Annotated[
        list[str] | None, typer.Option(help="How many variables of a level: 3=4. Repeat for several.")
    ] = None,
    tries: Annotated[int, typer.Option(help="Tries for the code of one plan, or for one whole SCM.")] = 3,
    budget: Annotated[int | None, typer.Option(help="Tokens for one SCM at most.")] = None,
    at_once: Annotated[int, typer.Option(help="How many SCMs grow at the same time.")] = 8,
    max_tokens: MaxTokens = 2048,
    temperature: Temperature = 0.7,
    per_minute: PerMinute = None,
    api_key_env: ApiKeyEnv = "OPENAI_API_KEY",
    reread: Annotated[
        bool, typer.Option("--reread", help="Have every docstring turned into code again, and compare.")
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Take up the run that --out holds.")] = False,
    ray: Ray = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="A folder for a backend; else a .jsonl file for many or a file for one."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Write SCMs: drawn by the procedural author, or grown node by node by a backend under the verification ladder.

    Examples: causim author --domain greenhouse --nodes 6 --seed 4 --out greenhouse.scm;
    causim author --backend noisy --faults 0.2 -n 20 --nodes 15 --domain clinic --out runs/clinic;
    causim author --backend openai --base-url http://localhost:8000/v1 --model my --nodes 20 --out runs/a --resume;
    causim author -n 100000 --nodes 12 --ray --out scms.jsonl
    """
    if backend not in _BACKENDS:
        raise ValueError(f"--backend {backend}: write one of {', '.join(_BACKENDS)}")
    if backend == "procedural":
        _draw(n, nodes, seed, domain, graph, family, ray, out, as_json)
        return
    from causim_env.authors import gallery
    from causim_env.authors.incremental import Rules
    from causim_env.authors.run import Order, write_all
    from causim_env.authors.targets import Targets
    from causim_env.sandbox import runtimes

    if ray and backend == "local":
        raise ValueError("--ray does not carry a model in this process: serve it, and write --backend openai")
    if graph:
        raise ValueError("--graph is for the procedural author: leave it out")
    scenes = [gallery.scene(name) if name in gallery.themes() else name for name in domain or ("clinic",)]
    targets = tuple(
        Targets(nodes, scene, depth, max_parents, noise, _weights(family, "--family"), _levels(level))
        for scene in scenes
    )
    order = Order(n, targets, "one-shot" if one_shot else "incremental", seed, at_once)
    chosen: Backend
    if backend == "noisy":
        from causim_env.authors.noisy import NoisyAuthor

        chosen = NoisyAuthor(faults, seed)
    else:
        chosen = model_backend(
            backend, model, base_url, recording, max_tokens, temperature, per_minute, at_once, api_key_env
        )
    rules = Rules([make() for make in runtimes().values()], writes=tries, tokens=budget)
    with _Bar(order) as bar:
        outcomes = write_all(
            out, order, chosen, rules, second=chosen if reread else None, resume=resume, ray=ray, watch=bar.watch
        )
    _report(order, outcomes, bar, out, as_json)
    raise typer.Exit(0 if all(outcome.complete for outcome in outcomes) else 1)


def _draw(
    n: int,
    nodes: int,
    seed: int,
    domain: list[str] | None,
    graph: list[str] | None,
    family: list[str] | None,
    ray: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """The procedural author."""
    from causim_env.authors.procedural import Spec, many

    if n < 1:
        raise ValueError(f"-n {n}: write how many SCMs, at least 1")
    plain = Spec()
    spec = Spec(
        nodes=nodes,
        graphs=tuple(graph or plain.graphs),
        families=tuple(family or plain.families),
        domains=tuple(domain or plain.domains),
    )
    scms = tracked(many(seed, spec, n, ray=ray), "SCMs", n)
    if out is not None and out.suffix == ".jsonl":
        write_rows(out, ({"source": scm.to_source(), "canonical_hash": scm.canonical_hash} for scm in scms))
    elif out is not None:
        if n > 1:
            raise ValueError(f"--out {out}: write a .jsonl file for more than one SCM")
        write_text(out, next(scms).to_source())
    elif as_json:
        say_json([scm.to_json() for scm in scms])
    else:
        say("\n\n".join(scm.to_source().rstrip() for scm in scms))


class _Bar:
    """The progress of a run: accepted functions, and beside them refusals and tokens."""

    def __init__(self, order: Order) -> None:
        total = sum(order.targets[i % len(order.targets)].nodes for i in range(order.n))
        self._progress = progress("functions", total)
        self.asked = self.refused = self.tokens = 0

    def __enter__(self) -> _Bar:
        """Shows the bar."""
        self._advance = self._progress.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        """Hides it."""
        self._progress.__exit__(None, None, None)

    def watch(self, turn: Turn) -> None:
        """Counts one exchange."""
        self.tokens += sum(turn.tokens)
        written = turn.role == "write"
        self.asked += 1
        self.refused += bool(turn.refused)
        accepted = 1 - self.refused / self.asked
        note = f"{accepted:.0%} accepted, {self.refused} tries again, {self.tokens:,} tokens"
        self._advance(note, by=int(written and not turn.refused))


def _report(order: Order, outcomes: list[Outcome], bar: _Bar, out: Path | None, as_json: bool) -> None:
    from causim_env.authors.run import in_order

    if as_json:
        say_json(
            {
                "complete": sum(outcome.complete for outcome in outcomes),
                "asked": bar.asked,
                "refused": bar.refused,
                "tokens": bar.tokens,
                "scms": [
                    {
                        "complete": outcome.complete,
                        "reason": outcome.reason,
                        "tokens": outcome.tokens,
                        "source": in_order(outcome.scm).to_source() if outcome.scm is not None else None,
                    }
                    for outcome in outcomes
                ],
            }
        )
    elif out is None:
        say("\n\n".join(in_order(outcome.scm).to_source().rstrip() for outcome in outcomes if outcome.scm is not None))
    else:
        rows = table("SCM", "functions", "questions", "tokens", "complete")
        for index, outcome in enumerate(outcomes):
            size = len(outcome.scm.endogenous) if outcome.scm is not None else 0
            state = "yes" if outcome.complete else f"no: {outcome.reason}"
            rows.add_row(f"{index:04d}", str(size), str(outcome.turns), f"{outcome.tokens:,}", state)
        console().print(rows)
    if not as_json and out is not None:
        say(f"{len(outcomes)} SCMs in {out}: {bar.asked} questions, {bar.refused} refusals, {bar.tokens:,} tokens")


def _weights(words: list[str] | None, option: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for word in words or ():
        name, equals, text = word.partition("=")
        if equals and not text.isdigit():
            raise ValueError(f"{option} {word}: write name=weight")
        found[name] = int(text) if equals else 1
    return found


def _levels(words: list[str] | None) -> dict[int, int]:
    found: dict[int, int] = {}
    for name, count in _weights(words, "--level").items():
        if not name.isdigit():
            raise ValueError(f"--level {name}={count}: write for example 3=4")
        found[int(name)] = count
    return found
