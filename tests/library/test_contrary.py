"""The twin against common sense: what the mirrored world does, in the named twin's words."""

from __future__ import annotations

import ast
from itertools import islice, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import causim_env as ce
from causim_env import library
from causim_env.library.contrary import contrary, first_sentence
from causim_env.library.mirror import mirrored_source
from causim_env.scm import SCM, Endogenous, SCMError, Value
from causim_env.scm.compile import functions
from causim_env.scm.text import endogenous_from_source
from causim_env.streams import Stream

MODELS = {name: library.load(name) for name in library.names()}
PARENTS = """
x: Uniform(0, 9)
g: Categorical({30: 1, 45: 2, 47: 1, 60: 1})
b: Bernoulli(1, 2)
c: Bernoulli(1, 3)
k: Categorical(red=1, green=1, blue=1)
"""
BODIES = [
    "return 1 if x >= 4 else 0",
    "return 1 if 4 < x else 0",
    "return 1 if 2 <= x < 7 else 0",
    "return 1 if x > 2 and x != 5 and x not in (7, 8) else 0",
    "return 1 if g > 45 else 0",
    "return 1 if g >= 46 else 0",
    "return 1 if g < 20 or g == 47 else 0",
    "return 3 - x // 2 + (2 if b else 0) - (1 if not c else 0)",
    "return x - 2 * g + 5",
    "return {'red': 0, 'green': 1, 'blue': 2}[k] + x",
    "return {(False, 'red'): 0, (False, 'green'): 1, (False, 'blue'): 2, (True, 'red'): 3, (True, 'green'): 4, "
    "(True, 'blue'): 5}[b, k]",
    "match k:\n    case 'red':\n        return x\n    case 'green' | 'blue':\n        return 9 - x",
    "match (k, b):\n    case ('red', True):\n        return 1\n    case ('blue', _) if x > 3:\n        return 2\n"
    "    case _:\n        return 0",
    "if x < 3:\n    return 0\nif x < 7:\n    return 1\nreturn 2",
    "total = 0\nfor i in range(x):\n    total += i\nreturn total + (g if k in ('red', 'blue') else 0)",
    "return 1 if b != c else 0",
    "return max(x, 3) - min(2, x)",
    "return 1 if k == 'red' and not b else 0",
]


def mirrored(scm: SCM, world: dict[str, Value], names: frozenset[str]) -> dict[str, Value]:
    def image(name: str) -> Value:
        support = scm[name].support
        return support[-1 - support.index(world[name])]

    return {name: image(name) if name in names else value for name, value in world.items()}


@pytest.mark.parametrize("body", BODIES)
def test_a_mirrored_mechanism_reads_mirrored_values(body: str) -> None:
    parents = [name for name in ("x", "g", "b", "c", "k") if any(name == word for word in _names(body))]
    lines = "\n".join("    " + line for line in body.replace("'", '"').splitlines())
    scm = SCM.from_source(f"{PARENTS}\ndef y({', '.join(parents)}) -> Integer(-300, 300):\n{lines}\n")
    node = scm["y"]
    assert isinstance(node, Endogenous)
    supports = {name: scm[name].support for name in parents}
    twin = SCM("", scm.exogenous, [endogenous_from_source(mirrored_source(node, supports, ""))])
    old, new = functions(scm)["y"], functions(twin)["y"]
    for row in product(*supports.values()):
        image = [support[-1 - support.index(value)] for value, support in zip(row, supports.values(), strict=True)]
        assert new(*row) == old(*image), twin.to_source()


def _names(body: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(f"def f():\n    {body.replace(chr(10), chr(10) + '    ')}"))
            if isinstance(node, ast.Name)}  # fmt: skip


def test_the_mirror_is_written_as_one_would_write_it() -> None:
    scm = SCM.from_source(
        "smoker: Bernoulli(1, 3)\nage: Uniform(60, 80)\n"
        "def points(age) -> Integer(0, 2):\n    if age < 65:\n        return 0\n    if age < 75:\n        return 1\n"
        "    return 2\n"
        "def total(points, smoker) -> Integer(0, 4):\n    return points + (2 if smoker else 0)\n"
    )
    text = contrary(scm).to_source()
    assert "return points + (0 if smoker else 2)" in text
    assert "if age < 66:\n        return 2\n    if age < 76:\n        return 1\n    return 0" in text


@pytest.mark.parametrize("name", MODELS)
def test_the_twin_does_in_every_world_what_the_model_does_in_a_mirrored_one(name: str) -> None:
    scm, twin = MODELS[name].scm, MODELS[name].contrary
    names = _mirrored_names(scm, twin)
    stream = Stream("contrary", name)
    for _ in range(20):
        world = {root.name: stream.choice(root.support) for root in scm.exogenous}
        values, expected = twin.evaluate(world), scm.evaluate(mirrored(scm, world, names))
        assert {k: values[k] for k in (n.name for n in scm.order)} == {n.name: expected[n.name] for n in scm.order}


def _mirrored_names(scm: SCM, twin: SCM) -> frozenset[str]:
    """Which exogenous variables the twin reads mirrored: all, or all but one."""
    roots = [root.name for root in scm.exogenous]
    for names in (frozenset(roots), *(frozenset(roots) - {root} for root in roots)):
        stream = Stream("which", *roots)
        worlds = [{root.name: stream.choice(root.support) for root in scm.exogenous} for _ in range(12)]
        ends = [n.name for n in scm.order]
        if all(
            [twin.evaluate(w)[e] for e in ends] == [scm.evaluate(mirrored(scm, w, names))[e] for e in ends]
            for w in worlds
        ):
            return names
    raise AssertionError("the twin is no mirror image")


@pytest.mark.parametrize("name", MODELS)
def test_structure_names_and_words_are_kept(name: str) -> None:
    scm, twin = MODELS[name].scm, MODELS[name].contrary
    assert set(twin.graph.edges) == set(scm.graph.edges)
    assert twin.doc == scm.doc
    assert [(v.name, v.support, v.doc) for v in twin.variables] == [(v.name, v.support, v.doc) for v in scm.variables]
    assert twin.content_hash != scm.content_hash


def test_answers_differ_where_they_should() -> None:
    """Most vectors of the source are wrong of the twin: who recites the published rule fails.

    Those that hold a computed variable start below the inputs, where the twin follows the rule.
    """
    started = {name: [v for v in m.vectors if not v.held] for name, m in MODELS.items()}
    wrong = {name: sum(v.fault(MODELS[name].contrary) is not None for v in vs) for name, vs in started.items()}
    assert all(wrong.values())
    assert sum(wrong.values()) > 0.75 * sum(map(len, started.values()))


def test_every_mechanism_that_reads_an_input_is_another_function() -> None:
    """But for two that count a middle degree, which a mirror leaves where it is."""
    same = set()
    for name, model in MODELS.items():
        old, new = functions(model.scm), functions(model.contrary)
        for node in model.scm.order:
            if any(model.scm.is_exogenous(parent) for parent in node.parents):
                rows = product(*(model.scm[parent].support for parent in node.parents))
                if all(old[node.name](*row) == new[node.name](*row) for row in islice(rows, 200_000)):
                    same.add((name, node.name))
    assert same == {("cvss_2", "partial_impacts"), ("cvss_3", "low_impacts")}


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 200), st.integers(1, 6))
def test_any_procedural_scm_has_such_a_twin(index: int, level: int) -> None:
    scm = ce.ProblemSet(split="train", seed=0, level=level)[index].scm
    twin = contrary(scm)
    names = _mirrored_names(scm, twin)
    assert names
    assert set(twin.graph.edges) == set(scm.graph.edges)


def test_docs_are_cut_to_what_stays_true() -> None:
    assert first_sentence("Usable light [h]. Twice the sun index.") == "Usable light [h]."
    assert first_sentence("Filtration [mL per 1.73 m2].") == "Filtration [mL per 1.73 m2]."


def test_a_parent_that_is_assigned_to_is_refused() -> None:
    scm = SCM.from_source("u: Uniform(0, 3)\ndef y(u) -> Integer(0, 4):\n    u += 1\n    return u\n")
    with pytest.raises(SCMError, match="assigns to its parent u"):
        contrary(scm)


def test_an_scm_that_no_mirror_changes_is_refused() -> None:
    scm = SCM.from_source("u: Uniform(-2, 2)\ndef y(u) -> Integer(0, 2):\n    return abs(u)\n")
    with pytest.raises(SCMError, match="no mechanism changes"):
        contrary(scm)
