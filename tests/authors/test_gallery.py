"""The gallery: every example is sound, every function in it passes the ladder, and every question on it is exact."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

import causim_env as ce
from causim_env.authors import gallery
from causim_env.authors.candidate import Candidate
from causim_env.authors.claims import read
from causim_env.authors.degenerate import degeneracies
from causim_env.authors.proposal import Node, Proposal
from causim_env.authors.targets import Targets
from causim_env.authors.themes import theme_names
from causim_env.authors.verify import climb
from causim_env.cli import main
from causim_env.queries import KINDS
from causim_env.render import REPRESENTATIONS
from causim_env.render.words import Words
from causim_env.sandbox import default_runtime
from causim_env.scm import SCM, SCMError
from causim_env.scm.model import Endogenous
from causim_env.streams import Stream

THEMES = gallery.themes()


def grown(scm: SCM) -> Iterator[tuple[Endogenous, Candidate]]:
    """Every function as if an author had just written it, upstream first."""
    base, runtime = SCM(scm.doc, [], []), default_runtime()
    for node in scm.order:
        fresh = tuple(root for root in scm.exogenous if root.name in node.parents and root.name not in base.names)
        meaning = node.doc.partition(".")[0] + "."
        asked = Node(node.name, meaning, node.domain, node.parents, tuple(read(node.doc)))
        candidate = Candidate(base, Proposal(asked, fresh), node.source, [runtime])
        yield node, candidate
        base = candidate.scm


def questions(scm: SCM, name: str) -> Iterator[ce.Query]:
    """A question of every kind about a drawn world, on the last variable and something far above it."""
    stream = Stream("questions of the gallery", name)
    world = {root.name: stream.choice(root.support) for root in scm.exogenous}
    values = scm.evaluate(world)
    target = scm.order[-1].name
    above = scm.ancestors([target]) - {target}
    hidden = stream.choice([root for root in scm.exogenous if root.name in above])
    cause = stream.choice([node for node in scm.order if node.name in above])
    change = {cause.name: stream.choice([value for value in cause.support if value != values[cause.name]])}
    yield ce.Query("association", target, {cause.name: values[cause.name]}, ask="set")
    yield ce.Query("deduction", target, world)
    yield ce.Query("abduction", hidden.name, {target: values[target]})
    yield ce.Query("intervention", target, {}, change, ask="set")
    yield ce.Query("counterfactual", target, {target: values[target]}, change, ask="set")


def test_there_are_a_dozen_and_no_other_theme_has_their_names() -> None:
    assert len(THEMES) >= 12
    assert not set(THEMES) & set(theme_names())
    with pytest.raises(SCMError, match="write one of agriculture"):
        gallery.load("moon")


@pytest.mark.parametrize("name", THEMES)
def test_an_example_is_small_enough_to_read_and_nothing_in_it_is_idle(name: str) -> None:
    scm = gallery.load(name)
    assert 15 <= len(scm.names) <= 30
    assert all(2 <= len(scm[variable].support) <= 8 for variable in scm.names)
    assert all(1 <= len(node.parents) <= 4 for node in scm.endogenous)
    assert all(scm.children(root.name) for root in scm.exogenous)
    assert degeneracies(scm) == []


@pytest.mark.parametrize("name", THEMES)
def test_an_example_reads_back_from_text_and_json(name: str) -> None:
    text = (files(gallery) / f"{name}.scm.py").read_text(encoding="utf-8")
    scm = gallery.load(name)
    assert scm.to_source() == text
    assert SCM.from_json(json.loads(json.dumps(scm.to_json()))).content_hash == scm.content_hash


@pytest.mark.parametrize("name", THEMES)
def test_every_function_passes_the_ladder_and_claims_something(name: str) -> None:
    scm = gallery.load(name)
    for node, candidate in grown(scm):
        assert climb(candidate).message == ""
        ordered = type(node.support[0]) is not str and any(type(scm[p].support[0]) is not str for p in node.parents)
        assert read(node.doc) or not ordered or len(node.parents) == 1, node.name


@pytest.mark.parametrize("name", THEMES)
def test_every_variable_has_a_phrase_of_its_own(name: str) -> None:
    scm = gallery.load(name)
    words = Words.of(scm)
    assert len({words.noun(variable) for variable in scm.names}) == len(scm.names)
    assert all("(" not in words.bare(variable) for variable in scm.names)
    assert all(words.noun(variable).startswith("the ") for variable in scm.names)


@pytest.mark.parametrize("name", THEMES)
def test_every_kind_of_question_has_one_exact_answer_in_every_representation(name: str) -> None:
    scm = gallery.load(name)
    asked = list(questions(scm, name))
    assert {query.kind for query in asked} == set(KINDS)
    for query in asked:
        problems = [ce.Problem.make(scm, query, representation) for representation in REPRESENTATIONS]
        assert len({problem.prompt for problem in problems}) == len(REPRESENTATIONS)
        for problem in problems:
            assert problem.answer == problems[0].answer
            assert problem.score(problem.solution).reward == 1.0
            assert ce.Problem.from_json(json.loads(json.dumps(problem.to_json()))).answer == problem.answer


@pytest.mark.parametrize("name", THEMES)
def test_a_scene_is_one_sentence_that_a_planner_takes(name: str) -> None:
    scene = gallery.scene(name)
    assert "\n" not in scene and scene.endswith(".") and scene.count(". ") == 0
    assert Targets(theme=scene).setting == scene


def test_a_gallery_theme_seeds_an_author(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("jinja2", reason="needs the llm extra")
    out = tmp_path / "runs"
    order = ["--backend", "noisy", "--faults", "0", "--nodes", "3", "--domain", "lake_ecology", "--out", str(out)]
    with pytest.raises(SystemExit) as ended:
        main(["author", *order])
    assert ended.value.code == 0, capsys.readouterr().err
    [written] = out.rglob("*.scm.py")
    assert SCM.from_source(written.read_text(encoding="utf-8")).doc == gallery.scene("lake_ecology")
