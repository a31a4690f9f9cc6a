"""One question, three twins, four representations; and the page and commands that show the library."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import causim_env as ce
from causim_env import library
from causim_env.cli import main
from causim_env.library.page import page
from causim_env.render import REPRESENTATIONS
from causim_env.scm.canonical import renamed_values
from causim_env.streams import Stream

ROOT = Path(__file__).parents[2]
MODELS = {name: library.load(name) for name in library.names()}


def queries(scm: ce.SCM, name: str) -> Iterator[ce.Query]:
    """A question of every kind about the last variable, drawn by name."""
    stream = Stream("questions of the library", name)
    world = {root.name: stream.choice(root.support) for root in scm.exogenous}
    target = scm.order[-1].name
    seen = scm.evaluate(world)[target]
    above = [root for root in scm.exogenous if root.name in scm.ancestors([target])]
    cause = stream.choice(above)
    change = {cause.name: stream.choice([value for value in cause.support if value != world[cause.name]])}
    yield ce.Query("deduction", target, world)
    yield ce.Query("association", target, {cause.name: world[cause.name]}, ask="set")
    yield ce.Query("abduction", cause.name, {target: seen})
    yield ce.Query("intervention", target, {}, change, ask="set")
    yield ce.Query("counterfactual", target, {target: seen}, change, ask="set")


@pytest.mark.parametrize("name", MODELS)
def test_a_model_makes_problems_of_every_kind_in_every_representation(name: str) -> None:
    scm = MODELS[name].scm
    for query in queries(scm, name):
        problems = [ce.Problem.make(scm, query, representation) for representation in REPRESENTATIONS]
        assert len({problem.prompt for problem in problems}) == len(REPRESENTATIONS)
        for problem in problems:
            assert problem.answer == problems[0].answer
            assert problem.score(f"<answer>{problem.answer.text()}</answer>").reward == 1.0
        again = ce.SCM.from_json(json.loads(json.dumps(scm.to_json())))
        assert ce.solve(again, ce.Query.from_json(json.loads(json.dumps(query.to_json())))) == problems[0].answer


@pytest.mark.parametrize("name", MODELS)
def test_named_and_anonymised_answer_alike_up_to_renaming(name: str) -> None:
    entry = MODELS[name]
    assert entry.twin("anonymised").canonical_hash == entry.scm.canonical_hash
    for vector in entry.vectors:
        named = entry.scm.evaluate(vector.given)
        world = renamed_values(vector.given, entry.scm, entry.anonymous)
        assert entry.anonymous.evaluate(world) == renamed_values(named, entry.scm, entry.anonymous)


@pytest.mark.parametrize("representation", REPRESENTATIONS)
def test_prompts_of_twins_are_the_same_but_for_the_rules(representation: str) -> None:
    entry = MODELS["cha2ds2_vasc"]
    query = ce.Query("counterfactual", "score", {"score": 3, "female": True}, {"hypertension": True}, ask="set")
    twins = library.twin_problems(entry, query, representation)
    assert set(twins) == set(library.TWINS)
    named, contrary, anonymised = (twins[twin].prompt for twin in ("named", "contrary", "anonymised"))
    words = re.compile(r"[A-Za-z_]{5,}")
    assert set(words.findall(named)) == set(words.findall(contrary))
    assert named.splitlines()[0] == contrary.splitlines()[0]
    assert named.splitlines()[-1] == contrary.splitlines()[-1]
    assert named != contrary
    for variable in entry.scm.variables:
        assert not re.search(rf"\b{variable.name}\b", anonymised)


def test_twins_tell_reciting_from_reasoning() -> None:
    given = {r.name: r.support[0] for r in MODELS["cha2ds2_vasc"].scm.exogenous}
    twins = library.twin_problems(MODELS["cha2ds2_vasc"], ce.Query("deduction", "score", given))
    assert twins["named"].answer == twins["anonymised"].answer
    assert twins["named"].answer.value == 0
    assert twins["contrary"].answer.value == 9


def test_the_page_is_up_to_date() -> None:
    assert (ROOT / "docs" / "library.md").read_text(encoding="utf-8") == page(), (
        "run: causim library --markdown > docs/library.md"
    )


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["library", *words])
    caught = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, caught.out, caught.err


def test_the_command_lists_shows_and_checks(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--json")
    listed = json.loads(out)
    assert code == 0
    assert {model["name"] for model in listed["models"]} == set(MODELS)
    assert len(listed["networks"]) == 24
    qsofa = next(model for model in listed["models"] if model["name"] == "qsofa")
    assert {"name": "respiration", "meaning": "respiratory rate", "values": "14 to 28 breaths/min"} in qsofa[
        "variables"
    ]
    code, out, _ = run(capsys, "qsofa")
    assert code == 0
    assert "Sepsis-3" in out
    code, out, _ = run(capsys, "us_income_tax_2023")
    assert code == 0
    assert "table row: schedule X" in out
    assert "held: taxable = 44725" in out
    code, out, _ = run(capsys, "us_income_tax_2023", "--json")
    row = next(v for v in json.loads(out)["vectors"] if v["held"] == {"taxable": 44725})
    assert (row["where"], row["expect"]) == ("schedule X", {"tax": 5147, "marginal_rate": 22})
    code, out, _ = run(capsys, "qsofa", "--twin", "contrary", "--json")
    assert json.loads(out)["scm"] == MODELS["qsofa"].contrary.to_json()
    code, out, _ = run(capsys, "qsofa", "--check")
    assert (code, out) == (0, "1 models, 6 vectors, 0 failed\n")


def test_the_list_names_every_model_on_a_narrow_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = run(capsys)
    lines = [line.split() for line in out.splitlines()]
    for name, model in MODELS.items():
        sizes = [str(len(part)) for part in (model.scm.exogenous, model.scm.endogenous, model.vectors)]
        assert any(line[:4] == [name, *sizes] for line in lines), name


def test_a_failed_vector_ends_with_code_1_and_bad_words_with_2(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(capsys, "qsoda")[0] == 2
    code, _, err = run(capsys, "qsofa", "--twin", "other")
    assert code == 2
    assert "named, anonymised, contrary" in err
    monkeypatch.setattr(library.Entry, "check", lambda self: ["score is 1, expected 2"])
    code, out, _ = run(capsys, "qsofa", "--check")
    assert code == 1
    assert "qsofa: score is 1, expected 2" in out
