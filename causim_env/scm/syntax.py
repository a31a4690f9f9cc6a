"""Mechanism text as syntax trees: reading it, its lines, and walking what was read.

Only printable ASCII is read, so that the lines of a text are where Python sees them: mechanisms are cut out of the
text of a whole SCM, and what is cut out has to be what was checked.
"""

from __future__ import annotations

import ast
import re

from causim_env.scm.domains import SCMError

_PATIENCE = 100
_STRANGE = re.compile(r"[^\t\n\r -~]").search
_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z_])[0-9][0-9A-Za-z_]{999}").search
_LINE_END = re.compile(r"\r\n|\r|\n")


class MechanismError(SCMError):
    """A mechanism outside the language.

    Attributes:
        line: Line of the construct in the text that was given, from 1.
        construct: What was found.
        hint: What to write instead.
    """

    def __init__(self, line: int, construct: str, hint: str) -> None:
        """Puts the three into one line."""
        super().__init__(f"line {line}: {construct}: {hint}")
        self.line = line
        self.construct = construct
        self.hint = hint


def parse_python(text: str) -> ast.Module:
    """`ast.parse`, which in some releases of CPython fails at times while another thread parses too; then again."""
    for _ in range(_PATIENCE):
        try:
            return ast.parse(text)
        except SystemError:
            continue
    return ast.parse(text)


def parse_text(text: str) -> ast.Module:
    """The syntax tree of printable ASCII text.

    Raises:
        MechanismError: The text holds another character, or a number of absurd length, or is not Python.
    """
    strange = _STRANGE(text)
    if strange:
        what = "control" if strange[0].isascii() else "non-ASCII"
        line = len(lines_of(text[: strange.start()]))
        raise MechanismError(line, f"{what} character {strange[0]!a}", "write printable ASCII only")
    number = _LONG_NUMBER(text)
    if number:
        line = len(lines_of(text[: number.start()]))
        raise MechanismError(line, "number of a thousand digits", "write a smaller one")
    try:
        return parse_python(text)
    except SyntaxError as error:
        line = error.lineno or 1
        raise MechanismError(line, f"syntax error ({error.msg})", "write valid Python 3.11") from None
    except (RecursionError, MemoryError, ValueError):
        raise MechanismError(1, "nesting too deep to read", "write simpler expressions") from None


def lines_of(text: str) -> list[str]:
    """The lines as Python counts them, which are fewer than those of `str.splitlines`."""
    return _LINE_END.split(text)


FINAL = frozenset((ast.Name, ast.Constant))
"""Nodes without further ones below them that anybody looks at."""
_LEAVES = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop)


class _Fields(dict[type[ast.AST], tuple[str, ...]]):
    """The fields of each kind of node that may hold further ones."""

    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        self[kind] = tuple(field for field in kind._fields if field not in ("ctx", "op", "ops", "type_comment"))
        return self[kind]


_FIELDS = _Fields()


def body_without_docstring(function: ast.FunctionDef) -> list[ast.stmt]:
    """The statements after the docstring."""
    body = function.body
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        if isinstance(body[0].value.value, str):
            return body[1:]
    return body


def nodes(root: ast.AST) -> list[ast.AST]:
    """The node and everything below it but operators and contexts; `ast.walk`, several times faster."""
    found = [root]
    for node in found:
        if type(node) not in FINAL:
            found += children(node)
    return found


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below it but operators and contexts."""
    found: list[ast.AST] = []
    fields = vars(node)
    for field in _FIELDS[type(node)]:
        value = fields.get(field)
        if type(value) is list:
            found += [item for item in value if isinstance(item, ast.AST) and not isinstance(item, ast.cmpop)]
        elif isinstance(value, ast.AST) and not isinstance(value, _LEAVES):
            found.append(value)
    return found
