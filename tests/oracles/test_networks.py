"""Published networks against pyAgrum: marginals straight from the tables, counterfactuals by twin network."""

from __future__ import annotations

from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from causim_env.authors.importers import COUPLINGS, Table, couple, import_bif, read_bif
from causim_env.authors.importers.couplings import Coupling
from causim_env.authors.importers.tables import legal_names
from causim_env.scm.domains import Value
from causim_env.scm.infer import infer
from causim_env.streams import Stream
from tests.oracles.export import ask_pyagrum, network

pytest.importorskip("pyagrum", reason="the second engine")


def shipped(name: str) -> Path:
    pgmpy = pytest.importorskip("pgmpy", reason="the networks come with pgmpy")
    path = Path(pgmpy.__file__).parent / "utils" / "example_models" / f"{name}.bif.gz"
    if not path.exists():
        pytest.skip(f"this pgmpy does not ship {name}")
    return path


def from_tables(tables: list[Table]) -> Any:
    """The network as a pyAgrum model, built from the tables alone."""
    import numpy

    pyagrum: Any = import_module("pyagrum")
    by_name = {table.name: table for table in tables}
    model = pyagrum.BayesNet()
    for table in tables:
        labels = [str(i) for i in range(len(table.values))]
        model.add(pyagrum.LabelizedVariable(table.name, table.name, labels))
    for table in tables:
        for parent in reversed(table.parents):
            model.addArc(parent, table.name)
        cases = list(product(*(by_name[parent].values for parent in table.parents)))
        rows = [[weight / sum(table.rows[case]) for weight in table.rows[case]] for case in cases]
        shape = [len(by_name[parent].values) for parent in table.parents]
        model.cpt(table.name)[:] = numpy.array(rows).reshape(*shape, len(table.values))
    return model


def drawn(stream: Stream, tables: list[Table]) -> dict[str, Value]:
    """One sample of the whole network."""
    values: dict[str, Value] = {}
    waiting = list(tables)
    while waiting:
        table = waiting.pop(0)
        if any(parent not in values for parent in table.parents):
            waiting.append(table)
            continue
        row = table.rows[tuple(values[parent] for parent in table.parents)]
        values[table.name] = stream.weighted(list(zip(table.values, row, strict=True)))
    return values


@pytest.mark.parametrize("coupling", COUPLINGS)
@pytest.mark.parametrize("name", ["insurance", "hepar2", "win95pts", "pigs"])
def test_marginals_of_larger_networks(name: str, coupling: Coupling) -> None:
    pyagrum: Any = import_module("pyagrum")
    _, tables = read_bif(shipped(name))
    by_name = {table.name: table for table in tables}
    legal = legal_names(list(by_name))
    scm = couple(name, tables, coupling)
    model = from_tables(tables)
    for index in range(4):
        stream = Stream("networks", name, index)
        target, *seen = stream.sample(tables, 4)
        sample = drawn(stream, tables)
        evidence = {table.name: sample[table.name] for table in seen}
        law = infer(scm, [legal[target.name]], {legal[e]: v for e, v in evidence.items()})
        engine = pyagrum.LazyPropagation(model)
        engine.setEvidence({e: by_name[e].values.index(v) for e, v in evidence.items()})
        engine.addTarget(target.name)
        expected = engine.posterior(target.name).tolist()
        found = [float(law.get((value,), 0)) for value in target.values]
        assert found == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("coupling", COUPLINGS)
@pytest.mark.parametrize("name", ["asia", "cancer", "earthquake", "survey"])
def test_counterfactuals_of_small_networks(name: str, coupling: Coupling) -> None:
    scm = import_bif(shipped(name), coupling)
    _, tables = read_bif(shipped(name))
    nodes = [node.name for node in scm.endogenous]
    for index in range(6):
        stream = Stream("imagined networks", name, index)
        target, cause, *seen = stream.sample(nodes, 4)
        sample = drawn(stream, tables)
        evidence = {node: sample[node] for node in [*seen, cause]}
        do = {cause: stream.choice(scm[cause].support)}
        law = infer(scm, [target], evidence, do, counterfactual=True)
        twin = network(scm, [target], evidence, do, counterfactual=True)
        assert twin is not None
        other = ask_pyagrum(twin)
        assert set(law) == set(other)
        assert all(other[key] == pytest.approx(float(p), abs=1e-9) for key, p in law.items())
