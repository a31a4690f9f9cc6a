from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

pytest.importorskip("httpx", reason="needs the llm extra")

from causim_env.evaluation.completion import Completion
from causim_env.evaluation.endpoint import Endpoint
from causim_env.evaluation.models import ModelError
from causim_env.problems import Problem
from tests.serving import Respond, Response, Server, says, serving

Serve = Callable[[Respond], Server]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:
        yield lambda respond: stack.enter_context(serving(respond))


def ask(endpoint: Endpoint, *prompts: str) -> dict[str, Completion]:
    got: dict[str, Completion] = {}

    def done(position: int, completion: Completion) -> None:
        assert prompts[position] not in got
        got[prompts[position]] = completion

    problems = [cast(Problem, SimpleNamespace(prompt=prompt)) for prompt in prompts]
    endpoint.complete(problems, done)
    assert set(got) == set(prompts)
    return got


def test_a_good_endpoint_is_asked_once_for_each_and_in_parallel(serve: Serve) -> None:
    def reply(prompt: str, attempt: int, body: object) -> Response:
        time.sleep(0.05)
        return says(f"to {prompt}", "length" if prompt == "p3" else "stop")

    server = serve(reply)
    endpoint = Endpoint(server.url, "tiny", api_key="secret", max_tokens=9, concurrency=8)
    got = ask(endpoint, *(f"p{i}" for i in range(24)))
    assert got["p5"] == Completion("to p5", "stop")
    assert got["p3"].finish == "length"
    assert sorted(server.asked) == sorted(got)
    assert 2 <= server.most_open <= 8
    request = server.requests[0]
    assert request["path"] == "/v1/chat/completions"
    assert (request["key"], request["model"], request["max_tokens"]) == ("Bearer secret", "tiny", 9)
    assert "secret" not in repr(endpoint)


@pytest.mark.parametrize(
    "bad",
    [
        (500, {}, b"oops"),
        (503, {}, b""),
        (200, {}, b"<html>not json</html>"),
        (200, {}, b'{"choices": []}'),
        (200, {}, b"[1, 2]"),
        says({"not": "text"}),
    ],
)
def test_what_may_pass_is_tried_again(serve: Serve, bad: Response) -> None:
    server = serve(lambda prompt, attempt, body: bad if attempt < 3 else says("good"))
    got = ask(Endpoint(server.url, "m", pause=0.01, tries=4), "a", "b")
    assert {c.text for c in got.values()} == {"good"}
    assert len(server.asked) == 6


def test_a_problem_that_never_gets_through_has_no_completion_and_the_others_do(serve: Serve) -> None:
    server = serve(lambda prompt, attempt, body: (500, {}, b"") if prompt == "bad" else says("good"))
    got = ask(Endpoint(server.url, "m", pause=0.01, tries=3), "bad", "fine")
    assert got["fine"].text == "good"
    assert got["bad"] == Completion(None, error="HTTP 500, tried 3 times")


def test_a_request_that_is_refused_is_not_repeated(serve: Serve) -> None:
    refusal: Response = 400, {}, b'{"error": "prompt too\n long"}'
    server = serve(lambda prompt, attempt, body: refusal if prompt == "long" else says("good"))
    got = ask(Endpoint(server.url, "m", pause=0.01), "long", "short")
    assert got["long"].text is None and "HTTP 400" in got["long"].error
    assert "\n" not in got["long"].error
    assert server.asked.count("long") == 1


def test_a_slow_endpoint_runs_into_the_deadline(serve: Serve) -> None:
    def reply(prompt: str, attempt: int, body: object) -> Response:
        time.sleep(4.0 if attempt == 1 else 0.0)
        return says("at last")

    server = serve(reply)
    start = time.monotonic()
    got = ask(Endpoint(server.url, "m", timeout=0.2, pause=0.01), "a")
    assert got["a"].text == "at last"
    assert time.monotonic() - start < 3.5


def test_an_endpoint_that_asks_to_wait_is_given_time(serve: Serve) -> None:
    busy = 429, {"Retry-After": "0.5"}, b""
    server = serve(lambda prompt, attempt, body: busy if attempt == 1 else says("good"))
    ask(Endpoint(server.url, "m", pause=0.01, concurrency=1), "a", "b")
    assert server.starts[1] - server.starts[0] >= 0.5


def test_the_pace_is_kept(serve: Serve) -> None:
    server = serve(lambda prompt, attempt, body: says("good"))
    ask(Endpoint(server.url, "m", per_minute=600, concurrency=4), *"abcdef")
    assert server.starts[-1] - server.starts[0] >= 0.3


@pytest.mark.parametrize("status", [401, 403, 404, 301])
def test_what_is_wrong_for_every_problem_ends_the_run(serve: Serve, status: int) -> None:
    server = serve(lambda prompt, attempt, body: (status, {}, b"no such\nmodel"))
    with pytest.raises(ModelError, match=f"says {status}: no such model") as error:
        ask(Endpoint(server.url, "m", concurrency=2), *"abcdefgh")
    assert len(server.asked) <= 4
    assert "\n" not in str(error.value)


def test_an_endpoint_that_is_not_there_is_said_to_be(serve: Serve) -> None:
    with pytest.raises(ModelError, match="never answered"):
        ask(Endpoint("http://127.0.0.1:9/v1", "m", tries=2, pause=0.01), "a")
    with pytest.raises(ModelError):
        ask(Endpoint("localhost:8000/v1", "m", tries=2, pause=0.01), "a")


def test_an_empty_message_is_an_empty_completion(serve: Serve) -> None:
    server = serve(lambda prompt, attempt, body: says(None, "length"))
    assert ask(Endpoint(server.url, "m"), "a")["a"] == Completion("", "length")


def test_cached_completions_are_not_asked_for_again(serve: Serve, tmp_path: Path) -> None:
    server = serve(lambda prompt, attempt, body: says(f"to {prompt} \ud83d"))
    endpoint = Endpoint(server.url, "m", cache=tmp_path)
    first = ask(endpoint, "a", "b")
    assert ask(endpoint, "a", "b", "c") == first | {"c": Completion("to c \ud83d", "stop")}
    assert sorted(server.asked) == ["a", "b", "c"]
    ask(Endpoint(server.url, "m", cache=tmp_path, temperature=1.0), "a")
    assert len(server.asked) == 4
