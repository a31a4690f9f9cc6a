"""`causim formalize`: domain texts to verified SCMs, and variants of them."""

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
from causim_env.cli.common import Json, console, progress, read_scm, say, say_json, table

if TYPE_CHECKING:
    from causim_env.authors.backend import Backend
    from causim_env.authors.incremental import Rules
    from causim_env.authors.journal import Turn
    from causim_env.formalization.run import Formal, Order

_BACKENDS = ("openai", "local", "replay", "reader")


def formalize(
    files: Annotated[
        list[Path], typer.Argument(help="Texts, one SCM each; or one .scm.py file, of which only variants are made.")
    ],
    backend: Annotated[
        str, typer.Option(help="openai, local, replay, or reader: no model, for texts of `causim informalize`.")
    ] = "openai",
    model: ModelName = "",
    base_url: BaseUrl = "",
    recording: Recording = None,
    variants: Annotated[int, typer.Option(help="How many verified variants of each SCM.")] = 0,
    seed: Annotated[int, typer.Option(help="The stream of variants.")] = 0,
    most: Annotated[int, typer.Option(help="Most mechanisms of one text.")] = 40,
    tries: Annotated[int, typer.Option(help="Tries for the code of one sentence.")] = 3,
    budget: Annotated[int | None, typer.Option(help="Tokens for one text at most.")] = None,
    at_once: Annotated[int, typer.Option(help="How many texts are read at the same time.")] = 8,
    max_tokens: MaxTokens = 2048,
    temperature: Temperature = 0.7,
    per_minute: PerMinute = None,
    api_key_env: ApiKeyEnv = "OPENAI_API_KEY",
    reread: Annotated[
        bool, typer.Option("--reread", help="Have every docstring turned into code again, and compare.")
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Take up the run that --out holds.")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The folder of SCMs, journal and manifest; stdout if left out.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Turn texts into verified SCMs; every variable stands on a sentence that is quoted from the text.

    Examples: causim formalize lake.txt --backend openai --base-url http://localhost:8000/v1 --model my-model
    --variants 10 --out runs/lake; causim formalize told.txt --backend reader;
    causim formalize runs/lake/0000.scm.py --variants 50 --out runs/more
    """
    from causim_env.authors.incremental import Rules
    from causim_env.formalization.run import Order, formalize_all
    from causim_env.sandbox import runtimes

    if backend not in _BACKENDS:
        raise ValueError(f"--backend {backend}: write one of {', '.join(_BACKENDS)}")
    rules = Rules([make() for make in runtimes().values()], writes=tries, tokens=budget)
    if any(file.name.endswith((".scm.py", ".scm")) for file in files):
        _augment(files, variants, seed, rules, out, as_json)
        return
    order = Order([(file.name, _text(file)) for file in files], variants, seed, most, at_once)
    chosen: Backend
    if backend == "reader":
        from causim_env.formalization.reader import OwnReader

        chosen = OwnReader()
    else:
        chosen = model_backend(
            backend, model, base_url, recording, max_tokens, temperature, per_minute, at_once, api_key_env
        )
    functions = 0
    with progress("functions", None) as advance:

        def watch(turn: Turn) -> None:
            nonlocal functions
            written = turn.role == "formalize" and not turn.refused
            functions += written
            advance(f"{functions} functions", by=int(written))

        found = formalize_all(out, order, chosen, rules, second=chosen if reread else None, resume=resume, watch=watch)
    _report(order, found, out, as_json)
    raise typer.Exit(0 if all(made.complete for made in found) else 1)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ValueError(f"{file}: no text in UTF-8; write a plain text file") from None


def _augment(files: list[Path], count: int, seed: int, rules: Rules, out: Path | None, as_json: bool) -> None:
    """Variants of an SCM that is there already."""
    import json

    from causim_env import __version__
    from causim_env.authors.run import MANIFEST
    from causim_env.cli.common import tracked
    from causim_env.files import write_text
    from causim_env.formalization.run import verified
    from causim_env.formalization.variants import variants

    if len(files) > 1 or count < 1:
        raise ValueError("an SCM has no text to formalize: write one .scm.py file and --variants 1 or more")
    try:
        scm = verified(read_scm(files[0]), rules)
    except ValueError as error:
        raise ValueError(f"{files[0]}: {error}") from None
    made = list(tracked(variants(scm, count, rules.runtimes, seed=seed), "variants", count))
    if out is None and not as_json:
        say("\n\n".join(f"# {one.edit}\n{one.scm.to_source().rstrip()}" for one in made))
        return
    entries = [
        {"file": f"{i:04d}.scm.py", "content_hash": one.scm.content_hash, "complete": True, "lineage": one.to_json()}
        for i, one in enumerate(made)
    ]
    settings = {"version": __version__, "seed": seed, "n": count, "parent": scm.content_hash}
    if out is not None:
        if (out / MANIFEST).exists():
            raise ValueError(f"{out} holds a run already: choose another folder")
        for entry, one in zip(entries, made, strict=True):
            write_text(out / str(entry["file"]), one.scm.to_source())
        write_text(out / MANIFEST, json.dumps({"settings": settings, "scms": entries}, indent=2) + "\n")
    if as_json:
        sources = [{**entry, "source": one.scm.to_source()} for entry, one in zip(entries, made, strict=True)]
        say_json({"settings": settings, "scms": sources})
    else:
        say(f"{len(made)} variants of {files[0]} in {out}")


def _report(order: Order, found: list[Formal], out: Path | None, as_json: bool) -> None:
    if as_json:
        say_json(
            [
                {
                    "text": name,
                    "complete": made.complete,
                    "reason": made.read.outcome.reason or made.reason,
                    "tokens": made.read.outcome.tokens,
                    "sentences": dict(made.read.sentences),
                    "unquoted": list(made.read.unquoted),
                    "source": made.scm.to_source() if made.scm is not None else None,
                    "variants": [{**one.to_json(), "source": one.scm.to_source()} for one in made.variants],
                }
                for (name, _), made in zip(order.texts, found, strict=True)
            ]
        )
        return
    if out is None:
        for made in found:
            if made.scm is not None:
                said = "".join(f"# {name}: {sentence}\n" for name, sentence in made.read.sentences.items())
                sources = [made.scm.to_source(), *(f"# {v.edit}\n{v.scm.to_source()}" for v in made.variants)]
                say(said + "\n" + "\n\n".join(source.rstrip() for source in sources))
    rows = table("text", "functions", "unquoted sentences", "questions", "tokens", "variants", "complete")
    for (name, _), made in zip(order.texts, found, strict=True):
        outcome = made.read.outcome
        size = len(outcome.scm.endogenous) if outcome.scm is not None else 0
        state = "yes" if made.complete else f"no: {outcome.reason or made.reason}"
        cells = (size, len(made.read.unquoted), outcome.turns, f"{outcome.tokens:,}", len(made.variants), state)
        rows.add_row(name, *map(str, cells))
    if out is not None or not all(made.complete for made in found):
        console().print(rows)
