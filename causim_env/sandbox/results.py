"""What a runtime sends back: text, read as exact primitive values of bounded size."""

from __future__ import annotations

import ast
import re

from causim_env.sandbox.errors import SandboxError
from causim_env.scm.domains import Value

MAX_TEXT = 8_000_000
MAX_TOKEN = 10_000
_INTEGER = re.compile(r"-?[0-9]{1,1300}")


def read_values(text: object, count: int) -> list[Value]:
    """Reads values that were written one a line, as Python literals.

    Args:
        text: What came back.
        count: How many values it must hold.

    Raises:
        SandboxError: "result", where the text holds anything else.
    """
    if type(text) is not str or len(text) > MAX_TEXT:
        raise SandboxError("result", "no text of values: return a bool, an int or a short string")
    tokens = text.split("\n") if count else []
    if len(tokens) != count:
        raise SandboxError("result", f"{len(tokens)} values instead of {count}: return one value a row")
    known: dict[str, Value] = {"True": True, "False": False}
    for token in set(tokens):
        if token not in known:
            known[token] = _read(token)
    return [known[token] for token in tokens]


def _read(token: str) -> Value:
    if _INTEGER.fullmatch(token):
        return int(token)
    if len(token) <= MAX_TOKEN and token[:1] in ("'", '"') and token.isprintable():
        try:
            value = ast.literal_eval(token)
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            value = None
        if type(value) is str:
            return value
    raise SandboxError("result", f"returned {token[:60]}: return a bool, an int or a short string")
