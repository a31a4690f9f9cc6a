"""The text that is sent to a runtime: mechanisms under fuel, and the loop that calls them on all rows.

Every program reads `_rows` and leaves one text in `_answer`. The harness formats values by syntax that no
definition can shadow, so what leaves a runtime is text of bounded length, whatever the values were.
"""

from __future__ import annotations

import ast
from collections.abc import Collection

from causim_env.sandbox.errors import SandboxError
from causim_env.scm.language import MechanismError, check_function
from causim_env.scm.meter import metered_source
from causim_env.scm.model import SCM


def tabulation(source: str, width: int) -> str:
    """A program that writes the mechanism's value for each row, one a line.

    Raises:
        SandboxError: "language", where the text is no mechanism of `width` parents.
    """
    function = _checked(source, width)
    return f"{metered_source([(source, function)])}\n{calls(function.name)}"


def calls(name: str) -> str:
    """The line that calls a function of that name on every row."""
    return f'_answer = "\\n".join([f"{{{name}(*_row)!r}}" for _row in _rows])'


def simulation(scm: SCM, do: Collection[str]) -> str:
    """A program whose rows are a world, then the values of `do` by name; it writes the other endogenous variables.

    Raises:
        SandboxError: "language", where a mechanism is outside the language.
    """
    nodes = [node for node in scm.order if node.name not in do]
    functions = [(node.source, _checked(node.source, len(node.parents))) for node in nodes]
    local = {name: f"_{place}" for place, name in enumerate([*(u.name for u in scm.exogenous), *do])}
    lines = [f"def _world({', '.join(local.values())}):"]
    for node in nodes:
        local[node.name] = f"_{len(local)}"
        lines.append(f"    {local[node.name]} = {node.name}({', '.join([local[name] for name in node.parents])})")
    lines.append(f"    return [{', '.join([local[node.name] for node in nodes])}]")
    answer = '_answer = "\\n".join([f"{_value!r}" for _row in _rows for _value in _world(*_row)])'
    return "\n".join([metered_source(functions), *lines, answer])


def _checked(source: str, width: int) -> ast.FunctionDef:
    try:
        function = check_function(source)
    except MechanismError as error:
        raise SandboxError("language", str(error)) from None
    if len(function.args.args) != width:
        parents = len(function.args.args)
        raise SandboxError("language", f"line 1: {function.name} has {parents} parents: write {width}")
    return function
