"""The options of everything that asks a language model, and the backend that they choose."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from causim_env.authors.backend import Backend

ModelName = Annotated[str, typer.Option(help="The model: its name at the endpoint, a local path or a hub name.")]
BaseUrl = Annotated[str, typer.Option(help="An OpenAI-compatible endpoint, up to /v1.")]
Recording = Annotated[Path | None, typer.Option(help="The journal that --backend replay plays back.")]
MaxTokens = Annotated[int, typer.Option(help="The longest answer of a model.")]
Temperature = Annotated[float, typer.Option(help="Sampling temperature at an endpoint.")]
Timeout = Annotated[float, typer.Option(help="Seconds for one request at an endpoint.")]
HttpTries = Annotated[int, typer.Option(help="Requests for one question to an endpoint at most.")]
PerMinute = Annotated[float | None, typer.Option(help="Requests in a minute at most.")]
ApiKeyEnv = Annotated[str, typer.Option(help="The environment variable that holds the key.")]


def model_backend(
    backend: str,
    model: str,
    base_url: str,
    recording: Path | None,
    max_tokens: int,
    temperature: float,
    per_minute: float | None,
    at_once: int,
    api_key_env: str,
    timeout: float = 180.0,
    http_tries: int = 5,
) -> Backend:
    """A language model at an endpoint (openai), in this process (local), or a recorded one (replay).

    Raises:
        ValueError: An option that this backend needs is missing.
    """
    from causim_env.authors.models import AtEndpoint, InProcess, Recorded

    if backend == "replay":
        if recording is None:
            raise ValueError("--backend replay: write the journal after --recording")
        return Recorded(recording)
    if not model:
        raise ValueError(f"--backend {backend}: write the model's name after --model")
    if backend == "local":
        from causim_env.evaluation.local import LocalModel

        return InProcess(LocalModel(model, batch_size=at_once, max_tokens=max_tokens))
    from causim_env.evaluation.endpoint import Endpoint

    if not base_url:
        raise ValueError("--backend openai: write the address after --base-url")
    return AtEndpoint(
        Endpoint(
            base_url,
            model,
            api_key=os.environ.get(api_key_env, ""),
            max_tokens=max_tokens,
            temperature=temperature,
            concurrency=at_once,
            timeout=timeout,
            tries=http_tries,
            per_minute=per_minute,
        )
    )


def refuse_strangers(ctx: typer.Context, takes: Collection[str], what: str) -> None:
    """Refuses options of the command line that mean nothing to what it is about.

    Raises:
        ValueError: With the option.
    """
    for option in ctx.command.params:
        source = ctx.get_parameter_source(option.name or "")
        if source is not None and source.name == "COMMANDLINE" and option.name not in takes:
            raise ValueError(f"{option.opts[0]} means nothing to {what}: leave it out")
