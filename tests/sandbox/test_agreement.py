"""The same program gives the same values, or the same refusal, wherever it runs.

In Monty, in the worker under two hash seeds, metered in this process, and fused into one function with another program.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest

from causim_env.sandbox import Runtime, SandboxError, runtimes
from causim_env.scm.compile import fused
from causim_env.scm.domains import MAX_DOMAIN, Boolean, Category, Distribution, Domain, Integer, SCMError, Value
from causim_env.scm.language import check_function
from causim_env.scm.meter import FuelExhausted, compile_metered
from causim_env.scm.model import SCM, Endogenous, Exogenous
from causim_env.streams import Stream
from tests.sandbox.programs import random_mutation, random_program, random_rows

ROWS = 6
BATCH = 250
Outcome = str | list[tuple[str, Value]]


@pytest.fixture(scope="module")
def sandboxes() -> Iterator[list[Runtime]]:
    started: list[Runtime] = [start() for start in runtimes().values()]
    twins = [twin for twin in (runtime.twin() for runtime in started) if twin is not None]
    assert twins
    yield [*started, *twins]
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


def fused_in_this_process(programs: Sequence[tuple[str, Outcome]], rows: list[tuple[Value, ...]]) -> list[Outcome]:
    """Programs that have values of one kind each, as the mechanisms of one SCM that nobody vetted."""
    nodes = []
    for place, (source, values) in enumerate(programs):
        assert isinstance(values, list)
        domain = declared([value for _, value in values])
        source = source.replace("def f(a, b, c):", f"def f{place}(a, b, c) -> {domain.text()}:")
        nodes.append(Endogenous(f"f{place}", ("a", "b", "c"), domain, source))
    laws = [Distribution(tuple((value, 1) for value in dict.fromkeys(column))) for column in zip(*rows, strict=True)]
    scm = SCM("", [Exogenous(name, law) for name, law in zip("abc", laws, strict=True)], nodes)
    run = fused(scm)
    worlds = [run(dict(zip("abc", row, strict=True)), {}) for row in rows]
    return [typed([world[node.name] for world in worlds]) for node in nodes]


def declared(values: list[Value]) -> Domain:
    kind = type(values[0])
    if kind is bool:
        return Boolean()
    if kind is int:
        return Integer(int(min(values)), int(max(values)))
    return Category(tuple(str(value) for value in dict.fromkeys(values)))


def fits(values: Outcome) -> bool:
    """Whether a domain holds all of the values."""
    if not isinstance(values, list) or len({kind for kind, _ in values}) > 1:
        return False
    numbers = [value for kind, value in values if kind == "int"]
    return not numbers or int(max(numbers)) - int(min(numbers)) < MAX_DOMAIN


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
    sound = [
        (source, values, rows) for (source, rows), values in zip(submissions, expected, strict=True) if fits(values)
    ]
    for (one, first, rows), (two, _, _) in pairwise(sound):
        second = in_this_process(two, rows)
        pair = [(source, values) for source, values in ((one, first), (two, second)) if fits(values)]
        assert fused_in_this_process(pair, rows) == [values for _, values in pair], (one, two)
    for (source, rows), values in zip(submissions, expected, strict=True):
        if values in ("fuel", "error"):
            with pytest.raises(SCMError):
                fused_in_this_process([(source, [("int", 0)])], rows)
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
