"""The published models: every vector holds, files are well formed, and nothing in them is dead."""

from __future__ import annotations

import ast
from collections import Counter
from itertools import product, starmap
from math import prod
from pathlib import Path

import pytest

from causim_env import library
from causim_env.authors.degenerate import idle_parents
from causim_env.library.models import Model, load_model
from causim_env.render.words import Words
from causim_env.scm import SCM, SCMError
from causim_env.scm.compile import functions

MODELS = {name: load_model(name) for name in library.names()}
FIT_FOR_A_TABLE = 200_000


def test_there_are_at_least_sixty_models_in_many_areas() -> None:
    areas = Counter(model.area for model in MODELS.values())
    assert len(MODELS) >= 60
    assert len(areas) >= 15
    assert areas["clinical scores"] >= 20


def test_every_vector_holds() -> None:
    faults = {name: found for name, model in MODELS.items() if (found := model.check())}
    assert not faults


def test_every_model_has_four_vectors_that_tell_its_values_apart() -> None:
    for name, model in MODELS.items():
        assert len(model.vectors) >= 4, name
        inputs = {root.name for root in model.scm.exogenous}
        assert all(set(vector.given) == inputs for vector in model.vectors), name
        seen = Counter(key for vector in model.vectors for key in vector.expect)
        for node in model.scm.endogenous:
            if not model.scm.children(node.name):
                assert seen[node.name], f"{name}: no vector says what {node.name} is"
        leaves = [node.name for node in model.scm.endogenous if not model.scm.children(node.name)]
        outcomes = {(leaf, vector.expect[leaf]) for vector in model.vectors for leaf in leaves if leaf in vector.expect}
        assert len(outcomes) > len(leaves), f"{name}: the vectors expect the same of everything"


def test_few_models_have_nothing_but_hand_calculations() -> None:
    by_hand = {name for name, model in MODELS.items() if {v.basis for v in model.vectors} == {"hand calculation"}}
    assert by_hand == {"kanban_cards", "leslie_step", "mark_recapture", "sir_step"}


def test_what_a_vector_holds_is_computed_and_not_what_it_expects() -> None:
    for name, model in MODELS.items():
        for vector in model.vectors:
            assert vector.held.keys() <= {node.name for node in model.scm.endogenous}, name
            assert not vector.held.keys() & vector.expect.keys(), name
            below = model.scm.descendants(vector.held)
            assert not vector.held or vector.expect.keys() & below, f"{name}: nothing follows from {dict(vector.held)}"


def test_a_wrong_vector_is_reported_with_both_values() -> None:
    model = MODELS["qsofa"]
    given = model.vectors[0].given
    wrong = library.Vector("definition", given, {"score": 3})
    assert wrong.fault(model.scm) == f"score is 0, expected 3 at {dict(given)}"
    wrong = library.Vector("definition", given, {"positive": False}, held={"score": 2})
    assert wrong.fault(model.scm) == f"positive is True, expected False at {dict(given)} with {{'score': 2}} held"


def test_a_vector_with_a_bad_key_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "coin.scm.py").write_text("")
    monkeypatch.setattr("causim_env.library.models._folder", lambda: tmp_path)
    facts = 'title = "t"\narea = "a"\ncitation = "c"\nabout = "b"\n[[vectors]]\n'
    for row, hint in (('basis = "guess"', "basis 'guess'"), ('basis = "definition"\nwhere = 3', "where as a string")):
        (tmp_path / "coin.toml").write_text(facts + row)
        with pytest.raises(SCMError, match=hint):
            load_model("coin")


@pytest.mark.parametrize("name", MODELS)
def test_mechanisms_stay_in_their_domains_and_every_parent_counts(name: str) -> None:
    scm = MODELS[name].scm
    calls = functions(scm)  # not vetted, so a value outside its domain is an error
    for node in scm.order:
        supports = [scm[parent].support for parent in node.parents]
        sizes = [len(support) for support in supports]
        assert prod(sizes) <= FIT_FOR_A_TABLE, node.name
        table = list(starmap(calls[node.name], product(*supports)))
        assert len(set(table)) > 1, f"{node.name} is constant"
        assert not list(idle_parents(table, sizes)), f"{node.name} has an edge that changes nothing"


def test_files_are_in_the_one_layout_and_say_what_variables_mean() -> None:
    for name, model in MODELS.items():
        for node in model.scm.endogenous:
            function = ast.parse(node.source).body[0]
            assert isinstance(function, ast.FunctionDef)
            written = "\n".join(line[4:] for line in node.source.split("\n")[2:])
            assert ast.unparse(ast.parse(written)) == ast.unparse(function.body[1:]), name  # type: ignore[arg-type]
        words = Words.of(model.scm)
        for variable in model.scm.variables:
            assert words.bare(variable.name) != variable.name or variable.doc, f"{name}: {variable.name} has no doc"
            assert words.noun(variable.name).startswith(("the ", "who ")) or "(" in words.bare(variable.name), name
            assert "(" not in words.bare(variable.name), f"{name}: two variables are called {words.bare(variable.name)}"
            if type(variable.support[0]) is int:
                counted = variable.doc.endswith("].") and variable.doc.startswith("Number of ")
                assert words.unit(variable.name) or counted, f"{name}: {variable.name} has no unit"


def test_docs_say_what_a_variable_is_and_nothing_of_its_mechanism() -> None:
    for name, model in MODELS.items():
        for variable in model.scm.variables:
            assert ". " not in variable.doc, f"{name}: {variable.name}"


def test_unknown_names_are_answered_with_near_ones() -> None:
    with pytest.raises(SCMError, match="cha2ds2_vasc"):
        library.load("chads_vasc")


def test_texts_survive_their_own_printing() -> None:
    for model in MODELS.values():
        assert SCM.from_source(model.scm.to_source()) == model.scm
        assert isinstance(model, Model)
