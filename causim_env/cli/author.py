"""`causim author`: new SCMs as text, from the procedural author or from a language model under verification."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from causim_env.cli.authoring import Bar, report
from causim_env.cli.backends import (
    ApiKeyEnv,
    BaseUrl,
    HttpTries,
    MaxTokens,
    ModelName,
    PerMinute,
    Recording,
    Temperature,
    Timeout,
    model_backend,
    refuse_strangers,
)
from causim_env.cli.common import Json, Ray, say, say_json, tracked
from causim_env.files import write_rows, write_text

if TYPE_CHECKING:
    from causim_env.authors.backend import Backend

_BACKENDS = ("procedural", "noisy", "openai", "local", "replay")
_SECONDS = ("openai", "local")
_PLAIN = ("ctx", "backend", "n", "nodes", "seed", "domain", "family", "ray", "out", "as_json")
_GROWN = (
    *_PLAIN, "one_shot", "depth", "max_parents", "noise", "level", "tries", "budget", "at_once", "resume", "reread",
    "second_model", "second_base_url", "second_backend",
)  # fmt: skip
_HTTP = ("base_url", "temperature", "per_minute", "timeout", "http_tries", "api_key_env")
_TAKES: dict[str, tuple[str, ...]] = {
    "procedural": (*_PLAIN, "graph"),
    "noisy": (*_GROWN, "faults"),
    "openai": (*_GROWN, *_HTTP, "model", "max_tokens"),
    "local": (*_GROWN, "model", "max_tokens"),
    "replay": (*_GROWN, "recording"),
}
"""Which options each backend takes."""


def author(
    ctx: typer.Context,
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
    timeout: Timeout = 180.0,
    http_tries: HttpTries = 5,
    api_key_env: ApiKeyEnv = "OPENAI_API_KEY",
    reread: Annotated[
        bool, typer.Option("--reread", help="Have every docstring turned into code again, and compare.")
    ] = False,
    second_model: Annotated[str, typer.Option(help="The model that rereads; --model itself if left out.")] = "",
    second_base_url: Annotated[str, typer.Option(help="Where that model is; --base-url if left out.")] = "",
    second_backend: Annotated[str, typer.Option(help="openai or local; --backend if left out.")] = "",
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
    refuse_strangers(ctx, {*_TAKES[backend], *_TAKES.get(second_backend, ())}, f"--backend {backend}")
    if backend == "procedural":
        _draw(n, nodes, seed, domain, graph, family, ray, out, as_json)
        return
    from causim_env.authors.incremental import Rules
    from causim_env.authors.run import Order, write_all
    from causim_env.authors.targets import Targets
    from causim_env.sandbox import runtimes

    if resume and out is None:
        raise ValueError("--resume: write the folder of the run after --out")
    if ray and "local" in (backend, second_backend):
        raise ValueError("--ray does not carry a model in this process: serve it, and write --backend openai")
    targets = tuple(
        Targets(nodes, scene, depth, max_parents, noise, _weights(family, "--family"), _levels(level))
        for scene in _scenes(domain or ["clinic"], backend == "noisy" and one_shot)
    )
    order = Order(n, targets, "one-shot" if one_shot else "incremental", seed, at_once)
    rules = Rules([make() for make in runtimes().values()], writes=tries, tokens=budget)

    def asked(kind: str, name: str, address: str) -> Backend:
        return model_backend(
            kind,
            name,
            address,
            recording,
            max_tokens,
            temperature,
            per_minute,
            at_once,
            api_key_env,
            timeout,
            http_tries,
        )

    if backend == "noisy":
        from causim_env.authors.noisy import NoisyAuthor

        chosen: Backend = NoisyAuthor(faults, seed)
    else:
        chosen = asked(backend, model, base_url)
    second = chosen if reread else None
    if second_model or second_base_url or second_backend:
        kind, name, address = second_backend or backend, second_model or model, second_base_url or base_url
        if not reread:
            raise ValueError("a second model only rereads: write --reread too")
        if kind not in _SECONDS:
            raise ValueError(f"--second-backend {kind}: write one of {', '.join(_SECONDS)}")
        if not name or (kind == "openai" and not address):
            raise ValueError(
                "the second model: write its name after --second-model, its address after --second-base-url"
            )
        second = asked(kind, name, address)
    elif reread and one_shot and backend == "noisy":
        raise ValueError("--reread: the noisy author reads only what it wrote node by node; write --second-backend")
    with Bar(order) as bar:
        outcomes = write_all(out, order, chosen, rules, second=second, resume=resume, ray=ray, watch=bar.watch)
    report(outcomes, bar, out, as_json)
    raise typer.Exit(0 if all(outcome.complete for outcome in outcomes) else 1)


def _scenes(names: list[str], drawn: bool) -> list[str]:
    """The theme or the sentence of every domain; a gallery theme is its sentence.

    Raises:
        ValueError: There is no such theme, or SCMs are drawn whole, for which the gallery has no words.
    """
    from causim_env.authors import gallery
    from causim_env.authors.themes import theme_names

    found: list[str] = []
    for name in names:
        if name in gallery.themes() and drawn:
            raise ValueError(
                f"--domain {name} with --backend noisy --one-shot: write one of {', '.join(theme_names())}"
            )
        if name not in (*theme_names(), *gallery.themes()) and " " not in name.strip():
            known = ", ".join(sorted((*theme_names(), *gallery.themes())))
            raise ValueError(f"--domain {name}: write a sentence or one of {known}")
        found.append(gallery.scene(name) if name in gallery.themes() else name)
    return found


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
