"""Fuel and guards: mechanisms of the language that always end, whatever they compute.

The syntax tree is rewritten so that every loop turn burns one unit of a fuel that depends on nothing but the
program and its input, and so that the operators which can blow up (`+ * ** << %`) refuse huge results.
Covered: endless and long loops, huge numbers and strings. Not covered: what only a separate process can stop,
such as comparing exponentially shared lists; text that nobody trusts belongs in the sandbox.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from causim_env.scm.domains import SCMError
from causim_env.scm.language import check_function

FUEL = 10_000
MAX_BITS = 4_096
MAX_LENGTH = 10_000

Function = Callable[..., Any]


class FuelExhausted(SCMError):
    """A mechanism that took more steps than it may."""


class GuardError(SCMError):
    """An operation whose result would be too large, or that failed."""


class _Tank:
    """The fuel of one call."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = FUEL

    def loop(self, items: Any) -> Iterator[Any]:
        for item in items:
            self.left -= 1
            if self.left < 0:
                raise FuelExhausted(f"more than {FUEL} steps: write a shorter loop")
            yield item


def _sized(value: Any) -> Any:
    if type(value) is int:
        if value.bit_length() > MAX_BITS:
            raise GuardError(f"number over {MAX_BITS} bits: keep values small")
    elif isinstance(value, str | list | tuple) and len(value) > MAX_LENGTH:
        raise GuardError(f"sequence over {MAX_LENGTH} elements: keep values small")
    return value


def _add(a: Any, b: Any) -> Any:
    return _sized(a + b)


def _mul(a: Any, b: Any) -> Any:
    for sequence, times in ((a, b), (b, a)):
        if isinstance(sequence, str | list | tuple) and isinstance(times, int):
            if len(sequence) * times > MAX_LENGTH:
                raise GuardError(f"sequence over {MAX_LENGTH} elements: keep values small")
    return _sized(a * b)


def _pow(a: Any, b: Any) -> Any:
    if isinstance(a, int) and isinstance(b, int):
        if b < 0:
            raise GuardError("negative exponent: write an exact integer expression")
        if a.bit_length() * b > MAX_BITS:
            raise GuardError(f"number over {MAX_BITS} bits: keep values small")
    return a**b


def _lshift(a: Any, b: Any) -> Any:
    if not isinstance(b, int) or b > MAX_BITS:
        raise GuardError(f"number over {MAX_BITS} bits: keep values small")
    return _sized(a << b)


def _mod(a: Any, b: Any) -> Any:
    if isinstance(a, str):
        raise GuardError("% on a string: return one of the declared labels")
    return a % b


def _range(*bounds: int) -> range:
    result = range(*bounds)
    if len(result) > FUEL:
        raise FuelExhausted(f"range of {len(result)}: write at most {FUEL} turns")
    return result


_GUARDS: dict[type[ast.operator], str] = {
    ast.Add: "_add",
    ast.Mult: "_mul",
    ast.Pow: "_pow",
    ast.LShift: "_lshift",
    ast.Mod: "_mod",
}
NAMESPACE: dict[str, Any] = {
    "_add": _add,
    "_mul": _mul,
    "_pow": _pow,
    "_lshift": _lshift,
    "_mod": _mod,
    "_range": _range,
    "_Tank": _Tank,
}


class _Metering(ast.NodeTransformer):
    def visit_For(self, node: ast.For) -> ast.For:
        self.generic_visit(node)
        node.iter = _call("_tank.loop", node.iter)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.comprehension:
        self.generic_visit(node)
        node.iter = _call("_tank.loop", node.iter)
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


def metered(function: ast.FunctionDef) -> ast.FunctionDef:
    """The same function with fuel and guards; runs in `NAMESPACE`. The given tree is left as it was."""
    copy = ast.parse(ast.unparse(function)).body[0]
    assert isinstance(copy, ast.FunctionDef)
    copy.returns = None
    _Metering().visit(copy)
    copy.body.insert(0, ast.parse("_tank = _Tank()").body[0])
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
        except (
            ArithmeticError,
            LookupError,
            TypeError,
            ValueError,
            RecursionError,
            MemoryError,
        ) as error:
            raise GuardError(f"{type(error).__name__} in a mechanism ({error})") from None
        except (UnboundLocalError, AttributeError) as error:
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
