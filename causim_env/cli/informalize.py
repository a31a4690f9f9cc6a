"""`causim informalize`: SCMs as texts in several styles, each text read back before it is kept."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
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
from causim_env.cli.common import Json, progress, read_scm, say, say_json, tracked
from causim_env.files import write_rows, write_text

if TYPE_CHECKING:
    from causim_env.authors.backend import Backend
    from causim_env.formalization.retold import Item, Retold
    from causim_env.scm import SCM

_BACKENDS = ("none", "openai", "local", "replay")


def informalize(
    files: Annotated[list[Path], typer.Argument(help="SCMs, or folders of .scm.py files.")],
    backend: Annotated[str, typer.Option(help="none, openai, local or replay.")] = "none",
    style: Annotated[
        list[str] | None,
        typer.Option(
            help="plain, report, story, questions, note or textbook; with a backend story, report, dialogue or "
            "leaflet. Repeat for several."
        ),
    ] = None,
    variants: Annotated[int, typer.Option(help="How many texts of each SCM and style.")] = 1,
    seed: Annotated[int, typer.Option(help="The first paraphrase; variants count on from it.")] = 0,
    model: ModelName = "",
    base_url: BaseUrl = "",
    reader: Annotated[
        str, typer.Option(help="The model that reads the texts again; --model, without memory, if left out.")
    ] = "",
    recording: Recording = None,
    tries: Annotated[int, typer.Option(help="Texts for one SCM and style at most, until one comes back whole.")] = 3,
    at_once: Annotated[int, typer.Option(help="How many texts are written at the same time.")] = 8,
    max_tokens: MaxTokens = 4096,
    temperature: Temperature = 0.7,
    per_minute: PerMinute = None,
    api_key_env: ApiKeyEnv = "OPENAI_API_KEY",
    resume: Annotated[bool, typer.Option("--resume", help="Take up the run of --out.")] = False,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="A .jsonl file of texts; stdout if left out.")] = None,
    as_json: Json = False,
) -> None:
    """Tell SCMs as texts: in fixed styles without a model, or by a model that has to be understood.

    A model's text is kept only if an independent reading of it, scored like any formalization, has every law and every
    mechanism right. How many were dropped is said at the end.

    Examples: causim informalize lake.scm.py --style story --seed 4;
    causim informalize runs/lake --backend openai --base-url http://localhost:8000/v1 --model my-model
    --style dialogue --variants 3 --out told.jsonl --resume
    """
    from causim_env.formalization.retold import BRIEFS, Item, told
    from causim_env.informal import STYLES

    if backend not in _BACKENDS:
        raise ValueError(f"--backend {backend}: write one of {', '.join(_BACKENDS)}")
    known = list(STYLES) if backend == "none" else list(BRIEFS)
    for name in style or ():
        if name not in known:
            raise ValueError(f"--style {name}: write one of {', '.join(known)}")
    if variants < 1:
        raise ValueError(f"--variants {variants}: write how many texts, at least 1")
    items = [
        Item(scm, name, seed + number, file.name)
        for file, scm in tracked(_scms(files), "SCMs", None)
        for name in (style or known[:1])
        for number in range(variants)
    ]
    if backend == "none":
        texts = [told(item) for item in tracked(items, "texts", len(items))]
    else:
        chosen = model_backend(
            backend, model, base_url, recording, max_tokens, temperature, per_minute, at_once, api_key_env
        )
        other = None
        if reader:
            other = model_backend(
                backend, reader, base_url, recording, max_tokens, temperature, per_minute, at_once, api_key_env
            )
        texts = _asked(items, chosen, other, out, resume, tries, at_once)
    _report(texts, out, as_json)
    raise typer.Exit(0 if all(one.judged for one in texts) else 1)


def _scms(files: list[Path]) -> Iterator[tuple[Path, SCM]]:
    """The SCMs, run in the sandbox before anything else looks at them."""
    from causim_env.problems.simulator_set import SUFFIX, tabled
    from causim_env.sandbox import default_runtime

    for file in files:
        found = sorted(file.glob(f"*{SUFFIX}")) if file.is_dir() else [file]
        if not found:
            raise ValueError(f"{file}: no {SUFFIX} file in this folder")
        for path in found:
            scm = read_scm(path)
            try:
                yield path, tabled(scm, default_runtime())
            except ValueError as error:
                raise ValueError(f"{path}: {error}") from None


def _asked(
    items: list[Item],
    backend: Backend,
    reader: Backend | None,
    out: Path | None,
    resume: bool,
    tries: int,
    at_once: int,
) -> list[Retold]:
    """What a model wrote."""
    from causim_env.formalization.retold import retell_all
    from causim_env.sandbox import default_runtime

    journal = out.with_name(out.name + ".journal.jsonl") if out is not None else None
    counts = {True: 0, False: 0}
    with progress("texts", len(items)) as advance:

        def done(one: Retold) -> None:
            counts[one.text is not None] += 1
            advance(f"{counts[True]} kept, {counts[False]} dropped")

        return retell_all(
            items, backend, default_runtime(), reader=reader, journal=journal, resume=resume, tries=tries,
            at_once=at_once, done=done,
        )  # fmt: skip


def _report(texts: list[Retold], out: Path | None, as_json: bool) -> None:
    kept = [one for one in texts if one.text is not None]
    unjudged = sum(not one.judged for one in texts)
    judged = len(texts) - unjudged
    summary: dict[str, object] = {
        "asked": len(texts),
        "kept": len(kept),
        "dropped": judged - len(kept),
        "not_judged": unjudged,
        "drop_rate": (judged - len(kept)) / judged if judged else None,
        "reasons": [
            {"file": one.item.name, "style": one.item.style, "seed": one.item.seed, "reason": one.reason}
            for one in texts
            if one.text is None
        ],
    }
    if out is not None:
        write_rows(out, (one.to_json() for one in kept))
        write_text(out.with_name(out.name + ".summary.json"), json.dumps(summary, indent=2) + "\n")
    if as_json:
        say_json({**summary, "texts": [one.to_json() for one in kept]})
        return
    if out is None:
        say("\n\n---\n\n".join(str(one.text) for one in kept))
    lost = f", {judged - len(kept)} of {judged} dropped" if judged else ""
    if unjudged:
        lost += f", {unjudged} not judged ({next(one.reason for one in texts if not one.judged)})"
    if out is not None:
        say(f"{len(kept)} texts in {out}{lost}")
    elif len(kept) < len(texts):
        sys.stderr.write(f"{len(kept)} texts{lost}\n")
