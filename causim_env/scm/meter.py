"""Fuel and guards: mechanisms of the language that always end, whatever they compute.

The syntax tree is rewritten so that every loop turn burns one unit of a fuel that depends on nothing but the
program and its input, and so that the operators which can blow up (`+ * ** << %`) refuse huge results.
Covered: endless and long loops, huge numbers and strings. Not covered: what only a separate process can stop,
such as comparing exponentially shared lists; text that nobody trusts belongs in the sandbox.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from causim_env.scm import guards
from causim_env.scm.domains import SCMError
from causim_env.scm.language import body_without_docstring, check_function, nodes
from causim_env.scm.splice import GUARDS, spliced

Function = Callable[..., Any]

_PLAIN = re.compile(r"[ -~\n]*").fullmatch


class FuelExhausted(SCMError):
    """A mechanism that took more steps than it may."""


class GuardError(SCMError):
    """An operation whose result would be too large, or that failed."""


NAMESPACE: dict[str, Any] = dict(vars(guards))


class _Metering(ast.NodeTransformer):
    def visit_For(self, node: ast.For) -> ast.For:
        self.generic_visit(node)
        node.body.insert(0, ast.Expr(_turn()))
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.comprehension:
        self.generic_visit(node)
        node.ifs.insert(0, _turn())
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        guard = GUARDS.get(type(node.op))
        return node if guard is None else _call(guard, node.left, node.right)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        self.generic_visit(node)
        guard = GUARDS.get(type(node.op))
        if guard is None:
            return node
        current = ast.parse(ast.unparse(node.target), mode="eval").body
        return ast.Assign(targets=[node.target], value=_call(guard, current, node.value), lineno=node.lineno)

    def visit_Name(self, node: ast.Name) -> ast.Name:
        if node.id == "range":
            node.id = "_range"
        return node


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(func=ast.parse(name, mode="eval").body, args=list(arguments), keywords=[])


def _turn() -> ast.Call:
    return _call("_turn", ast.Name("_tank", ast.Load()))


def metered(function: ast.FunctionDef) -> ast.FunctionDef:
    """The same function with fuel and guards; runs in `NAMESPACE`. The given tree is left as it was."""
    copy = ast.parse(ast.unparse(function)).body[0]
    assert isinstance(copy, ast.FunctionDef)
    copy.returns = None
    _Metering().visit(copy)
    copy.body.insert(0, ast.parse(f"_tank = [{guards.FUEL}]").body[0])
    return ast.fix_missing_locations(copy)


_GROWING = (ast.Add, ast.Mult, ast.Mod, ast.Pow, ast.LShift)
_SEQUENCES = (ast.List, ast.Tuple, ast.Dict, ast.ListComp, ast.DictComp, ast.Attribute, ast.JoinedStr)
_NUMERIC_CALLS = frozenset(("abs", "bool", "int", "max", "min", "round"))


def needs_meter(function: ast.FunctionDef, labelled: bool) -> bool:
    """Whether anything in the function can run long or grow large.

    Numbers stay unguarded in sums, and in products with a small constant: without a loop they cannot grow past
    what the parents' declared values allow. Text and lists can, so wherever there may be some, everything is guarded.

    Args:
        function: A mechanism that passed the check.
        labelled: Whether a parent's values are text.
    """
    grows = False
    for node in nodes(function):
        if isinstance(node, ast.For | ast.comprehension) or isinstance(node, ast.Name) and node.id == "range":
            return True
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, _GROWING):
            sides = [node.value] if isinstance(node, ast.AugAssign) else [node.left, node.right]
            if not isinstance(node.op, ast.Add) and not any(_small(side) for side in sides):
                return True
            grows = True
    return grows and (labelled or not is_numeric(function))


def is_numeric(function: ast.FunctionDef) -> bool:
    """Whether the function makes nothing but numbers, as long as it is given nothing else."""
    for statement in body_without_docstring(function):
        for node in nodes(statement):
            if isinstance(node, _SEQUENCES) or isinstance(node, ast.Constant) and isinstance(node.value, str):
                return False
            if isinstance(node, ast.Call) and not (isinstance(node.func, ast.Name) and node.func.id in _NUMERIC_CALLS):
                return False
    return True


def _small(side: ast.expr) -> bool:
    return isinstance(side, ast.Constant) and type(side.value) is int and abs(side.value) < 2**31


def guarded(call: Function) -> Function:
    """The call with every failure of the mechanism's own turned into a `GuardError`."""

    def run(*arguments: Any) -> Any:
        try:
            return call(*arguments)
        except SCMError:
            raise
        except AssertionError as error:
            raise FuelExhausted(str(error)) from None
        except (
            ArithmeticError,
            AttributeError,
            LookupError,
            MemoryError,
            NameError,
            RuntimeError,
            TypeError,
            ValueError,
        ) as error:
            raise GuardError(f"{type(error).__name__} in a mechanism ({error})") from None

    return run


def compile_metered(function: ast.FunctionDef) -> Function:
    """A callable of the function with fuel and guards."""
    namespace = dict(NAMESPACE)
    module = ast.Module(body=[metered(function)], type_ignores=[])
    exec(compile(module, f"<mechanism {function.name}>", "exec"), namespace)
    return guarded(namespace[function.name])


def run(source: str, arguments: Sequence[Any]) -> Any:
    """Checks one function of the language and calls it once under fuel.

    Raises:
        MechanismError: The text is outside the language.
        FuelExhausted: It took more than `FUEL` steps.
        GuardError: An operation failed or its result would be too large.
    """
    return compile_metered(check_function(source))(*arguments)


def metered_text(source: str, function: ast.FunctionDef, labelled: bool) -> str:
    """The text of one checked function, under fuel and guards where it needs them; `guard_text` goes before it."""
    if needs_meter(function, labelled):
        return spliced(source, function) or ast.unparse(metered(function))
    return source if _PLAIN(source) else ast.unparse(function)


def guard_text(program: str) -> str:
    """The text of the guards that a program of metered functions calls."""
    shared, single = _guards()
    used = {name for name in single if f"{name}(" in program}
    if used & {"_add", "_mul", "_lshift"}:
        used.add("_sized")
    return "\n".join([shared, *(text for name, text in single.items() if name in used)]) if used else ""


@cache
def _guards() -> tuple[str, dict[str, str]]:
    """The text of `guards` without annotations: what every guard needs, and each guard by its name."""
    shared, single = [], {}
    for statement in ast.parse(Path(guards.__file__).read_text(encoding="ascii")).body:
        if isinstance(statement, ast.FunctionDef):
            arguments = statement.args
            for argument in [*arguments.args, *filter(None, [arguments.vararg])]:
                argument.annotation = None
            statement.returns = None
            single[statement.name] = ast.unparse(statement)
        elif isinstance(statement, ast.Assign):
            shared.append(ast.unparse(statement))
    return "\n".join(shared), single
