"""The same program gives the same values, or the same refusal, in Monty, in the worker and fused in this process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from causim_env.sandbox import Runtime, SandboxError, runtimes
from causim_env.scm.domains import SCMError, Value
from causim_env.scm.language import check_function
from causim_env.scm.meter import FuelExhausted, compile_metered
from causim_env.streams import Stream
from tests.sandbox.programs import random_mutation, random_program, random_rows

ROWS = 6
BATCH = 250
Outcome = str | list[tuple[str, Value]]


@pytest.fixture(scope="module")
def sandboxes() -> Iterator[list[Runtime]]:
    started = [start() for start in runtimes().values()]
    yield started
    for runtime in started:
        runtime.close()


def typed(values: list[Value]) -> Outcome:
    return [(type(value).__name__, value) for value in values]


def in_this_process(source: str, rows: list[tuple[Value, ...]]) -> Outcome:
    call = compile_metered(check_function(source))
    try:
        values = [call(*row) for row in rows]
    except FuelExhausted:
        return "fuel"
    except SCMError:
        return "error"
    return typed(values) if all(type(value) in (bool, int, str) for value in values) else "result"


def outcome(result: list[Value] | SandboxError) -> Outcome:
    return result.reason if isinstance(result, SandboxError) else typed(result)


def agree(sandboxes: list[Runtime], start: int, count: int) -> int:
    submissions = []
    for index in range(start, start + count):
        stream = Stream("sandbox programs", index)
        submissions.append((random_program(stream), random_rows(stream, ROWS)))
    expected = [in_this_process(source, rows) for source, rows in submissions]
    for runtime in sandboxes:
        found = [outcome(result) for result in runtime.tabulate_many(submissions)]
        different = [(s, e, f) for (s, _), e, f in zip(submissions, expected, found, strict=True) if e != f]
        assert not different, (runtime.name, len(different), different[0])
    return sum(isinstance(values, list) for values in expected)


def refuse(sandboxes: list[Runtime], start: int, count: int) -> None:
    for index in range(start, start + count):
        text = random_mutation(Stream("sandbox mutations", index))
        for runtime in sandboxes:
            with pytest.raises(SandboxError) as error:
                runtime.tabulate(text, [(1, True, "clay")])
            assert error.value.reason == "language" and "\n" not in str(error.value)


def test_random_programs_agree(sandboxes: list[Runtime]) -> None:
    assert agree(sandboxes, 0, 300) > 150


def test_random_mutations_are_refused(sandboxes: list[Runtime]) -> None:
    refuse(sandboxes, 0, 500)


@pytest.mark.slow
def test_twenty_thousand_programs_agree(sandboxes: list[Runtime]) -> None:
    assert sum(agree(sandboxes, start, BATCH) for start in range(0, 20_000, BATCH)) > 10_000


@pytest.mark.slow
def test_twenty_thousand_mutations_are_refused(sandboxes: list[Runtime]) -> None:
    refuse(sandboxes, 0, 20_000)
