"""The mechanism language: which Python functions an SCM may contain.

A pure subset of Python 3.11, checked on the syntax tree before anything runs. What passes here cannot
import, reach into objects, keep state between calls or recurse; that it also ends is seen to by the fuel in
`meter`. Every rejection names the line, the construct and what to write instead.
"""

from __future__ import annotations

import ast
import keyword
from collections.abc import Sequence

from causim_env.scm.syntax import FINAL, MechanismError, body_without_docstring, children, nodes, parse_text

BUILTINS = frozenset(
    "abs all any bool divmod enumerate int len list max min range reversed round sorted str sum tuple zip".split()
)
METHODS = frozenset(
    "append count endswith get index isalpha isdigit items keys lower split startswith strip upper values".split()
)
MAX_CHARS = 20_000
SOFT_KEYWORDS = ("match", "case")
MAX_DEPTH = 60

_KEPT = 4096
_ITERATORS = frozenset(("enumerate", "reversed", "zip"))
_READING = frozenset("all any enumerate len list max min reversed sorted sum tuple zip".split())
_COMPILED = frozenset((ast.For, ast.Match, ast.Break, ast.Continue))


_REFUSED: dict[type[ast.AST], tuple[str, str]] = {
    ast.While: ("while loop", "write `for i in range(n)` with a bound"),
    ast.Import: ("import", "use the builtins of the language"),
    ast.ImportFrom: ("import", "use the builtins of the language"),
    ast.Try: ("try", "test the condition with `if` first"),
    ast.TryStar: ("try", "test the condition with `if` first"),
    ast.Raise: ("raise", "return a declared value for every input"),
    ast.Assert: ("assert", "return a declared value for every input"),
    ast.Lambda: ("lambda", "write the expression where it is used"),
    ast.ClassDef: ("class", "use tuples, lists and dicts"),
    ast.FunctionDef: ("nested def", "write one function per variable"),
    ast.AsyncFunctionDef: ("async def", "write a plain def"),
    ast.Yield: ("yield", "return one value"),
    ast.YieldFrom: ("yield", "return one value"),
    ast.Await: ("await", "write a plain def"),
    ast.Delete: ("del", "leave the variable alone"),
    ast.Global: ("global", "pass what is needed as a parent"),
    ast.Nonlocal: ("nonlocal", "pass what is needed as a parent"),
    ast.With: ("with", "a mechanism opens nothing"),
    ast.NamedExpr: (":=", "assign on a line of its own"),
    ast.JoinedStr: ("f-string", "return one of the declared labels"),
    ast.Set: ("set display", "use a tuple; iteration over sets has no order"),
    ast.SetComp: ("set comprehension", "use a list comprehension"),
    ast.GeneratorExp: ("generator", "write a list comprehension in brackets"),
    ast.Starred: ("star", "name each element"),
    ast.AnnAssign: ("annotation in a body", "assign without the annotation"),
    ast.MatchClass: ("class pattern", "match on values"),
    ast.MatchMapping: ("mapping pattern", "match on values"),
    ast.MatchStar: ("star pattern", "name each element"),
}

_ALLOWED: frozenset[type[ast.AST]] = frozenset((
    ast.arguments, ast.arg, ast.Expr, ast.Assign, ast.AugAssign, ast.If, ast.For, ast.Match, ast.match_case,
    ast.Return, ast.Pass, ast.Break, ast.Continue, ast.Constant, ast.Name, ast.BinOp,
    ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Call, ast.List, ast.Tuple, ast.Dict, ast.ListComp,
    ast.DictComp, ast.comprehension, ast.Subscript, ast.Slice, ast.Attribute, ast.MatchValue,
    ast.MatchSingleton, ast.MatchSequence, ast.MatchOr, ast.MatchAs,
))  # fmt: skip

_PLAIN = frozenset((
    ast.arguments, ast.arg, ast.If, ast.Match, ast.match_case, ast.Return, ast.Pass, ast.Break, ast.Continue,
    ast.UnaryOp, ast.BoolOp, ast.IfExp, ast.List, ast.Tuple, ast.ListComp, ast.DictComp, ast.Subscript, ast.Slice,
    ast.MatchValue, ast.MatchSingleton, ast.MatchSequence, ast.MatchOr, ast.MatchAs,
))  # fmt: skip
"""Allowed whatever they hold."""

CHECKED: dict[str, ast.FunctionDef] = {}
"""Trees of texts that were checked; no lock, so that a fork at any moment does no harm."""


def _keep(source: str, function: ast.FunctionDef) -> ast.FunctionDef:
    if len(CHECKED) >= _KEPT:
        CHECKED.clear()
    CHECKED[source] = function
    return function


def check_function(source: str) -> ast.FunctionDef:
    """Checks the text of one mechanism; the tree is kept for the next time, so nobody changes it.

    Args:
        source: One `def`, as text.

    Returns:
        Its syntax tree, whose lines may be those of a longer text.

    Raises:
        MechanismError: The text is no single function of the language.
    """
    kept = CHECKED.get(source)
    return kept if kept is not None else _keep(source, _parsed(source))


def check_part(function: ast.FunctionDef, source: str) -> None:
    """Checks a mechanism that was read as a part of a longer text, whose lines errors name.

    Args:
        function: Its tree, which nobody changes any more.
        source: Its own text: the lines from `def` to the last one of the tree, as `lines_of` gives them.

    Raises:
        MechanismError: A construct is outside the language.
    """
    if source in CHECKED and not function.decorator_list:
        return
    check_tree(function)
    _keep(source, function)


def _parsed(source: str) -> ast.FunctionDef:
    if len(source) > MAX_CHARS:
        raise MechanismError(1, f"{len(source)} characters", f"write at most {MAX_CHARS}")
    body = parse_text(source).body
    if len(body) != 1 or not isinstance(body[0], ast.FunctionDef):
        raise MechanismError(body[0].lineno if body else 1, "no single def", "write one function")
    check_tree(body[0])
    return body[0]


def check_tree(function: ast.FunctionDef) -> None:
    """Checks the syntax tree of one mechanism.

    Raises:
        MechanismError: A construct is outside the language.
    """
    _check_signature(function)
    parameters = {argument.arg for argument in function.args.args}
    body = body_without_docstring(function)
    if not body:
        raise MechanismError(function.lineno, "empty body", "return a value")
    walked = _walk(body)
    bound: set[str] = set()
    for node, _ in walked:
        if type(node) is ast.Name and type(node.ctx) is ast.Store:
            bound.add(node.id)
        elif type(node) is ast.MatchAs and node.name is not None:
            bound.add(node.name)
    known = parameters | bound
    for name in sorted(bound):
        check_name(name, function.lineno)
    for node, depth in walked:
        _check_node(node, known, depth)
    if not _returns(body):
        raise MechanismError(
            function.end_lineno or function.lineno,
            f"`{function.name}` can end without a value",
            "end every path with return",
        )
    kinds = {type(node) for node, _ in walked}
    if ast.Call in kinds:
        _check_iterators([node for node, _ in walked])
    if ast.comprehension in kinds:
        _check_scopes(body, [n for n, _ in walked if isinstance(n, ast.ListComp | ast.DictComp)], parameters)
    if kinds & _COMPILED:
        _check_compiles(function)


def _check_iterators(walked: Sequence[ast.AST]) -> None:
    """Refuses an iterator that is kept: it is no value, and iterators of iterators go as deep as a loop goes on."""
    read: set[int] = set()
    iterators: list[tuple[ast.Call, str]] = []
    for node in walked:
        if isinstance(node, ast.For | ast.comprehension):
            read.add(id(node.iter))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in _READING:
                read.update(map(id, node.args))
            if node.func.id in _ITERATORS:
                iterators.append((node, node.func.id))
    for call, name in iterators:
        if id(call) not in read:
            hint = f"loop over it, or write list({name}(...))"
            raise MechanismError(call.lineno, f"`{name}` that nothing reads", hint)


def _check_scopes(
    body: list[ast.stmt], comprehensions: Sequence[ast.ListComp | ast.DictComp], parameters: set[str]
) -> None:
    """Refuses names of a comprehension outside of it, where Python would look for them elsewhere."""
    inside: set[int] = set()
    own: dict[str, set[int]] = {}
    for comprehension in comprehensions:
        first = {id(node) for node in nodes(comprehension.generators[0].iter)}
        names = [node for node in nodes(comprehension) if isinstance(node, ast.Name)]
        within = [node for node in names if id(node) not in first]
        bound = {n.id for g in comprehension.generators for n in nodes(g.target) if isinstance(n, ast.Name)}
        inside |= {id(node) for node in within if isinstance(node.ctx, ast.Store)}
        for name in bound:
            own.setdefault(name, set()).update(id(node) for node in within if node.id == name)
    everywhere = [node for statement in body for node in nodes(statement) if isinstance(node, ast.Name)]
    known = parameters | {node.id for node in everywhere if isinstance(node.ctx, ast.Store) and id(node) not in inside}
    known |= {node.name for s in body for node in nodes(s) if isinstance(node, ast.MatchAs) and node.name}
    for node in everywhere:
        if node.id in own and node.id not in known and id(node) not in own[node.id]:
            raise MechanismError(node.lineno, f"`{node.id}` outside its comprehension", "assign it first")


def _check_compiles(function: ast.FunctionDef) -> None:
    """Refuses what only the compiler finds: a `break` outside a loop, a case that hides later ones, loops too deep."""
    try:
        compile(ast.Module([function], []), "<mechanism>", "exec", dont_inherit=True)
    except SyntaxError as error:
        line = error.lineno or function.lineno
        raise MechanismError(line, f"syntax error ({error.msg})", "write valid Python 3.11") from None


def check_name(name: str, line: int) -> None:
    """Refuses names that Python or the language has taken.

    Raises:
        MechanismError: The name is reserved.
    """
    if name.startswith("_") or "__" in name:
        raise MechanismError(line, f"underscore name `{name}`", "start names with a letter")
    if name in BUILTINS or name in SOFT_KEYWORDS or keyword.iskeyword(name) or not name.isidentifier():
        raise MechanismError(line, f"reserved name `{name}`", "choose another name")


def _walk(statements: Sequence[ast.AST]) -> list[tuple[ast.AST, int]]:
    """Everything that is checked, in the order of the text, with its depth.

    The name in front of a call and sets at the right of `in` are left to what they belong to.
    """
    found: list[tuple[ast.AST, int]] = []
    todo: list[tuple[ast.AST, int]] = [(statement, 0) for statement in reversed(statements)]
    while todo:
        pair = todo.pop()
        found.append(pair)
        node, depth = pair
        if type(node) in FINAL:
            continue
        parts = children(node)
        if type(node) is ast.Call:
            parts[:1] = [node.func.value] if isinstance(node.func, ast.Attribute) else []
        elif type(node) is ast.Compare:
            parts = [part for part in parts if type(part) is not ast.Set]
        depth += 1
        todo += [(part, depth) for part in reversed(parts)]
    return found


def _check_signature(function: ast.FunctionDef) -> None:
    line, arguments = function.lineno, function.args
    check_name(function.name, line)
    if function.decorator_list:
        raise MechanismError(line, "decorator", "write a plain def")
    if arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.posonlyargs or arguments.defaults:
        raise MechanismError(line, "parameter that is not plain", "write the parents' names only")
    for argument in arguments.args:
        check_name(argument.arg, line)
        if argument.annotation is not None:
            raise MechanismError(line, f"annotation of `{argument.arg}`", "write the name only")


def _check_node(node: ast.AST, known: set[str], depth: int) -> None:
    kind = type(node)
    if depth <= MAX_DEPTH and (kind in _PLAIN or isinstance(node, ast.Name) and node.id in known):
        return
    line = getattr(node, "lineno", 1)
    if depth > MAX_DEPTH:
        raise MechanismError(line, f"nesting over {MAX_DEPTH}", "write simpler expressions")
    if kind in _REFUSED:
        construct, hint = _REFUSED[kind]
        raise MechanismError(line, construct, hint)
    if kind not in _ALLOWED:
        raise MechanismError(line, kind.__name__, "write it with the constructs of the language")
    _check_details(node, line, known)
    if isinstance(node, ast.Compare):
        _check_membership_sets(node)


def _check_membership_sets(node: ast.Compare) -> None:
    for operator, right in zip(node.ops, node.comparators, strict=True):
        if isinstance(right, ast.Set):
            constant = all(isinstance(element, ast.Constant) for element in right.elts)
            if not isinstance(operator, ast.In | ast.NotIn) or not constant:
                raise MechanismError(right.lineno, "set display", "use a tuple of constants")
    if isinstance(node.left, ast.Set):
        raise MechanismError(node.lineno, "set display", "use a tuple")


def _check_details(node: ast.AST, line: int, known: set[str]) -> None:
    match node:
        case ast.Constant(value=value):
            if not isinstance(value, bool | int | float | str | None):
                raise MechanismError(line, f"constant {value!r}", "write an int, a bool or a string")
        case ast.Name(id=name, ctx=ast.Load()) if name not in known:
            if name in BUILTINS:
                raise MechanismError(line, f"`{name}` without a call", "call it")
            raise MechanismError(line, f"unknown name `{name}`", "add it to the parameters or assign it")
        case ast.Attribute(attr=attribute):
            raise MechanismError(line, f"attribute `.{attribute}`", "call a named method of the language")
        case ast.Call(func=function, args=arguments, keywords=keywords):
            _check_call(function, arguments, keywords, line)
        case ast.Expr(value=value):
            if not (isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)):
                raise MechanismError(line, "expression without effect", "assign it or remove it")
        case ast.Assign(targets=targets):
            for target in targets:
                _check_target(target, line)
        case ast.AugAssign(target=target) | ast.For(target=target) | ast.comprehension(target=target):
            _check_target(target, line)
            if isinstance(node, ast.comprehension) and node.is_async:
                raise MechanismError(line, "async comprehension", "write a plain one")
        case ast.Compare(ops=operators):
            if any(isinstance(operator, ast.Is | ast.IsNot) for operator in operators):
                raise MechanismError(line, "`is`", "compare with ==")
        case ast.BinOp(op=ast.MatMult()):
            raise MechanismError(line, "`@`", "use + - * // %")
        case ast.Dict(keys=keys) if any(key is None for key in keys):
            raise MechanismError(line, "`**` in a dict", "write each key")
        case _:
            pass


def _check_call(function: ast.expr, arguments: list[ast.expr], keywords: list[ast.keyword], line: int) -> None:
    match function:
        case ast.Name(id=name):
            if name not in BUILTINS:
                raise MechanismError(line, f"call of `{name}`", f"use one of {', '.join(sorted(BUILTINS))}")
            if name == "round" and len(arguments) > 1:
                raise MechanismError(line, "round(x, n)", "round to an integer with round(x)")
        case ast.Attribute(attr=attribute):
            if attribute not in METHODS:
                raise MechanismError(line, f"method `.{attribute}`", f"use one of {', '.join(sorted(METHODS))}")
        case _:
            raise MechanismError(line, "call of an expression", "call a builtin by its name")
    if keywords:
        raise MechanismError(line, "keyword argument", "pass arguments by position")


def _check_target(target: ast.expr, line: int) -> None:
    if isinstance(target, ast.Tuple | ast.List):
        for element in target.elts:
            _check_target(element, line)
    elif not isinstance(target, ast.Name | ast.Subscript):
        raise MechanismError(line, "assignment target", "assign to a name or an element")


def _returns(body: list[ast.stmt]) -> bool:
    last = body[-1]
    match last:
        case ast.Return(value=value):
            return value is not None
        case ast.If(body=then, orelse=otherwise):
            return bool(otherwise) and _returns(then) and _returns(otherwise)
        case ast.Match(cases=cases):
            return all(_returns(case.body) for case in cases)
        case _:
            return False
