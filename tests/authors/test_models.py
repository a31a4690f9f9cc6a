"""Authors over HTTP: the real client and the real loop, against a local server with good and bad manners."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

pytest.importorskip("httpx", reason="needs the llm extra")
pytest.importorskip("jinja2", reason="needs the llm extra")

from causim_env.authors.incremental import Outcome, Rules
from causim_env.authors.models import AtEndpoint
from causim_env.authors.noisy import NoisyAuthor
from causim_env.authors.run import Order, write_all
from causim_env.authors.targets import Targets
from causim_env.evaluation.endpoint import Endpoint
from causim_env.evaluation.models import ModelError
from causim_env.sandbox import default_runtime
from tests.serving import Response, says, serving
from tests.spoken import Spoken

RULES = Rules([default_runtime()])
ORDER = Order(2, (Targets(3),), at_once=2)
HOSTILE = (
    "\x00\u202e {{ 7 * 7 }} ```python\n__import__('os').system('true')\n```",
    "{" * 5_000,
    "```python\n" + "def f(:\n" * 2_000 + "```",
    '{"name": "x", "meaning": "</s>", "support": "().__class__", "parents": [1]}',
)

Serve = Callable[..., str]


@pytest.fixture(scope="module")
def script() -> tuple[dict[str, str], list[Outcome]]:
    """What a faultless author says to every prompt of one run, and where that run ends."""
    author = NoisyAuthor(0.0, seed=5)
    recorder = Spoken(author.answer, author.name, settings=author.settings)
    outcomes = write_all(None, ORDER, recorder, RULES)
    return recorder.said, outcomes


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:
        yield lambda respond, pieces=False: stack.enter_context(serving(respond, pieces=pieces)).url


def counted(text: str) -> Response:
    return says(text, usage={"prompt_tokens": 11, "completion_tokens": 7})


def sources(outcomes: list[Outcome]) -> list[str]:
    return [outcome.scm.to_source() if outcome.scm else "" for outcome in outcomes]


@pytest.mark.parametrize("manners", ["good", "in pieces", "broken at first", "no structured output"])
def test_the_same_answers_over_http_make_the_same_scms(script: Any, serve: Serve, manners: str) -> None:
    said, wanted = script

    def answer(prompt: str, attempt: int, body: dict[str, Any]) -> Response:
        if manners == "broken at first" and attempt < 3:
            return (500, {}, b"") if attempt == 1 else (200, {}, b"<html>")
        if manners == "no structured output" and "response_format" in body:
            return 400, {}, b'{"error": "unknown field response_format"}'
        return counted(said[prompt])

    endpoint = Endpoint(serve(answer, manners == "in pieces"), "m", pause=0.01)
    outcomes = write_all(None, ORDER, AtEndpoint(endpoint), RULES)
    assert sources(outcomes) == sources(wanted) and all(outcome.complete for outcome in outcomes)
    assert outcomes[0].tokens == 18 * outcomes[0].turns


def test_plans_are_asked_for_with_a_schema(script: Any, serve: Serve) -> None:
    said, _ = script
    forms: list[object] = []

    def answer(prompt: str, attempt: int, body: dict[str, Any]) -> Response:
        forms.append(body.get("response_format", {}).get("type"))
        return counted(said[prompt])

    write_all(None, ORDER, AtEndpoint(Endpoint(serve(answer), "m")), RULES)
    assert forms.count("json_schema") == forms.count(None) > 0


@pytest.mark.parametrize("refusal", [(400, b"unknown field"), (500, b"schema"), (405, b"no"), (200, b"{}")])
def test_what_fails_only_with_a_schema_is_asked_without_from_then_on(
    script: Any, serve: Serve, refusal: tuple[int, bytes]
) -> None:
    said, wanted = script
    structured: list[str] = []

    def answer(prompt: str, attempt: int, body: dict[str, Any]) -> Response:
        if "response_format" in body:
            structured.append(prompt)
            return refusal[0], {}, refusal[1]
        return counted(said[prompt])

    one_by_one = Order(ORDER.n, ORDER.targets, at_once=1)
    endpoint = Endpoint(serve(answer), "m", pause=0.01, tries=2)
    assert sources(write_all(None, one_by_one, AtEndpoint(endpoint), RULES)) == sources(wanted)
    assert len(set(structured)) == 1


@pytest.mark.parametrize("limit", [408, 429])
def test_a_limit_that_is_used_up_does_not_end_structured_output(serve: Serve, limit: int) -> None:
    forms: list[object] = []

    def answer(prompt: str, attempt: int, body: dict[str, Any]) -> Response:
        forms.append(body.get("response_format", {}).get("type"))
        return (limit, {}, b"") if len(forms) <= 2 else counted("no plan")

    one_by_one = Order(1, ORDER.targets, at_once=1)
    endpoint = Endpoint(serve(answer), "m", pause=0.01, tries=2)
    refusals: list[str] = []
    rules = Rules(RULES.runtimes, drops=0, plans=2)
    write_all(None, one_by_one, AtEndpoint(endpoint), rules, watch=lambda turn: refusals.append(turn.refused))
    assert refusals[0] == f"HTTP {limit}, tried 2 times" and "no JSON object" in refusals[1]
    assert forms == ["json_schema"] * 3


def test_a_run_goes_on_wherever_the_model_is_served(script: Any, serve: Serve, tmp_path: Any) -> None:
    said, wanted = script
    for resume in (False, True):
        model = AtEndpoint(Endpoint(serve(lambda prompt, attempt, body: counted(said[prompt])), "m"))
        assert sources(write_all(tmp_path, ORDER, model, RULES, resume=resume)) == sources(wanted)


def test_hostile_text_is_refused_and_does_no_harm(script: Any, serve: Serve) -> None:
    turns: list[str] = []

    def answer(prompt: str, attempt: int, body: dict[str, Any]) -> Response:
        turns.append(prompt)
        return counted(HOSTILE[len(turns) % len(HOSTILE)])

    rules = Rules(RULES.runtimes, drops=1)
    outcomes = write_all(None, ORDER, AtEndpoint(Endpoint(serve(answer), "m")), rules)
    assert all(outcome.scm is None and not outcome.complete for outcome in outcomes)
    assert all("\n" not in outcome.reason for outcome in outcomes)


def test_an_endpoint_that_cannot_be_used_ends_the_run(serve: Serve) -> None:
    url = serve(lambda prompt, attempt, body: (401, {}, b"no key"))
    with pytest.raises(ModelError, match="401"):
        write_all(None, ORDER, AtEndpoint(Endpoint(url, "m")), RULES)
