"""Only exact primitive values of bounded size get through, whatever text comes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causim_env.sandbox import SandboxError
from causim_env.sandbox.results import MAX_TEXT, read_values
from causim_env.scm.domains import Value


@given(st.lists(st.one_of(st.booleans(), st.integers(), st.text(max_size=40)), max_size=20))
def test_what_was_written_is_read(values: list[Value]) -> None:
    found = read_values("\n".join(map(repr, values)), len(values))
    assert [(type(v), v) for v in found] == [(type(v), v) for v in values]


@given(st.text(max_size=60))
def test_any_text_gives_a_value_or_a_refusal(text: str) -> None:
    try:
        (value,) = read_values(text, 1)
    except SandboxError as error:
        assert error.reason == "result"
    else:
        assert type(value) in (bool, int, str)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "None",
        "7.0",
        " 7",
        "07a",
        "\u0667",
        "(7)",
        "[7]",
        "'a' * 9",
        "f'a'",
        "b'a'",
        "7j",
        "1e5",
        "0x1",
        "9" * 5000,
    ],
)
def test_other_literals_are_refused(text: str) -> None:
    with pytest.raises(SandboxError):
        read_values(text, 1)


def test_wrong_numbers_of_values_and_other_types_are_refused() -> None:
    for text in ("7\n7\n7", "7", None, 7, ["7", "7"], "7" * (MAX_TEXT + 1)):
        with pytest.raises(SandboxError):
            read_values(text, 2)
