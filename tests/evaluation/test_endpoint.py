from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

pytest.importorskip("httpx", reason="needs the llm extra")

from causim_env.evaluation.completion import Completion
from causim_env.evaluation.endpoint import Endpoint
from causim_env.evaluation.models import ModelError
from causim_env.problems import Problem

Reply = tuple[int, dict[str, str], bytes]


def says(text: object, finish: str = "stop") -> Reply:
    choice = {"message": {"role": "assistant", "content": text}, "finish_reason": finish}
    return 200, {}, json.dumps({"choices": [choice]}).encode()


@dataclass
class Server:
    """A loopback endpoint whose replies a test writes; it counts what it is asked."""

    reply: Callable[[str, int], Reply]
    url: str = ""
    asked: list[str] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    open: int = 0
    most_open: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[str, int], Reply]], Server]]:
    running: list[ThreadingHTTPServer] = []

    def start(reply: Callable[[str, int], Reply]) -> Server:
        server = Server(reply)

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                prompt = body["messages"][0]["content"]
                with server.lock:
                    server.starts.append(time.monotonic())
                    server.requests.append({"path": self.path, "key": self.headers.get("authorization"), **body})
                    server.asked.append(prompt)
                    attempt = server.asked.count(prompt)
                    server.open += 1
                    server.most_open = max(server.most_open, server.open)
                try:
                    status, headers, content = server.reply(prompt, attempt)
                    self.send_response(status)
                    for name, value in headers.items():
                        self.send_header(name, value)
                    self.send_header("content-length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)
                except (BrokenPipeError, ConnectionError):
                    pass
                finally:
                    with server.lock:
                        server.open -= 1

            def log_message(self, format: str, *args: object) -> None:
                pass

        http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        http.daemon_threads = True
        running.append(http)
        threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True).start()
        server.url = f"http://127.0.0.1:{http.server_address[1]}/v1"
        return server

    yield start
    for http in running:
        http.shutdown()
        http.server_close()


def ask(endpoint: Endpoint, *prompts: str) -> dict[str, Completion]:
    got: dict[str, Completion] = {}

    def done(position: int, completion: Completion) -> None:
        assert prompts[position] not in got
        got[prompts[position]] = completion

    problems = [cast(Problem, SimpleNamespace(prompt=prompt)) for prompt in prompts]
    endpoint.complete(problems, done)
    assert set(got) == set(prompts)
    return got


def test_a_good_endpoint_is_asked_once_for_each_and_in_parallel(serve: Any) -> None:
    def reply(prompt: str, attempt: int) -> Reply:
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
def test_what_may_pass_is_tried_again(serve: Any, bad: Reply) -> None:
    server = serve(lambda prompt, attempt: bad if attempt < 3 else says("good"))
    got = ask(Endpoint(server.url, "m", pause=0.01, tries=4), "a", "b")
    assert {c.text for c in got.values()} == {"good"}
    assert len(server.asked) == 6


def test_a_problem_that_never_gets_through_has_no_completion_and_the_others_do(serve: Any) -> None:
    server = serve(lambda prompt, attempt: (500, {}, b"") if prompt == "bad" else says("good"))
    got = ask(Endpoint(server.url, "m", pause=0.01, tries=3), "bad", "fine")
    assert got["fine"].text == "good"
    assert got["bad"] == Completion(None, error="HTTP 500, tried 3 times")


def test_a_request_that_is_refused_is_not_repeated(serve: Any) -> None:
    refusal: Reply = 400, {}, b'{"error": "prompt too\n long"}'
    server = serve(lambda prompt, attempt: refusal if prompt == "long" else says("good"))
    got = ask(Endpoint(server.url, "m", pause=0.01), "long", "short")
    assert got["long"].text is None and "HTTP 400" in got["long"].error
    assert "\n" not in got["long"].error
    assert server.asked.count("long") == 1


def test_a_slow_endpoint_runs_into_the_deadline(serve: Any) -> None:
    def reply(prompt: str, attempt: int) -> Reply:
        time.sleep(4.0 if attempt == 1 else 0.0)
        return says("at last")

    server = serve(reply)
    start = time.monotonic()
    got = ask(Endpoint(server.url, "m", timeout=0.2, pause=0.01), "a")
    assert got["a"].text == "at last"
    assert time.monotonic() - start < 3.5


def test_an_endpoint_that_asks_to_wait_is_given_time(serve: Any) -> None:
    busy = 429, {"Retry-After": "0.5"}, b""
    server = serve(lambda prompt, attempt: busy if attempt == 1 else says("good"))
    ask(Endpoint(server.url, "m", pause=0.01, concurrency=1), "a", "b")
    assert server.starts[1] - server.starts[0] >= 0.5


def test_the_pace_is_kept(serve: Any) -> None:
    server = serve(lambda prompt, attempt: says("good"))
    ask(Endpoint(server.url, "m", per_minute=600, concurrency=4), *"abcdef")
    assert server.starts[-1] - server.starts[0] >= 0.3


@pytest.mark.parametrize("status", [401, 403, 404, 301])
def test_what_is_wrong_for_every_problem_ends_the_run(serve: Any, status: int) -> None:
    server = serve(lambda prompt, attempt: (status, {}, b"no such\nmodel"))
    with pytest.raises(ModelError, match=f"says {status}: no such model") as error:
        ask(Endpoint(server.url, "m", concurrency=2), *"abcdefgh")
    assert len(server.asked) <= 4
    assert "\n" not in str(error.value)


def test_an_endpoint_that_is_not_there_is_said_to_be(serve: Any) -> None:
    with pytest.raises(ModelError, match="never answered"):
        ask(Endpoint("http://127.0.0.1:9/v1", "m", tries=2, pause=0.01), "a")
    with pytest.raises(ModelError):
        ask(Endpoint("localhost:8000/v1", "m", tries=2, pause=0.01), "a")


def test_an_empty_message_is_an_empty_completion(serve: Any) -> None:
    server = serve(lambda prompt, attempt: says(None, "length"))
    assert ask(Endpoint(server.url, "m"), "a")["a"] == Completion("", "length")


def test_cached_completions_are_not_asked_for_again(serve: Any, tmp_path: Path) -> None:
    server = serve(lambda prompt, attempt: says(f"to {prompt} \ud83d"))
    endpoint = Endpoint(server.url, "m", cache=tmp_path)
    first = ask(endpoint, "a", "b")
    assert ask(endpoint, "a", "b", "c") == first | {"c": Completion("to c \ud83d", "stop")}
    assert sorted(server.asked) == ["a", "b", "c"]
    ask(Endpoint(server.url, "m", cache=tmp_path, temperature=1.0), "a")
    assert len(server.asked) == 4
