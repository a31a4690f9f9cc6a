"""CRUXEval: 400 Python functions that were not written for the mechanism language.

Those inside the language must give the recorded output; all others must be refused with a reason.
"""

from __future__ import annotations

import ast
import json
from typing import Any

import pytest

from causim_env.sandbox import SandboxError, runtimes
from causim_env.scm.domains import SCMError
from causim_env.scm.language import check_function
from causim_env.scm.meter import run
from causim_env.scm.syntax import MechanismError
from tests.oracles.external import folder

AT_LEAST_INSIDE = 80
STOPPED = {"sample_372"}  # writes into a text with %, which no guard lets grow


def items() -> list[dict[str, str]]:
    lines = (folder("cruxeval") / "cruxeval.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def arguments(item: dict[str, str]) -> list[Any]:
    """The recorded call's arguments; they are literals throughout."""
    call = ast.parse(f"f({item['input']})", mode="eval").body
    assert isinstance(call, ast.Call) and not call.keywords
    return [ast.literal_eval(argument) for argument in call.args]


def inside(item: dict[str, str]) -> bool:
    try:
        check_function(item["code"])
    except MechanismError as error:
        assert error.line >= 1 and error.construct and error.hint, item["id"]
        assert "\n" not in str(error), item["id"]
        return False
    return True


def test_functions_agree_or_are_refused_with_a_reason() -> None:
    agreed, stopped = 0, []
    for item in items():
        if not inside(item):
            continue
        try:
            result = run(item["code"], arguments(item))
        except SCMError as error:
            assert str(error), item["id"]
            stopped.append((item["id"], str(error)))
            continue
        expected = ast.literal_eval(item["output"])
        assert type(result) is type(expected) and result == expected, item["id"]
        agreed += 1
    assert agreed >= AT_LEAST_INSIDE
    assert dict(stopped).keys() == STOPPED, stopped


def test_every_sandbox_gives_the_recorded_outputs() -> None:
    plain = (bool, int, str)
    chosen = [
        (item, tuple(arguments(item)), ast.literal_eval(item["output"]))
        for item in items()
        if inside(item) and type(ast.literal_eval(item["output"])) in plain
    ]
    chosen = [(item, row, output) for item, row, output in chosen if all(type(value) in plain for value in row)]
    assert len(chosen) >= 20
    for start in runtimes().values():
        with start() as runtime:
            found = runtime.tabulate_many([(item["code"], [row]) for item, row, _ in chosen])
        for (item, _, output), values in zip(chosen, found, strict=True):
            if isinstance(values, SandboxError):
                assert values.reason in ("error", "fuel"), (runtime.name, item["id"], values)
            else:
                assert (type(values[0]), values) == (type(output), [output]), (runtime.name, item["id"])


@pytest.mark.parametrize("text", ["", "x = 1", "def f(", "f()", "def f(): pass\ndef g(): pass"])
def test_what_is_no_function_is_refused(text: str) -> None:
    with pytest.raises(MechanismError):
        check_function(text)
