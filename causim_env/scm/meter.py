"""Fuel and guards: mechanisms of the language that always end, whatever they compute.

The syntax tree is rewritten so that every loop turn burns one unit of a fuel that depends on nothing but the
program and its input, and so that the operators which can blow up (`+ * ** << %`) refuse huge results.
Covered: endless and long loops, huge numbers and strings. Not covered: what only a separate process can stop,
such as comparing exponentially shared lists; text that nobody trusts belongs in the sandbox.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from causim_env.scm import guards
from causim_env.scm.domains import SCMError
from causim_env.scm.language import check_function

Function = Callable[..., Any]

_PLAIN = re.compile(r"[ -~\n]*").fullmatch


class FuelExhausted(SCMError):
    """A mechanism that took more steps than it may."""


class GuardError(SCMError):
    """An operation whose result would be too large, or that failed."""


_GUARDS: dict[type[ast.operator], str] = {
    ast.Add: "_add",
    ast.Mult: "_mul",
    ast.Pow: "_pow",
    ast.LShift: "_lshift",
    ast.Mod: "_mod",
}
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
        guard = _GUARDS.get(type(node.op))
        return node if guard is None else _call(guard, node.left, node.right)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        self.generic_visit(node)
        guard = _GUARDS.get(type(node.op))
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
    copy.body.insert(0, ast.parse("_tank = [FUEL]").body[0])
    return ast.fix_missing_locations(copy)


def needs_meter(function: ast.FunctionDef) -> bool:
    """Whether anything in the function can run long or grow large.

    Sums and products in which one side is a small constant stay unguarded: without a loop they
    cannot grow past what the parents' declared values allow.
    """
    for node in ast.walk(function):
        if isinstance(node, ast.For | ast.comprehension):
            return True
        if isinstance(node, ast.Name) and node.id == "range":
            return True
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(
            node.op, ast.Pow | ast.LShift | ast.Mult | ast.Mod
        ):
            sides = [node.value] if isinstance(node, ast.AugAssign) else [node.left, node.right]
            integer = [
                isinstance(side, ast.Constant) and type(side.value) is int and abs(side.value) < 2**31 for side in sides
            ]
            if isinstance(node.op, ast.Mult | ast.Mod) and any(integer):
                continue
            return True
    return False


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


@cache
def _guard_texts() -> tuple[str, dict[str, str]]:
    """The text of `guards`: what every guard needs, and each guard, without annotations."""
    module = ast.parse(Path(guards.__file__).read_text(encoding="ascii"))
    shared, single = [], {}
    for statement in module.body:
        if isinstance(statement, ast.FunctionDef):
            statement.returns = None
            for argument in [*statement.args.args, *filter(None, [statement.args.vararg])]:
                argument.annotation = None
            single[statement.name] = ast.unparse(statement)
        elif isinstance(statement, ast.Assign):
            shared.append(ast.unparse(statement))
    return "\n".join(shared), single


def metered_source(functions: Iterable[tuple[str, ast.FunctionDef]]) -> str:
    """The text of a program with the given functions, under fuel and guards where they need them.

    Args:
        functions: Checked functions, each as text and as syntax tree.
    """
    texts = [
        ast.unparse(metered(tree)) if needs_meter(tree) else source if _PLAIN(source) else ast.unparse(tree)
        for source, tree in functions
    ]
    whole = "\n".join(texts)
    shared, single = _guard_texts()
    used = [text for name, text in single.items() if f"{name}(" in whole]
    if used:
        return "\n".join([shared, *([] if single["_sized"] in used else [single["_sized"]]), *used, whole])
    return whole
