"""The text that is sent to a runtime: mechanisms under fuel, and the loops that call them on all rows.

Every program reads `_rows` and leaves one text in `_answer`. The harness formats values by syntax that no
definition can shadow, so what leaves a runtime is text, whatever the values were.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from causim_env.sandbox.errors import Reason, SandboxError
from causim_env.scm.compile import has_labels
from causim_env.scm.language import check_function
from causim_env.scm.meter import guard_text, metered_text
from causim_env.scm.model import SCM
from causim_env.scm.syntax import MechanismError, body_without_docstring

_RAISED = re.compile(r"!(\w+)\((.*)\)", re.DOTALL)


@lru_cache(maxsize=4096)
def mechanism(source: str, width: int, labelled: bool) -> tuple[str, str]:
    """The static check, and the function under fuel; `labelled` says whether a parent's values are text.

    Returns:
        Its name and its text.

    Raises:
        SandboxError: "language", where the text is no mechanism of `width` parents.
    """
    try:
        function = check_function(source)
    except MechanismError as error:
        raise SandboxError("language", str(error)) from None
    parents = len(function.args.args)
    if parents != width:
        raise SandboxError("language", f"line 1: {function.name} has {parents} parents: write {width}")
    try:
        return function.name, metered_text(source, function, labelled)
    except (RecursionError, ValueError) as error:
        raise SandboxError("language", f"{function.name} cannot be written out again: {error}") from None


def tabulation(name: str, text: str) -> str:
    """Writes a function's value for each of `_rows`, one a line."""
    return "\n".join([guard_text(text), text, f"_answer = {_values(name, '_rows')}"])


def tabulations(functions: Sequence[tuple[str, str]]) -> str:
    """Does the same for several functions, whose rows stand in `_rows` in their order.

    Their answers are divided by form feeds; that of a function that raised is `!` and the exception.
    """
    texts = "\n".join(text for _, text in functions)
    lines = [guard_text(texts), "_Failure = Exception", "_answers = []"]
    for place, (name, text) in enumerate(functions):
        lines += [
            text,
            "try:",
            f"    _answers.append({_values(name, f'_rows[{place}]')})",
            "except _Failure as _error:",
            '    _answers.append(f"!{_error!r}")',
        ]
    return "\n".join([*lines, '_answer = "\\f".join(_answers)'])


def simulation(scm: SCM, do: Collection[str]) -> str:
    """Writes all endogenous variables but those of `do` for each row, which is a world and the values of `do`.

    A mechanism that is one expression and needs no fuel is put where it is called: a call costs more than most of them.

    Raises:
        SandboxError: "language", where a mechanism is outside the language.
    """
    texts: list[str] = []
    body: list[str] = []
    nodes = [node for node in scm.order if node.name not in do]
    for place, node in enumerate(nodes):
        name, text = mechanism(node.source, len(node.parents), has_labels(scm, node.parents))
        expression = _expression(node.source) if text == node.source else ""
        if not expression:  # the function keeps a name that the variable cannot hide
            texts += [text, f"__f{place} = {name}"]
            expression = f"__f{place}({', '.join(node.parents)})"
        body.append(f"    {name} = {expression}")
    roots = [f"_{root.name}" if root.name in do else root.name for root in scm.exogenous]
    values = "\\n".join([f"{{{node.name}!r}}" for node in nodes])
    lines = [f"def _world({', '.join([*roots, *do])}):", *body, f'    return f"{values}"']
    functions = "\n".join(texts)
    answer = '_answer = "\\n".join([_world(*_row) for _row in _rows])'
    return "\n".join([guard_text(functions), functions, *lines, answer])


def _expression(source: str) -> str:
    """The expression, in brackets, that a mechanism of plain characters returns if it does nothing else."""
    function = check_function(source)
    body = body_without_docstring(function)
    value = body[0].value if len(body) == 1 and isinstance(body[0], ast.Return) else None
    if value is None or value.end_lineno is None or value.end_col_offset is None:
        return ""
    above = function.lineno if source.startswith("def") else 1
    lines = source.split("\n")[value.lineno - above : value.end_lineno - above + 1]
    lines[-1] = lines[-1][: value.end_col_offset]
    lines[0] = lines[0][value.col_offset :]
    return f"({chr(10).join(lines)})"


def raised(answer: str) -> SandboxError | None:
    """What a function of `tabulations` raised, if it did."""
    found = _RAISED.fullmatch(answer)
    return refusal(found[1], found[2].strip("'\"")) if found else None


def refusal(exception: str, message: str) -> SandboxError:
    """The reason that goes with an exception of Python's."""
    reasons: dict[str, Reason] = {"MemoryError": "memory", "TimeoutError": "timeout"}
    if exception in ("AssertionError", "OverflowError"):  # what counters and guards raise
        return SandboxError("fuel", message)
    return SandboxError(reasons.get(exception, "error"), f"{exception} in a mechanism ({message})")


def _values(name: str, rows: str) -> str:
    return f'"\\n".join([f"{{{name}(*_row)!r}}" for _row in {rows}])'
