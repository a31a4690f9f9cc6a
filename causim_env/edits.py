"""Single edits: one constant, operator, parent, label or weight put differently.

`mutants` edits a mechanism alone, as a slip of the pen would. `edited` edits an SCM; the result is again in the
mechanism language, with values in the declared ranges. Whether anything behaves otherwise is not asked: an edit can be
without effect.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from itertools import product
from math import prod

from causim_env.scm.compile import functions
from causim_env.scm.domains import Distribution, SCMError, Value
from causim_env.scm.model import SCM, Endogenous, Exogenous
from causim_env.scm.syntax import parse_python
from causim_env.scm.text import endogenous_from_source
from causim_env.streams import Stream

MAX_ROWS = 4096
_TRIES = 50
_OPPOSITES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip
_SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mod, ast.Mod: ast.FloorDiv,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
_CALLS = {"max": "min", "min": "max"}


def mutants(source: str, most: int) -> list[str]:
    """Different texts without docstring, each one edit away from a mechanism; spread evenly where there are more."""
    function = _function(source)
    if ast.get_docstring(function) is not None:
        del function.body[0]
    edits = [(place, way) for place in _places(function) for way in place[3]]
    count = len(edits)
    chosen = edits if count <= most else [edits[i * count // most] for i in range(most)]
    return list(dict.fromkeys(_text(function, place, way) for place, way in chosen))


def edited(scm: SCM, stream: Stream) -> SCM:
    """The SCM with one edit, drawn from the stream.

    Raises:
        SCMError: No edit was found that leaves an SCM.
    """
    for _ in range(_TRIES):
        variable = stream.choice(scm.variables)
        if isinstance(variable, Exogenous):
            roots = [reweighed(v, stream) if v is variable else v for v in scm.exogenous]
            return SCM(scm.doc, roots, scm.endogenous)
        try:
            node = altered(scm, variable, stream)
            made = SCM(scm.doc, scm.exogenous, [node if v is variable else v for v in scm.endogenous])
            if node.source != variable.source and within_range(made, node.name):
                return made
        except SCMError:
            continue
    raise SCMError(f"no single edit of {scm} leaves an SCM: edit another")


def within_range(scm: SCM, name: str) -> bool:
    """Whether a mechanism gives a declared value for all values of its parents, of which there are not too many."""
    supports = [scm[parent].support for parent in scm.parents(name)]
    if prod(map(len, supports)) > MAX_ROWS:
        return False
    function, declared = functions(scm)[name], {(type(value), value) for value in scm[name].support}
    try:
        results = [function(*values) for values in product(*supports)]
    except (SCMError, ArithmeticError, LookupError, TypeError, ValueError):
        return False
    return all((type(result), result) in declared for result in results)


def reweighed(root: Exogenous, stream: Stream) -> Exogenous:
    """An exogenous variable with one weight more, or with a second value where it has but one."""
    weights = list(root.distribution.weights)
    at = stream.below(len(weights))
    if len(weights) == 1:
        value = weights[0][0]
        other: Value = value + 1 if type(value) is int else (not value if type(value) is bool else f"{value}_2")
        return Exogenous(root.name, Distribution((*weights, (other, 1))), root.doc)
    value, weight = weights[at]
    weights[at] = value, weight + 1
    return Exogenous(root.name, Distribution(tuple(weights)), root.doc)


def altered(scm: SCM, node: Endogenous, stream: Stream) -> Endogenous:
    """A mechanism with one place put differently, in the language but perhaps with other values than declared.

    Raises:
        SCMError: There is nothing to edit, or the edit leaves the language.
    """
    function = _function(node.source)
    places = list(_places(function, scm, node))
    if not places:
        raise SCMError(f"{node.name} has no place to edit")
    place = stream.choice(places)
    return endogenous_from_source(_text(function, place, stream.choice(place[3])).replace("'", '"'))


_Place = tuple[ast.AST, str, int | None, Sequence[object]]


def _function(source: str) -> ast.FunctionDef:
    function = parse_python(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    return function


def _text(function: ast.FunctionDef, place: _Place, way: object) -> str:
    """The function with one place put one way; the tree is left as it was."""
    holder, field, index, _ = place
    old = getattr(holder, field)
    setattr(holder, field, way if index is None else [*old[:index], way, *old[index + 1 :]])
    try:
        return ast.unparse(ast.fix_missing_locations(function))
    finally:
        setattr(holder, field, old)


def _places(function: ast.FunctionDef, scm: SCM | None = None, node: Endogenous | None = None) -> Iterator[_Place]:
    """Every place that can be edited, with what may stand there instead; more where the SCM is known."""
    for statement in function.body:
        if isinstance(statement, ast.Expr):
            continue
        for holder in ast.walk(statement):
            for field, value in ast.iter_fields(holder):
                if isinstance(value, list):
                    for index, item in enumerate(value):
                        if ways := _ways(item, holder, scm, node):
                            yield holder, field, index, ways
                elif ways := _ways(value, holder, scm, node):
                    yield holder, field, None, ways


def _ways(item: object, holder: ast.AST, scm: SCM | None, node: Endogenous | None) -> Sequence[object]:
    match item:
        case ast.Constant(value=bool(value)):
            return [ast.Constant(not value)]
        case ast.Constant(value=int(value)):
            return [ast.Constant(value + 1), *([ast.Constant(value - 1)] if value else [])]
        case ast.Constant(value=str(value)) if scm and node:
            return [ast.Constant(other) for other in _labels(value, scm, node) if other != value]
        case ast.Name(id=name, ctx=ast.Load()) if scm and node and name in node.parents:
            return [ast.Name(other, ast.Load()) for other in _alike(name, scm, node)]
        case ast.Name(id=name) if name in _CALLS and isinstance(holder, ast.Call):
            return [ast.Name(_CALLS[name], ast.Load())]
        case ast.cmpop() if type(item) in _OPPOSITES:
            opposite = _OPPOSITES[type(item)]
            return [kind() for kind in (_OPPOSITES if scm else [opposite]) if kind is not type(item)]
        case ast.AST() if type(item) in _SWAPS:
            return [_SWAPS[type(item)]()]
    return ()


def _alike(name: str, scm: SCM, node: Endogenous) -> list[str]:
    """Other parents with the same sort of values."""
    sort = type(scm[name].support[0])
    return [p for p in node.parents if p != name and type(scm[p].support[0]) is sort]


def _labels(label: str, scm: SCM, node: Endogenous) -> list[str]:
    """The labels that stand beside this one in a domain."""
    found: list[str] = []
    for values in (node.support, *(scm[parent].support for parent in node.parents)):
        if label in values:
            found += [str(value) for value in values]
    return list(dict.fromkeys(found))
