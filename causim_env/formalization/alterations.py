"""Ways to alter an SCM, each with the alteration in words: a parameter, a law, a support, an edge, or the theme.

Nothing runs here. An altered SCM is in the language and acyclic; whether its mechanisms keep to their declared values,
whether its docs are still true and whether it is worth keeping is for `variants` to find out.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from causim_env.authors.claims import plain
from causim_env.authors.themes import Kind, Theme, Variable, theme, theme_names
from causim_env.edits import altered, reweighed
from causim_env.informal.telling import body
from causim_env.scm.canonical import renamed
from causim_env.scm.domains import Distribution, SCMError, Value, literal
from causim_env.scm.model import SCM, Endogenous, Exogenous
from causim_env.scm.text import mechanism_source
from causim_env.streams import Stream


@dataclass(frozen=True, slots=True)
class Alteration:
    """An altered SCM.

    Attributes:
        scm: The SCM; what it declares need not be true yet.
        words: What was altered.
    """

    scm: SCM
    words: str


def parameter(scm: SCM, stream: Stream) -> Alteration:
    """One constant, operator, label or parent in a mechanism is another one.

    Raises:
        SCMError: The drawn place cannot be altered.
    """
    node = stream.choice(scm.endogenous)
    made = altered(scm, node, stream)
    lines = zip(body(node).splitlines(), body(made).splitlines(), strict=False)
    old, new = next(((a.strip(), b.strip()) for a, b in lines if a != b), ("", ""))
    if not old:
        raise SCMError(f"{node.name}: the edit changes nothing")
    return Alteration(_with(scm, node, made.parents, body(made)), f"in {node.name}, `{old}` became `{new}`")


def law(scm: SCM, stream: Stream) -> Alteration:
    """One value of an exogenous variable is more probable.

    Raises:
        SCMError: It has but one value.
    """
    root = stream.choice(_several(scm, 2))
    made = reweighed(root, stream)
    return Alteration(
        _with_root(scm, root, made.distribution),
        f"the law of {root.name} became {made.distribution.text()}, it was {root.distribution.text()}",
    )


def support(scm: SCM, stream: Stream) -> Alteration:
    """An exogenous integer takes one value more, or one less.

    Raises:
        SCMError: There is none.
    """
    more = stream.chance(0.5)
    root = stream.choice(_several(scm, 2 if more else 3, integer=True))
    weights = root.distribution.weights
    value, weight = weights[-1]
    assert type(value) is int
    if more:
        made = Distribution((*weights, (value + 1, weight)))
        return Alteration(_with_root(scm, root, made), f"{root.name} may also be {value + 1}")
    return Alteration(_with_root(scm, root, Distribution(weights[:-1])), f"{root.name} is never {value} any more")


def edge(scm: SCM, stream: Stream) -> Alteration:
    """A mechanism reads one variable more, for an exception, or one less.

    Raises:
        SCMError: The drawn mechanism has no such variable.
    """
    node = stream.choice(scm.endogenous)
    return _cut(scm, node, stream) if stream.chance(0.5) else _joined(scm, node, stream)


def setting(scm: SCM, stream: Stream) -> Alteration:
    """Every variable is named after one of another theme; what happens stays.

    Raises:
        SCMError: The drawn theme has too few variables of some kind.
    """
    other = theme(stream.choice(theme_names()))
    chosen = _cast(scm, other, stream)
    names = {name: variable.name for name, variable in chosen.items()}
    words = _words(scm, chosen)
    roots = []
    for root in scm.exogenous:
        weights = tuple((words[v] if type(v) is str else v, w) for v, w in root.distribution.weights)
        roots.append(Exogenous(names[root.name], Distribution(weights), chosen[root.name].head))
    nodes = [renamed(node, names, words, chosen[node.name].head) for node in scm.endogenous]
    return Alteration(SCM(other.setting, roots, nodes), f"the theme became {other.name}")


KINDS: dict[str, Callable[[SCM, Stream], Alteration]] = {
    "parameter": parameter, "law": law, "support": support, "structure": edge, "theme": setting,
}  # fmt: skip


def _several(scm: SCM, least: int, integer: bool = False) -> Sequence[Exogenous]:
    found = [
        root for root in scm.exogenous if len(root.support) >= least and (not integer or root.distribution.kind is int)
    ]
    if not found:
        raise SCMError(f"no exogenous variable with {least} values: alter something else")
    return found


def _with(scm: SCM, node: Endogenous, parents: tuple[str, ...], text: str) -> SCM:
    """The SCM with another body and other parents for a mechanism; inputs that nobody reads are gone."""
    source = mechanism_source(node.name, parents, node.domain, node.doc, text)
    made = replace(node, parents=parents, source=source)
    nodes = [made if one is node else one for one in scm.endogenous]
    read = {parent for one in nodes for parent in one.parents}
    return SCM(scm.doc, [root for root in scm.exogenous if root.name in read], nodes)


def _with_root(scm: SCM, root: Exogenous, made: Distribution) -> SCM:
    roots = [replace(root, distribution=made) if one is root else one for one in scm.exogenous]
    return SCM(scm.doc, roots, scm.endogenous)


def _cut(scm: SCM, node: Endogenous, stream: Stream) -> Alteration:
    if len(node.parents) < 2:
        raise SCMError(f"{node.name} reads one variable only: let another one read less")
    parent = stream.choice(node.parents)
    value = stream.choice(scm[parent].support)
    tree = ast.parse(body(node))
    text = ast.unparse(ast.fix_missing_locations(_Fix(parent, value).visit(tree))).replace("'", '"')
    rest = tuple(name for name in node.parents if name != parent)
    words = f"{node.name} no longer reads {parent}, as if it were always {plain(value)}"
    return Alteration(_with(scm, node, rest, text), words)


def _joined(scm: SCM, node: Endogenous, stream: Stream) -> Alteration:
    below = scm.descendants([node.name])
    used = {part.id for part in ast.walk(ast.parse(node.source)) if isinstance(part, ast.Name)}
    free = [name for name in scm.names if name not in below and name not in used]
    if not free:
        raise SCMError(f"{node.name} can read nothing more: let another one read more")
    parent = stream.choice(free)
    at = stream.choice(scm[parent].support[1:] or scm[parent].support)
    value = stream.choice(node.support)
    test, told = f"{parent} == {literal(at)}", f"{parent} is {plain(at)}"
    if type(at) is bool:
        test, told = parent if at else f"not {parent}", f"{parent} is {plain(at)}"
    elif type(at) is int:
        test, told = f"{parent} >= {at}", f"{parent} is at least {at}"
    text = f"if {test}:\n    return {literal(value)}\n{body(node)}"
    words = f"{node.name} also reads {parent}: where {told}, it is {plain(value)}"
    return Alteration(_with(scm, node, (*node.parents, parent), text), words)


class _Fix(ast.NodeTransformer):
    """Puts a value in place of a name."""

    def __init__(self, name: str, value: Value) -> None:
        self.name = name
        self.value = value

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id != self.name:
            return node
        if not isinstance(node.ctx, ast.Load):
            raise SCMError(f"{self.name} is assigned to: cut another edge")
        return ast.Constant(self.value)


def _cast(scm: SCM, other: Theme, stream: Stream) -> dict[str, Variable]:
    """A variable of the theme for each of the SCM's, of the same side and kind."""
    pools: dict[tuple[bool, Kind], list[Variable]] = {}
    chosen: dict[str, Variable] = {}
    variables: tuple[Exogenous | Endogenous, ...] = (*scm.exogenous, *scm.order)
    for variable in variables:
        sample = variable.support[0]
        kind: Kind = "boolean" if type(sample) is bool else "integer" if type(sample) is int else "category"
        side = isinstance(variable, Exogenous)
        if (side, kind) not in pools:
            pools[side, kind] = stream.shuffled(other.pool(side, kind))
        fitting = [one for one in pools[side, kind] if kind != "category" or len(one.labels) >= len(variable.support)]
        if not fitting:
            raise SCMError(f"{other.name} has no variable left for {variable.name}: take a larger theme")
        pools[side, kind].remove(fitting[0])
        chosen[variable.name] = fitting[0]
    return chosen


def _words(scm: SCM, chosen: Mapping[str, Variable]) -> dict[str, str]:
    """A label for each label, the same one wherever it occurs."""
    words: dict[str, str] = {}
    for name, variable in chosen.items():
        values = [value for value in scm[name].support if type(value) is str]
        spare = [label for label in variable.labels if label not in words.values()]
        for value in values:
            if value not in words:
                if not spare:
                    raise SCMError(f"no label left for {value}: take a larger theme")
                words[value] = spare.pop(0)
    return words
