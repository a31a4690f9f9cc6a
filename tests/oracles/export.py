"""An SCM as a (twin) Bayesian network of pgmpy or pyAgrum: a second engine for the same question.

The twin network has every exogenous variable once and every variable that `do` can reach twice, as
it was and as it is imagined (Balke and Pearl 1994). A variable that `do` sets has lost its parents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import product
from math import prod
from typing import Any

from causim_env.scm.domains import Value
from causim_env.scm.model import SCM, Endogenous
from tests.oracles.brute import ancestors, function_of

IMAGINED = "_imagined"


@dataclass(frozen=True)
class Node:
    """One discrete node; rows of probabilities in the order of `product` over the parents."""

    name: str
    values: tuple[Value, ...]
    parents: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Network:
    """Nodes with parents first, and where the question's variables are found."""

    nodes: tuple[Node, ...]
    targets: tuple[str, ...]
    evidence: Mapping[str, int]

    def node(self, name: str) -> Node:
        return next(node for node in self.nodes if node.name == name)


def network(
    scm: SCM,
    targets: Sequence[str],
    evidence: Mapping[str, Value] | None = None,
    do: Mapping[str, Value] | None = None,
    counterfactual: bool = False,
    whole: bool = False,
    cells: int = 200_000,
) -> Network | None:
    """The Bayesian network in which the question is plain conditioning.

    Variables that lead neither to a target nor to evidence are left out unless `whole`. None where
    a mechanism's table would have more than `cells` cells.
    """
    evidence, do = evidence or {}, do or {}
    changed = _below(scm, do) if counterfactual else set(do)
    needed = set(scm.names) if whole else ancestors(scm, [*targets, *evidence])
    suffix = IMAGINED if counterfactual else ""
    nodes: list[Node] = []
    values = {name: scm[name].support for name in scm.names}
    for u in scm.exogenous:
        if u.name in needed and (counterfactual or u.name not in do):
            total = u.distribution.probabilities
            nodes.append(Node(u.name, values[u.name], (), (tuple(float(total[v]) for v in u.support),)))
    for name in do:
        if name in needed:
            row = tuple(float(_same(v, do[name])) for v in values[name])
            nodes.append(Node(name + suffix, values[name], (), (row,)))
    for v in scm.endogenous:
        if v.name not in needed:
            continue
        size = prod(len(values[p]) for p in v.parents) * len(values[v.name])
        if size > cells:
            return None
        if counterfactual or v.name not in do:
            nodes.append(_mechanism(v, v.name, v.parents, values))
        if counterfactual and v.name in changed and v.name not in do:
            parents = tuple(p + suffix if p in changed else p for p in v.parents)
            nodes.append(_mechanism(v, v.name + suffix, parents, values))
    places = tuple(t + suffix if t in changed else t for t in targets)
    indices = {
        name: next((i for i, v in enumerate(values[name]) if _same(v, value)), -1) for name, value in evidence.items()
    }
    return Network(tuple(nodes), places, indices)


def to_pgmpy(net: Network) -> Any:
    """The network as a pgmpy `DiscreteBayesianNetwork`; states are indices into `values`."""
    from pgmpy.factors.discrete import TabularCPD
    from pgmpy.models import DiscreteBayesianNetwork

    model = DiscreteBayesianNetwork()
    model.add_nodes_from(node.name for node in net.nodes)
    model.add_edges_from((parent, node.name) for node in net.nodes for parent in node.parents)
    size = {node.name: len(node.values) for node in net.nodes}
    for node in net.nodes:
        columns = [[row[i] for row in node.rows] for i in range(len(node.values))]
        cards = [size[parent] for parent in node.parents]
        model.add_cpds(TabularCPD(node.name, len(node.values), columns, list(node.parents), cards))
    return model


def to_pyagrum(net: Network) -> Any:
    """The network as a pyAgrum `BayesNet`; states are indices into `values`."""
    import numpy

    pyagrum: Any = import_module("pyagrum")
    model = pyagrum.BayesNet()
    size = {node.name: len(node.values) for node in net.nodes}
    for node in net.nodes:
        labels = [str(i) for i in range(len(node.values))]
        model.add(pyagrum.LabelizedVariable(node.name, node.name, labels))
    for node in net.nodes:
        for parent in reversed(node.parents):
            model.addArc(parent, node.name)
        shape = (*(size[p] for p in node.parents), len(node.values))
        model.cpt(node.name)[:] = numpy.array(node.rows).reshape(shape)
    return model


def ask_pgmpy(net: Network, model: Any = None) -> dict[tuple[Value, ...], float]:
    """The joint law of the targets given the evidence, by pgmpy's variable elimination."""
    from pgmpy.inference import VariableElimination

    free = [t for t in dict.fromkeys(net.targets) if t not in net.evidence]
    if not free:
        return {_fixed(net): 1.0}
    model = to_pgmpy(net) if model is None else model
    engine = VariableElimination(model)
    factor = engine.query(free, evidence=dict(net.evidence) or None, show_progress=False)
    order = [factor.variables.index(name) for name in free]
    return _read(net, free, factor.values.transpose(order))


def ask_pyagrum(net: Network) -> dict[tuple[Value, ...], float]:
    """The joint law of the targets given the evidence, by pyAgrum's variable elimination."""
    pyagrum: Any = import_module("pyagrum")
    free = [t for t in dict.fromkeys(net.targets) if t not in net.evidence]
    if not free:
        return {_fixed(net): 1.0}
    engine = pyagrum.VariableElimination(to_pyagrum(net))
    engine.setEvidence(dict(net.evidence))
    if len(free) == 1:
        engine.addTarget(free[0])
        tensor = engine.posterior(free[0])
    else:
        engine.addJointTarget(set(free))
        tensor = engine.jointPosterior(set(free))
    names = list(tensor.names)
    array = tensor.toarray()
    # pyAgrum's arrays carry the first variable on the last axis.
    axes = {name: len(names) - 1 - i for i, name in enumerate(names)}
    return _read(net, free, array.transpose([axes[name] for name in free]))


def _read(net: Network, free: Sequence[str], array: Any) -> dict[tuple[Value, ...], float]:
    answer: dict[tuple[Value, ...], float] = {}
    for cell in product(*(range(len(net.node(name).values)) for name in free)):
        mass = float(array[cell])
        if mass > 1e-12:
            state = {**net.evidence, **dict(zip(free, cell, strict=True))}
            answer[tuple(net.node(t).values[state[t]] for t in net.targets)] = mass
    return answer


def _fixed(net: Network) -> tuple[Value, ...]:
    return tuple(net.node(t).values[net.evidence[t]] for t in net.targets)


def _mechanism(v: Endogenous, name: str, parents: tuple[str, ...], values: Mapping[str, tuple[Value, ...]]) -> Node:
    function = function_of(v)
    rows = tuple(_point(v.name, function(*case), values) for case in _cases(v.parents, values))
    return Node(name, values[v.name], parents, rows)


def _cases(parents: Sequence[str], values: Mapping[str, tuple[Value, ...]]) -> Iterator[tuple[Value, ...]]:
    return product(*(values[parent] for parent in parents))


def _point(name: str, result: Value, values: Mapping[str, tuple[Value, ...]]) -> tuple[float, ...]:
    row = tuple(float(_same(value, result)) for value in values[name])
    if not any(row):
        raise ValueError(f"{name} returned {result!r}, outside its domain")
    return row


def _same(a: Value, b: Value) -> bool:
    return type(a) is type(b) and a == b


def _below(scm: SCM, names: Iterable[str]) -> set[str]:
    found = set(names)
    for node in scm.endogenous:
        if any(parent in found for parent in node.parents):
            found.add(node.name)
    return found
