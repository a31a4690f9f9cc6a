"""A model behind an OpenAI-compatible endpoint (`POST <base_url>/chat/completions`).

Requests run concurrently under one deadline each. What may pass (timeouts, broken connections, 408,
409, 429, 5xx, replies that are no completion) is tried again with growing pauses; 429 and 503 with
`Retry-After` hold back every request. What cannot pass for any problem (401, 403, 404, redirects, an
endpoint that never answered) ends the run. A problem that got no completion in all its tries is
reported without one, never as a wrong answer. There is no streaming and there are no tools.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from causim_env.evaluation.completion import Completion
from causim_env.evaluation.item import Asked
from causim_env.evaluation.models import Done, ModelError
from causim_env.evaluation.predictions import digest
from causim_env.files import write_text
from causim_env.streams import Stream

if TYPE_CHECKING:
    import httpx

Complete = Callable[[str, Mapping[str, object] | None], Awaitable[Completion]]

_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_HOPELESS = frozenset({301, 302, 303, 307, 308, 401, 403, 404, 405})
_LIMITS = ("HTTP 408", "HTTP 429")
_LONGEST_PAUSE = 60.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible endpoint and how it is to be asked.

    Args:
        base_url: The address up to and including `/v1` or what takes its place.
        model: The model's name there.
        api_key: Sent as a bearer token if not empty.
        max_tokens: The longest completion.
        temperature: The sampling temperature.
        concurrency: How many requests are open at once.
        timeout: Seconds that one try may take, from connecting to the last byte.
        tries: How often one problem is asked.
        pause: Seconds before the second try; the pauses double from there.
        per_minute: At most so many requests start in a minute, if given.
        cache: A folder of completions to look into before asking, if given. The key holds the
            address, the model's name and the request, not the weights behind them.
    """

    base_url: str
    model: str
    api_key: str = field(default="", repr=False)
    max_tokens: int = 2048
    temperature: float = 0.0
    concurrency: int = 16
    timeout: float = 180.0
    tries: int = 5
    pause: float = 1.0
    per_minute: float | None = None
    cache: Path | None = None

    def __post_init__(self) -> None:
        """Refuses numbers that would ask nothing.

        Raises:
            ModelError: With the name and the value.
        """
        for what in ("max_tokens", "concurrency", "timeout", "tries", "per_minute"):
            value = getattr(self, what)
            if value is not None and value <= 0:
                raise ModelError(f"{what} {value}: write a number above 0")
        if not self.temperature >= 0:
            raise ModelError(f"temperature {self.temperature:g}: write 0 or more")

    @property
    def name(self) -> str:
        """The model's name."""
        return self.model

    @property
    def settings(self) -> str:
        """The address, the longest completion and the temperature."""
        return f"{self.base_url} {self.sampling}"

    @property
    def sampling(self) -> str:
        """The longest completion and the temperature, wherever the model is served."""
        return f"max_tokens={self.max_tokens} temperature={self.temperature:g}"

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Complete]:
        """Ask prompts one by one, many at once, under the same deadlines, tries, pace and cache.

        The second argument of what it yields is a JSON schema for the completion, or None. What fails with a schema and
        not because of a limit is asked without it; where that helps, nothing is asked with a schema from then on.

        Raises:
            ModelError: If httpx is not installed or the endpoint cannot be used.
        """
        try:
            run = _Run(self)
            async with run.client() as client:
                slots = asyncio.Semaphore(self.concurrency)

                async def complete(prompt: str, schema: Mapping[str, object] | None = None) -> Completion:
                    async with slots:
                        return await run.complete(client, prompt, schema)

                yield complete
        except ModuleNotFoundError as error:
            raise ModelError(f"{error}: install causim-env[llm]") from None

    def complete(self, problems: Sequence[Asked], done: Done) -> None:
        """Ask for every problem.

        Raises:
            ModelError: If httpx is not installed or the endpoint cannot be used.
        """
        try:
            asyncio.run(_Run(self).ask_all([p.prompt for p in problems], done))
        except ModuleNotFoundError as error:
            raise ModelError(f"{error}: install causim-env[llm]") from None


class _Try(Exception):
    """One try that failed; `after` is what the endpoint asked to wait."""

    def __init__(self, reason: str, after: float | None = None, passing: bool = True) -> None:
        super().__init__(reason)
        self.after = after
        self.passing = passing


class _Run:
    """The state of one run: who may start when, and whether anything was ever answered."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._url = endpoint.base_url.rstrip("/") + "/chat/completions"
        self._next_start = 0.0
        self._held_until = 0.0
        self._reached = False
        self._structured = True

    def client(self) -> httpx.AsyncClient:
        """Return a pool of connections."""
        import httpx

        endpoint = self._endpoint
        headers = {"Authorization": f"Bearer {endpoint.api_key}"} if endpoint.api_key else {}
        limits = httpx.Limits(max_connections=endpoint.concurrency)
        return httpx.AsyncClient(headers=headers, limits=limits, timeout=None)

    async def ask_all(self, prompts: Sequence[str], done: Done) -> None:
        waiting = iter(enumerate(prompts))

        async def worker(client: httpx.AsyncClient) -> None:
            for position, prompt in waiting:
                done(position, await self.complete(client, prompt))

        try:
            async with self.client() as client, asyncio.TaskGroup() as group:
                for _ in range(min(self._endpoint.concurrency, len(prompts))):
                    group.create_task(worker(client))
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None

    async def complete(
        self, client: httpx.AsyncClient, prompt: str, schema: Mapping[str, object] | None = None
    ) -> Completion:
        """Ask one prompt until it is answered or its tries are used up."""
        if schema is not None and self._structured:
            form = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
            try:
                completion = await self._complete(client, prompt, {"response_format": form})
            except ModelError:
                pass  # asked plainly, it says so again where the schema is not to blame
            else:
                if completion.text is not None or completion.error.startswith(_LIMITS):
                    return completion
            plain = await self._complete(client, prompt, {})
            self._structured = self._structured and plain.text is None
            return plain
        return await self._complete(client, prompt, {})

    async def _complete(self, client: httpx.AsyncClient, prompt: str, also: Mapping[str, object]) -> Completion:
        endpoint = self._endpoint
        body: dict[str, object] = {
            "model": endpoint.model,
            "messages": [{"role": "user", "content": prompt}],
            "max_tokens": endpoint.max_tokens,
            "temperature": endpoint.temperature,
            **also,
        }
        cached = self._cached(body)
        if cached is not None and cached.exists():
            return Completion(**json.loads(cached.read_text(encoding="utf-8")))
        jitter = Stream("endpoint", digest(prompt))
        reason = ""
        for attempt in range(endpoint.tries):
            if attempt:
                pause = endpoint.pause * 2 ** (attempt - 1) * (1 + jitter.random())
                await asyncio.sleep(min(pause, _LONGEST_PAUSE))
            await self._turn()
            try:
                completion = await self._ask(client, body)
            except _Try as failed:
                reason = str(failed)
                if not failed.passing:
                    return Completion(None, error=reason)
                if failed.after is not None:
                    self._hold(failed.after)
            else:
                if cached is not None:
                    kept = {"text": completion.text, "finish": completion.finish}
                    write_text(cached, json.dumps(kept))
                return completion
        if not self._reached:
            raise ModelError(f"{self._url} never answered ({reason}): is the server running?")
        return Completion(None, error=f"{reason}, tried {endpoint.tries} times")

    async def _ask(self, client: httpx.AsyncClient, body: dict[str, object]) -> Completion:
        import httpx

        try:
            async with asyncio.timeout(self._endpoint.timeout):
                reply = await client.post(self._url, json=body)
        except TimeoutError:
            raise _Try(f"no reply in {self._endpoint.timeout:g} s") from None
        except httpx.InvalidURL as error:
            raise ModelError(f"{self._endpoint.base_url!r} is no address: {error}") from None
        except httpx.UnsupportedProtocol as error:
            raise ModelError(f"{self._url}: {error}") from None
        except httpx.TransportError as error:
            raise _Try(f"{type(error).__name__}: {error}".rstrip(": ")) from None
        if reply.status_code in _HOPELESS:
            raise ModelError(f"{self._url} says {reply.status_code}: {_said(reply.text)}")
        self._reached = True
        if reply.status_code in _PASSING:
            raise _Try(f"HTTP {reply.status_code}", after=_retry_after(reply.headers))
        if not reply.is_success:
            raise _Try(f"HTTP {reply.status_code}: {_said(reply.text)}", passing=False)
        return _completion(reply.text)

    async def _turn(self) -> None:
        """Wait for the pace and for what the endpoint asked."""
        clock = asyncio.get_running_loop().time
        while (wait := self._held_until - clock()) > 0:
            await asyncio.sleep(wait)
        if self._endpoint.per_minute is not None:
            start = max(clock(), self._next_start)
            self._next_start = start + 60 / self._endpoint.per_minute
            await asyncio.sleep(start - clock())

    def _hold(self, seconds: float) -> None:
        until = asyncio.get_running_loop().time() + min(seconds, _LONGEST_PAUSE)
        self._held_until = max(self._held_until, until)

    def _cached(self, body: dict[str, object]) -> Path | None:
        if self._endpoint.cache is None:
            return None
        key = digest(json.dumps([self._url, body], sort_keys=True))
        return self._endpoint.cache / key[:2] / f"{key}.json"


def _completion(text: str) -> Completion:
    """Read a chat completion; a message without content is an empty completion."""
    try:
        reply = json.loads(text)
        choice = reply["choices"][0]
        content = choice["message"].get("content") or ""
        finish = choice.get("finish_reason") or ""
    except (ValueError, LookupError, TypeError, AttributeError):
        raise _Try(f"the reply is no chat completion: {_said(text)}") from None
    if not isinstance(content, str) or not isinstance(finish, str):
        raise _Try(f"the reply is no chat completion: {_said(text)}")
    return Completion(content, finish, tokens=_tokens(reply))


def _tokens(reply: Mapping[str, object]) -> tuple[int, int] | None:
    """Read the tokens that the endpoint counted; None where it did not."""
    usage = reply.get("usage")
    counted = [usage.get(key) for key in ("prompt_tokens", "completion_tokens")] if isinstance(usage, dict) else []
    match counted:
        case [int(asked), int(said)]:
            return asked, said
        case _:
            return None


def _retry_after(headers: httpx.Headers) -> float | None:
    """Read `Retry-After` in seconds; the form with a date is left to the pauses."""
    value = headers.get("retry-after", "")
    try:
        seconds = float(value)
    except ValueError:
        return None
    return seconds if 0 <= seconds < float("inf") else None


def _said(text: str) -> str:
    """Return the start of a reply on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 160 else line[:157] + "..."
