"""Fuel and guards: mechanisms of the language that always end, whatever they compute.

The syntax tree is rewritten so that every loop turn burns a unit of a fuel that depends on nothing but the program
and its input, more where its body is long; whatever walks through a container (a sum, a comparison, a copy, a key)
burns a unit for every 32 values in it, those of lists in lists counted as often as they are met and each list as
eight; and the operators which can blow up (`+ * ** << %`) refuse huge results. What cannot hold more than the text
shows is not weighed.
Covered: endless and long loops, huge numbers and strings, work inside builtins, exponentially shared lists. Not
covered: what only a separate process can stop; text that nobody trusts belongs in the sandbox.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from causim_env.scm import guards
from causim_env.scm.domains import SCMError
from causim_env.scm.language import check_function
from causim_env.scm.sizes import Sizes
from causim_env.scm.syntax import body_without_docstring, nodes, parse_python

Function = Callable[..., Any]
T = TypeVar("T", ast.ListComp, ast.DictComp)

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
    ast.Sub: "_sub",
}
_IN_PLACE: dict[type[ast.operator], str] = {**_GUARDS, ast.Add: "_iadd", ast.Mult: "_imul"}
_OF_SETS: dict[type[ast.operator], str] = {
    ast.BitOr: "_or",
    ast.BitAnd: "_and",
    ast.BitXor: "_xor",
}
"""Operators that dictionaries and their views have too."""
_WALKING = frozenset("all any enumerate list max min reversed sorted sum tuple zip".split())
_PASSIVE = frozenset("append get items keys values".split())
_BODY = 128
NAMESPACE: dict[str, Any] = dict(vars(guards))


class _Metering(ast.NodeTransformer):
    """Puts fuel into loops, guards round what grows, and scales under what something walks through."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes

    def visit_For(self, node: ast.For) -> ast.For:
        steps = 1 + len(nodes(node)) // _BODY
        self.generic_visit(node)
        node.body.insert(0, ast.Expr(_turn(steps)))
        return node

    def visit_ListComp(self, node: ast.ListComp) -> ast.ListComp:
        return self._comprehension(node)

    def visit_DictComp(self, node: ast.DictComp) -> ast.DictComp:
        key = node.key
        self._comprehension(node)
        if not self._sizes.bounded(key):
            node.key = _weighed(node.key)
        return node

    def _comprehension(self, node: T) -> T:
        steps = 1 + len(nodes(node)) // _BODY
        self.generic_visit(node)
        for generator in node.generators:
            generator.ifs.insert(0, _turn(steps))
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        guard = _GUARDS.get(type(node.op)) or self._of_sets(node.op, node.left, node.right)
        self.generic_visit(node)
        return node if guard is None else _call(guard, _tank(), node.left, node.right)

    def _of_sets(self, operator: ast.operator, *sides: ast.expr) -> str | None:
        return None if all(map(self._sizes.single, sides)) else _OF_SETS.get(type(operator))

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        copies = any(
            isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice) for target in node.targets
        )
        heavy = copies and not self._sizes.bounded(node.value)
        self.generic_visit(node)
        if heavy:
            node.value = _weighed(node.value)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        guard = _IN_PLACE.get(type(node.op)) or self._of_sets(node.op, node.target, node.value)
        self.generic_visit(node)
        if guard is None:
            return node
        value = _call(guard, _tank(), _read(node.target), node.value)
        return ast.Assign(targets=[node.target], value=value, lineno=node.lineno)

    def visit_Name(self, node: ast.Name) -> ast.Name:
        if node.id == "range":
            node.id = "_range"
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        walked = self._walked(node)
        receiver = isinstance(node.func, ast.Attribute) and node.func.attr not in _PASSIVE and node.func.value
        weighs = receiver and not isinstance(receiver, ast.Constant)
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        written = called == "str" and not all(map(self._sizes.single, node.args))
        self.generic_visit(node)
        node.args = [_weighed(arg) if heavy else arg for arg, heavy in zip(node.args, walked, strict=True)]
        if isinstance(node.func, ast.Attribute) and weighs:
            node.func.value = _weighed(node.func.value)
        if called == "sum" or written:
            return _call(f"_{called}", _tank(), *node.args)
        return node

    def _walked(self, node: ast.Call) -> list[bool]:
        """Which arguments something walks through that the text does not bound."""
        arguments = node.args
        match node.func:
            case ast.Name(id="str"):
                return [not self._sizes.bounded(arg) for arg in arguments]
            case ast.Name(id="int"):
                return [not isinstance(arg, ast.Constant | ast.Compare) for arg in arguments]
            case ast.Name(id="max" | "min") if len(arguments) > 1:
                return [not self._sizes.bounded(arg) for arg in arguments]
            case ast.Name(id=name) if name in _WALKING:
                return [not (_displayed(arg) and self._sizes.bounded(arg)) for arg in arguments]
            case ast.Attribute(attr="get" | "count" | "index"):
                return [not self._sizes.bounded(arg) for arg in arguments]
            case _:
                return [False] * len(arguments)

    def visit_Compare(self, node: ast.Compare) -> ast.Compare:
        sides = [node.left, *node.comparators]
        open_ended = [not self._sizes.bounded(side) for side in sides]
        inside = any(isinstance(operator, ast.In | ast.NotIn) for operator in node.ops)
        self.generic_visit(node)
        if inside or sum(open_ended) > 1:
            weighed = [
                _weighed(side) if heavy or (inside and not _displayed(side)) else side
                for side, heavy in zip([node.left, *node.comparators], open_ended, strict=True)
            ]
            node.left, node.comparators = weighed[0], weighed[1:]
        return node

    def visit_Dict(self, node: ast.Dict) -> ast.Dict:
        heavy = [not self._sizes.bounded(key) for key in node.keys]
        self.generic_visit(node)
        node.keys = [_weighed(key) if weighs and key else key for key, weighs in zip(node.keys, heavy, strict=True)]
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.Subscript:
        copies = isinstance(node.slice, ast.Slice) and not self._sizes.bounded(node.value)
        hashes = not isinstance(node.slice, ast.Slice) and not self._sizes.bounded(node.slice)
        self.generic_visit(node)
        if copies:
            node.value = _weighed(node.value)
        if hashes:
            node.slice = _weighed(node.slice)
        return node

    def visit_Return(self, node: ast.Return) -> ast.Return:
        heavy = not self._sizes.bounded(node.value)
        self.generic_visit(node)
        if heavy and node.value is not None:
            node.value = _weighed(node.value)
        return node


def _read(target: ast.expr) -> ast.expr:
    """What is assigned to, as it is read."""
    if isinstance(target, ast.Name):
        return ast.Name(target.id, ast.Load())
    read = parse_python(ast.unparse(target)).body[0]
    assert isinstance(read, ast.Expr)
    return read.value


def _displayed(value: ast.expr) -> bool:
    return isinstance(value, ast.List | ast.Tuple | ast.Dict | ast.Constant)


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(func=ast.Name(name, ast.Load()), args=list(arguments), keywords=[])


def _tank() -> ast.Name:
    return ast.Name("_tank", ast.Load())


def _turn(steps: int) -> ast.Call:
    return _call("_turn", _tank(), *([ast.Constant(steps)] if steps > 1 else []))


def _weighed(value: ast.expr) -> ast.Call:
    return _call("_weigh", _tank(), value)


def metered(function: ast.FunctionDef) -> ast.FunctionDef:
    """The same function with fuel and guards; runs in `NAMESPACE`. The given tree is left as it was."""
    return ast.fix_missing_locations(_metered(parse_python(ast.unparse(function))))


def _metered(module: ast.Module) -> ast.FunctionDef:
    """The one function of a module that is nobody else's, changed in place; without places in a text."""
    function = module.body[0]
    assert isinstance(function, ast.FunctionDef)
    function.returns = None
    _Metering(Sizes(function)).visit(function)
    full = ast.List([ast.Constant(guards.FUEL)], ast.Load())
    function.body.insert(0, ast.Assign([ast.Name("_tank", ast.Store())], full, lineno=0))
    return function


_GROWING = (ast.Add, ast.Mult, ast.Mod, ast.Pow, ast.LShift)
_STEEP = (ast.Pow, ast.LShift)
_LOOPS = (ast.For, ast.comprehension)
_OPERATIONS = (ast.BinOp, ast.AugAssign)
_SEQUENCES = (ast.List, ast.Tuple, ast.Dict, ast.ListComp, ast.DictComp, ast.Attribute, ast.JoinedStr)
_NESTING = (ast.List, ast.Tuple, ast.Dict, ast.Call, ast.Assign)
_PAIRING = frozenset(("divmod", "enumerate", "zip"))
_NUMERIC_CALLS = frozenset(("abs", "bool", "int", "max", "min", "round"))


def needs_meter(function: ast.FunctionDef, labelled: bool) -> bool:
    """Whether anything in the function can run long or grow large.

    Numbers stay unguarded in sums, and in products with a small constant: without a loop they cannot grow past
    what the parents' declared values allow. Powers and texts can, and lists that are put into lists, so wherever there
    may be some, everything is guarded.

    Args:
        function: A mechanism that passed the check.
        labelled: Whether a parent's values are text.
    """
    grows = holds = False
    single_only: list[ast.expr] = []
    nesting: list[ast.AST] = []
    stored: set[str] = set()
    for statement in body_without_docstring(function):
        for node in nodes(statement):
            if isinstance(node, ast.Name):
                if node.id == "range":
                    return True
                if isinstance(node.ctx, ast.Store):
                    stored.add(node.id)
            elif isinstance(node, _LOOPS):
                return True
            elif isinstance(node, _OPERATIONS) and isinstance(node.op, _GROWING):
                sides = [node.value] if isinstance(node, ast.AugAssign) else [node.left, node.right]
                if isinstance(node.op, _STEEP) or not isinstance(node.op, ast.Add) and not any(map(_small, sides)):
                    return True
                grows = True
            elif isinstance(node, _OPERATIONS) and type(node.op) in _OF_SETS:
                single_only += [node.target, node.value] if isinstance(node, ast.AugAssign) else [node.left, node.right]
            elif isinstance(node, _NESTING):
                nesting.append(node)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str":
                    single_only += node.args
            elif isinstance(node, ast.MatchAs) and node.name:
                stored.add(node.name)
            holds = holds or _holds(node)
    if grows and (labelled or holds):
        return True
    telling = not all(_lists_values(node, stored) for node in nesting)
    if not telling and not (holds and single_only):
        return False
    sizes = Sizes(function)
    return telling and any(map(sizes.nests, nesting)) or not all(map(sizes.single, single_only))


def is_numeric(function: ast.FunctionDef) -> bool:
    """Whether the function makes nothing but numbers, as long as it is given nothing else."""
    return not any(_holds(node) for statement in body_without_docstring(function) for node in nodes(statement))


def _holds(node: ast.AST) -> bool:
    """Whether it makes a container or a text."""
    if isinstance(node, ast.Call):
        return not (isinstance(node.func, ast.Name) and node.func.id in _NUMERIC_CALLS)
    return isinstance(node, _SEQUENCES) or isinstance(node, ast.Constant) and isinstance(node.value, str)


def _lists_values(node: ast.AST, stored: set[str]) -> bool:
    """Whether it only puts constants and untouched parents side by side; no is no harm."""
    match node:
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            return all(
                isinstance(one, ast.Constant) or isinstance(one, ast.Name) and one.id not in stored for one in elements
            )
        case ast.Call(func=ast.Name(id=name)):
            return name not in _PAIRING
        case ast.Assign(targets=[ast.Name()]):
            return True
        case _:
            return False


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
        return ast.unparse(_metered(parse_python(source)))
    return source if _PLAIN(source) else ast.unparse(function)


def guard_text(program: str) -> str:
    """The text of the guards that a program of metered functions calls."""
    shared, single = _guards()
    used = {name for name in single if f"{name}(" in program}
    if "_iadd" in used:
        used.add("_add")
    if "_imul" in used:
        used.add("_mul")
    if used & {"_sub", "_or", "_and", "_xor"}:
        used.add("_numbers")
    if used & {"_add", "_mul", "_lshift", "_sub", "_sum"}:
        used.add("_sized")
    if used & {"_sized", "_weigh", "_sum"}:
        used.add("_turn")
    return "\n".join([shared, *(text for name, text in single.items() if name in used)]) if used else ""


@cache
def _guards() -> tuple[str, dict[str, str]]:
    """The text of `guards` without annotations: what every guard needs, and each guard by its name."""
    shared, single = [], {}
    for statement in parse_python(Path(guards.__file__).read_text(encoding="ascii")).body:
        if isinstance(statement, ast.FunctionDef):
            arguments = statement.args
            for argument in [*arguments.args, *filter(None, [arguments.vararg])]:
                argument.annotation = None
            statement.returns = None
            single[statement.name] = ast.unparse(statement)
        elif isinstance(statement, ast.Assign):
            shared.append(ast.unparse(statement))
    return "\n".join(shared), single
