import os
import subprocess
import sys
from itertools import product

import pytest

from causim_env.authors.degenerate import degeneracies
from causim_env.authors.graphs import GRAPHS
from causim_env.authors.procedural import MAX_ROWS, Spec, draw
from causim_env.authors.themes import theme, theme_names
from causim_env.scm import SCM, Boolean, Integer, SCMError
from causim_env.scm.language import check_tree
from causim_env.scm.mechanisms import FAMILIES, recognise
from causim_env.scm.syntax import parse_text
from causim_env.streams import Stream
from tests.oracles.brute import function_of


def drawn(spec: Spec, count: int, key: str = "procedural") -> list[SCM]:
    return [draw(Stream(key, i), spec) for i in range(count)]


def internal(scm: SCM, name: str) -> list[str]:
    return [parent for parent in scm.parents(name) if not scm.is_exogenous(parent)]


MIXED = [scm for n in (2, 3, 5, 8) for scm in drawn(Spec(nodes=n), 15, f"mixed {n}")]


def test_the_same_in_every_process() -> None:
    script = (
        "from causim_env.authors.procedural import Spec, draw\n"
        "from causim_env.streams import Stream\n"
        "for i in (3, 1, 2): print(i, draw(Stream('p', i), Spec(nodes=9)).content_hash)\n"
    )
    seen = {f"{i} {draw(Stream('p', i), Spec(nodes=9)).content_hash}" for i in (1, 2, 3)}
    for seed in ("0", "1", "77"):
        run = subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert set(run.stdout.split("\n")[:-1]) == seen


def test_different_streams_give_different_scms() -> None:
    assert len({scm.canonical_hash for scm in MIXED}) == len(MIXED)


def test_text_is_in_the_language_and_comes_back() -> None:
    for scm in MIXED:
        for node in scm.endogenous:
            function = parse_text(node.source).body[0]
            check_tree(function)  # type: ignore[arg-type]
        back = SCM.from_source(scm.to_source())
        assert back == scm and back.canonical_hash == scm.canonical_hash
        assert scm.anonymise().canonical_hash == scm.canonical_hash


def test_tables_are_what_the_text_computes() -> None:
    for scm in (*MIXED, *drawn(Spec(nodes=30, max_parents=4), 4, "tables")):
        for node in scm.endogenous:
            call, table = function_of(node), scm.tables[node.name]
            assert set(table) == set(product(*(scm[parent].support for parent in node.parents)))
            for row, value in table.items():
                told = call(*row)
                assert told == value and type(told) is type(value)


def test_never_degenerate() -> None:
    for scm in MIXED:
        assert degeneracies(scm) == []


def test_never_degenerate_by_brute_force() -> None:
    small = [scm for scm in MIXED if len(scm.endogenous) <= 3]
    assert len(small) == 30
    for scm in small:
        calls = {node.name: function_of(node) for node in scm.endogenous}
        reached: dict[str, set[object]] = {name: set() for name in calls}
        for world in product(*(root.support for root in scm.exogenous)):
            values = dict(zip((root.name for root in scm.exogenous), world, strict=True))
            for node in scm.endogenous:
                values[node.name] = calls[node.name](*(values[parent] for parent in node.parents))
                reached[node.name].add(values[node.name])
        for node in scm.endogenous:
            assert reached[node.name] == set(node.support) and len(node.support) >= 2
            supports = [scm[parent].support for parent in node.parents]
            table = {row: calls[node.name](*row) for row in product(*supports)}
            assert all(type(value) in {type(v) for v in node.support} for value in table.values())
            assert set(table.values()) == set(node.support)
            for j, support in enumerate(supports):
                assert any(table[row] != table[(*row[:j], v, *row[j + 1 :])] for row in table for v in support)


@pytest.mark.parametrize("family", FAMILIES)
def test_families_are_respected(family: str) -> None:
    for n in (2, 4, 7):
        for scm in drawn(Spec(nodes=n, families=(family,)), 4, family):
            twin = scm.anonymise()
            assert {type(recognise(node, twin)) for node in twin.endogenous} == {FAMILIES[family]}


@pytest.mark.parametrize("graph", GRAPHS)
def test_graphs_are_respected(graph: str) -> None:
    spec = Spec(nodes=6, graphs=(graph,), max_parents=3)
    for i in range(4):
        scm = draw(Stream(graph, i), spec)
        stream = Stream(graph, i)
        stream.choice(spec.graphs), stream.choice(spec.domains)
        names = [node.name for node in scm.endogenous]
        wanted = [[names[j] for j in above] for above in GRAPHS[graph](stream, 6, 3)]
        assert [internal(scm, name) for name in names] == wanted


def test_confounded_pairs_share_an_input() -> None:
    for scm in drawn(Spec(nodes=6, graphs=("confounded",), noise=0.0, shared=0.0), 10):
        nodes = scm.endogenous
        for cause, effect in ((0, 1), (2, 3), (4, 5)):
            shared = set(nodes[cause].parents) & set(nodes[effect].parents)
            assert any(scm.is_exogenous(name) for name in shared)


@pytest.mark.parametrize("name", theme_names())
def test_domains_are_respected(name: str) -> None:
    known = {v.name: v for v in (*theme(name).exogenous, *theme(name).endogenous)}
    for scm in drawn(Spec(domains=(name,), nodes=4), 2, name):
        assert scm.doc == theme(name).setting
        for used in scm.names:
            assert used in known or theme(name).replica in used
            if used in known:
                assert scm[used].doc.startswith(known[used].head)


def test_without_noise_only_roots_have_inputs() -> None:
    for scm in drawn(Spec(nodes=6, noise=0.0, shared=0.0, graphs=("chain", "diamond", "layered")), 10):
        for node in scm.endogenous:
            assert (len(internal(scm, node.name)) == 0) == (len(internal(scm, node.name)) < len(node.parents))


def test_booleans_are_a_minority_and_integers_wide() -> None:
    nodes = [node for scm in drawn(Spec(nodes=9), 40, "wide") for node in scm.endogenous]
    integers = [node for node in nodes if isinstance(node.domain, Integer)]
    assert sum(isinstance(node.domain, Boolean) for node in nodes) <= len(nodes) / 3
    assert sum(len(node.support) >= 5 for node in integers) > len(integers) / 2


def test_kinds_are_respected() -> None:
    for scm in drawn(Spec(nodes=12, kinds=("integer",), noise=0.2, graphs=("chain", "mediator")), 8, "kinds"):
        assert all(isinstance(scm[name].support[0], int) and len(scm[name].support) > 1 for name in scm.names)
        assert not any(isinstance(scm[name].support[0], bool) for name in scm.names)


def test_hardly_any_variable_is_a_copy_of_another() -> None:
    nodes = [(scm, node) for scm in drawn(Spec(nodes=6, noise=0.2), 60, "copies") for node in scm.endogenous]
    copies = [n for scm, n in nodes if all(len(row) == 1 and row[0] == v for row, v in scm.tables[n.name].items())]
    assert len(copies) < len(nodes) / 50


def test_tables_stay_small() -> None:
    for scm in drawn(Spec(nodes=12, max_parents=5, width=(9, 12), noise=1.0, graphs=("random",)), 5):
        for node in scm.endogenous:
            rows = 1
            for parent in node.parents:
                rows *= len(scm[parent].support)
            assert rows <= 2 * MAX_ROWS


def test_a_thousand_nodes() -> None:
    scm = draw(Stream("large"), Spec(nodes=1000))
    assert len(scm.endogenous) == 1000
    assert set(scm.evaluate({root.name: root.support[0] for root in scm.exogenous})) == set(scm.names)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"graphs": ("ring",)}, "graphs \\['ring'\\]: write some of chain"),
        ({"families": ()}, "families empty: write some of linear"),
        ({"domains": ("moon",)}, "domains \\['moon'\\]"),
        ({"nodes": 1}, "nodes 1: write 2 to"),
        ({"max_parents": 1}, "max_parents 1: write 2 to 6"),
        ({"width": (1, 4)}, "width 1, 4: write 2 <= least"),
        ({"noise": 1.5}, "noise 1.5: write a number from 0 to 1"),
    ],
)
def test_a_wrong_spec_is_refused(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Spec(**wrong)  # type: ignore[arg-type]


def test_a_spec_that_leaves_nothing_is_refused() -> None:
    with pytest.raises(SCMError, match="no SCM of 60 nodes .* allow more families"):
        draw(Stream("none"), Spec(nodes=60, families=("lookup",), graphs=("collider",), max_parents=6, noise=1.0))
