"""Running an SCM: mechanisms as callables, and all of them fused into one function.

`functions` gives one callable per mechanism, `reading` one that finds its parents' values itself, as exact
inference needs it. `fused` inlines every mechanism into a single code object per intervention set, which is as fast
as scalar Python gets. Compiled code is cached by the SCM's text. Mechanisms of an SCM that is not vetted run under the
fuel of `meter` where they loop or could grow, and every value they return is held against its declared domain.
"""

from __future__ import annotations
import __future__

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, Protocol, TypeVar

from causim_env.scm.domains import Boolean, Category, Domain, Integer, SCMError, Value
from causim_env.scm.meter import compile_metered, guarded, is_numeric, needs_meter
from causim_env.scm.model import SCM, Endogenous, World
from causim_env.scm.sizes import Sizes
from causim_env.scm.syntax import body_without_docstring, nodes, parse_python

K = TypeVar("K", contravariant=True)
Row = tuple[Value, ...]
Mechanism = Callable[..., Value]
Fused = Callable[[World, World], dict[str, Value]]

_DEEPEST = 30
_LAZY_ANNOTATIONS = __future__.annotations.compiler_flag


class Lookup(Protocol[K]):
    """Values by place or by name."""

    def __getitem__(self, place: K, /) -> Value:
        """The value there."""


class Mechanisms(dict[str, Mechanism]):
    """One callable per endogenous variable, compiled when it is first asked for."""

    def __init__(self, scm: SCM) -> None:
        super().__init__()
        self.scm = scm

    def __missing__(self, name: str) -> Mechanism:
        """Compiles a mechanism; fuel and checks surround it unless the SCM is vetted."""
        node = self.scm[name]
        assert isinstance(node, Endogenous)
        if name in self.scm.tables:
            call: Mechanism = _reader(self.scm.tables[name])
        elif self.scm.vetted:
            call = _execute(_bare(node))[name]
        else:
            function = _tree(node)
            meter = needs_meter(function, has_labels(self.scm, node.parents))
            call = compile_metered(function) if meter else guarded(_execute(node.source)[name])
            call = _checked(call, node)
        self[name] = call
        return call


def functions(scm: SCM) -> Mechanisms:
    """The mechanisms as callables that take their parents' values in order."""
    return _functions(scm, scm.vetted, frozenset(scm.tables))


@lru_cache(maxsize=64)
def _functions(scm: SCM, vetted: bool, tables: frozenset[str]) -> Mechanisms:
    return Mechanisms(scm)


def reading(mechanisms: Mechanisms, name: str, places: Sequence[K]) -> Callable[[Lookup[K]], Value]:
    """A mechanism that finds its parents' values at these places of what it is called with."""
    table = mechanisms.scm.tables.get(name)
    if table is None:
        call, read = mechanisms[name], picker(places)
        return lambda values: call(*read(values))
    if len(places) == 1:
        place = places[0]
        return lambda values: table[(values[place],)]
    read = picker(places)
    return lambda values: table[read(values)]


def picker(places: Sequence[K]) -> Callable[[Lookup[K]], Row]:
    """Reads the values at some places as a tuple."""
    if not places:
        return lambda values: ()
    if len(places) == 1:
        place = places[0]
        return lambda values: (values[place],)
    pick: Callable[[Lookup[K]], Row] = itemgetter(*places)
    return pick


def fused(scm: SCM, do: frozenset[str] = frozenset()) -> Fused:
    """All mechanisms in one function of (world, do), for one set of intervened names.

    A mechanism that has a table is read from it, unless its text is known to be sound.
    """
    return _fused(scm, do, scm.vetted, frozenset(scm.tables))


@lru_cache(maxsize=1024)
def _fused(scm: SCM, do: frozenset[str], vetted: bool, tables: frozenset[str]) -> Fused:
    namespace: dict[str, Any] = {}
    lines = ["def fused(__world, __do):"]  # no variable and no local may be called so
    for root in scm.exogenous:
        source = "__do" if root.name in do else "__world"
        lines.append(f"    {root.name} = {source}[{root.name!r}]")
    for node in scm.order:
        if node.name in do:
            lines.append(f"    {node.name} = __do[{node.name!r}]")
            continue
        function = _tree(node)
        plain = vetted or (node.name not in tables and _is_plain(scm, node, function))
        statements = _inline(function, node) if plain else None
        if statements is None:
            namespace[f"_{node.name}"] = functions(scm)[node.name]
            lines.append(f"    {node.name} = _{node.name}({', '.join(node.parents)})")
        else:
            text = ast.unparse(ast.fix_missing_locations(ast.Module(statements, [])))
            lines.extend("    " + line for line in text.splitlines())
    lines.append("    return {" + ", ".join(f"{name!r}: {name}" for name in scm.names) + "}")
    exec(compile("\n".join(lines), f"<scm {scm.content_hash[:12]}>", "exec"), namespace)
    run: Fused = namespace["fused"]
    return run if vetted else guarded(run)


def has_labels(scm: SCM, names: Iterable[str]) -> bool:
    """Whether the values of one of the variables are text."""
    return any(type(scm[name].support[0]) is str for name in names)


def _is_plain(scm: SCM, node: Endogenous, function: ast.FunctionDef) -> bool:
    """Whether a mechanism may run among others before its value is checked.

    What it returns must not grow in the hands of a child: a number, or a single value where text is declared, which
    no unguarded mechanism adds to or multiplies.
    """
    labelled = has_labels(scm, node.parents)
    if needs_meter(function, labelled):
        return False
    if isinstance(node.domain, Category):
        sizes = Sizes(function)
        values = [part.value for part in nodes(function) if isinstance(part, ast.Return)]
        return all(value is not None and sizes.single(value) for value in values)
    return is_numeric(function) and not labelled


def evaluate(scm: SCM, world: World, do: World) -> dict[str, Value]:
    """See `SCM.evaluate`."""
    check_world(scm, world)
    scm.check_values(do, "do")
    if scm.vetted:
        return fused(scm, frozenset(do))(world, do)
    try:
        values = fused(scm, frozenset(do))(world, do)
    except SCMError:
        return one_by_one(scm, world, do)  # fails again, and says where
    for node in scm.endogenous:
        if node.name not in do:
            check_value(node.name, node.domain, values[node.name])
    return values


def one_by_one(scm: SCM, world: World, do: World) -> dict[str, Value]:
    """Every variable's value, each mechanism called by itself.

    Raises:
        SCMError: A mechanism fails; the message names it.
    """
    values = {root.name: do.get(root.name, world[root.name]) for root in scm.exogenous}
    calls = functions(scm)
    for node in scm.order:
        given = [values[parent] for parent in node.parents]
        values[node.name] = do[node.name] if node.name in do else calls[node.name](*given)
    return values


def check_world(scm: SCM, world: World) -> None:
    """Refuses a world that is not one declared value for every exogenous variable.

    Raises:
        SCMError: With the variable and what to write instead.
    """
    roots = scm.exogenous
    fits = len(world) == len(roots)
    for root in roots:
        value = world.get(root.name)
        if type(value) is not root.distribution.kind or value not in root.distribution.support:
            fits = False
    if fits:
        return
    missing = [root.name for root in roots if root.name not in world]
    if missing:
        raise SCMError(f"world without {', '.join(missing)}: give every exogenous variable a value")
    extra = [name for name in world if name not in scm or not scm.is_exogenous(name)]
    if extra:
        raise SCMError(f"world with {', '.join(extra)}: give values of exogenous variables only")
    scm.check_values(world, "world")


def check_value(name: str, domain: Domain, value: object) -> None:
    """Refuses a mechanism's value outside its declared domain.

    Raises:
        SCMError: With the variable and the value.
    """
    match domain:
        case Boolean():
            fits = type(value) is bool
        case Integer(low, high):
            fits = type(value) is int and low <= value <= high
        case Category(labels):
            fits = type(value) is str and value in labels
    if not fits:
        shown = repr(value)[:60]
        raise SCMError(f"{name} returned {shown}, declared {domain.text()}: widen the declaration or clip")


def _tree(node: Endogenous) -> ast.FunctionDef:
    function = parse_python(node.source).body[0]
    assert isinstance(function, ast.FunctionDef)
    return function


def _execute(source: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    exec(compile(source, "<mechanisms>", "exec", _LAZY_ANNOTATIONS, dont_inherit=True), namespace)
    return namespace


def _bare(node: Endogenous) -> str:
    """A vetted mechanism's text without what only readers need: annotations and docstring."""
    _, *lines = node.source.split("\n")
    return "\n".join([f"def {node.name}({', '.join(node.parents)}):", *(lines[1:] if node.doc else lines)])


def _reader(table: Mapping[tuple[Value, ...], Value]) -> Mechanism:
    return lambda *row: table[row]


def _checked(call: Mechanism, node: Endogenous) -> Mechanism:
    def run(*arguments: Value) -> Value:
        try:
            value = call(*arguments)
        except SCMError as error:
            raise type(error)(f"{node.name}: {error}") from None
        check_value(node.name, node.domain, value)
        return value

    return run


def _inline(function: ast.FunctionDef, node: Endogenous) -> list[ast.stmt] | None:
    """The body as statements that assign the variable; None where a return sits inside a loop."""
    body = body_without_docstring(function)
    assigned = {
        name.id
        for statement in body
        for name in ast.walk(statement)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    }
    captured = {p.name for s in body for p in ast.walk(s) if isinstance(p, ast.MatchAs) and p.name}
    renaming = {name: f"_{node.name}__{name}" for name in assigned | captured}
    copies: list[ast.stmt] = [
        parse_python(f"{renaming[parent]} = {parent}").body[0] for parent in node.parents if parent in renaming
    ]
    rename = _Rename(renaming)
    result = _assigning([rename.visit(statement) for statement in body], node.name)
    return None if result is None else copies + result


class _Rename(ast.NodeTransformer):
    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self.names.get(node.id, node.id), node.ctx)

    def visit_MatchAs(self, node: ast.MatchAs) -> ast.MatchAs:
        self.generic_visit(node)
        name = None if node.name is None else self.names.get(node.name, node.name)
        return ast.MatchAs(node.pattern, name)


def _assigning(body: list[ast.stmt], name: str, depth: int = 0) -> list[ast.stmt] | None:
    if depth > _DEEPEST:
        return None
    result: list[ast.stmt] = []
    for position, statement in enumerate(body):
        rest = body[position + 1 :]
        if isinstance(statement, ast.Return):
            assert statement.value is not None
            result.append(ast.Assign([ast.Name(name, ast.Store())], statement.value, lineno=1))
            return result
        if not any(isinstance(inner, ast.Return) for inner in ast.walk(statement)):
            result.append(statement)
            continue
        if isinstance(statement, ast.If):
            if rest and not _ends(statement.body) and not _ends(statement.orelse):
                return None  # what follows would stand there twice
            then = _assigning(_followed(statement.body, rest), name, depth + 1)
            otherwise = _assigning(_followed(statement.orelse, rest), name, depth + 1)
            if then is None or otherwise is None:
                return None
            result.append(ast.If(statement.test, then, otherwise))
            return result
        if isinstance(statement, ast.Match) and not rest:
            cases = []
            for case in statement.cases:
                inside = _assigning(case.body, name, depth + 1)
                if inside is None:
                    return None
                cases.append(ast.match_case(case.pattern, case.guard, inside))
            result.append(ast.Match(statement.subject, cases))
            return result
        return None
    return None


def _followed(branch: list[ast.stmt], rest: list[ast.stmt]) -> list[ast.stmt]:
    """The branch, and what comes after it where the branch can fall through."""
    return branch if _ends(branch) else branch + rest


def _ends(branch: list[ast.stmt]) -> bool:
    """Whether every path through the branch returns."""
    match branch:
        case [*_, ast.Return()]:
            return True
        case [*_, ast.If(body=then, orelse=otherwise)]:
            return _ends(then) and _ends(otherwise)
        case _:
            return False
