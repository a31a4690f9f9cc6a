"""No hostile program gets out, hangs, or spoils the next call: with the static check in front, and without."""

from __future__ import annotations

from pathlib import Path

import pytest

from causim_env.attacks.programs import PROGRAMS
from causim_env.attacks.sandbox import assault, summary
from causim_env.sandbox import runtimes

SECONDS = 0.7
FAMILIES = [
    pytest.param(family, marks=[pytest.mark.slow] if family in ("time", "memory") else [])
    for family in sorted({program.family for program in PROGRAMS})
]


def test_the_suite_is_large_and_its_names_are_unique() -> None:
    assert len({program.name for program in PROGRAMS}) == len(PROGRAMS) >= 200


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("name", list(runtimes()))
def test_every_program_is_stopped(name: str, family: str) -> None:
    programs = tuple(program for program in PROGRAMS if program.family == family)
    with runtimes()[name](SECONDS) as runtime:
        attempts = list(assault(runtime, programs))
    assert [attempt for attempt in attempts if attempt.fault or attempt.poisoned] == []
    figures = summary(attempts)
    assert figures["stopped"] == figures["payloads"] == len(programs) and figures["poisoned"] == 0
    assert not Path("/tmp/causim-escaped").exists()


@pytest.mark.parametrize("name", list(runtimes()))
def test_endless_and_boundless_programs_are_stopped(name: str) -> None:
    chosen = ("endless", "swallowed_timeout", "nested_loops", "compare_shared_lists", "list_times", "doubling_text")
    with runtimes()[name](SECONDS) as runtime:
        attempts = list(assault(runtime, tuple(program for program in PROGRAMS if program.name in chosen)))
    assert len(attempts) == 2 * len(chosen)
    assert [attempt for attempt in attempts if attempt.fault or attempt.poisoned] == []


def test_an_open_door_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    from causim_env.sandbox import program

    monkeypatch.setattr(program, "mechanism", lambda source, width, labelled: ("f", source))
    imports = tuple(program for program in PROGRAMS if program.family == "poison")
    with runtimes()["worker"](SECONDS) as runtime:
        attempts = list(assault(runtime, imports))
    assert sum(attempt.fault == "passed the static check" for attempt in attempts) > 10
