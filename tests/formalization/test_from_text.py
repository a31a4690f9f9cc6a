"""Texts become verified SCMs; every variable stands on a sentence that the text really holds."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("jinja2", reason="needs the llm extra")

from causim_env.authors.backend import Backend, Request
from causim_env.authors.incremental import Rules
from causim_env.authors.journal import Journal
from causim_env.authors.procedural import Spec, draw
from causim_env.authors.together import together
from causim_env.formalization.from_text import Read, formalize, occurs, unquoted
from causim_env.formalization.reader import OwnReader
from causim_env.informal import tell
from causim_env.sandbox import default_runtime
from causim_env.streams import Stream
from tests.spoken import Spoken

RULES = Rules([default_runtime()])
TEXT = """The town lies by a lake. On a day with rain, which comes with probability 1/4, the lake rises by three
steps. Without rain it rises by one. The baker sleeps late. The ferry runs as long as the lake stands below step two.
"""
LAKE = {
    "name": "lake", "meaning": "Rise of the lake [steps].", "support": "Integer(0, 3)", "parents": ["u_rain"],
    "claims": [], "sentence": "Without rain it rises by one.",
    "inputs": [{"name": "u_rain", "law": "Bernoulli(1, 4)", "meaning": "Rain.",
                "sentence": "On a day with rain, which comes with probability 1/4, the lake rises by three steps."}],
}  # fmt: skip
FERRY = {
    "name": "ferry", "meaning": "The ferry runs.", "support": "Boolean()", "parents": ["lake"], "claims": [],
    "sentence": "The ferry runs as long as the lake stands below step two.", "inputs": [],
}  # fmt: skip
CODE = {
    "lake": 'def lake(u_rain) -> Integer(0, 3):\n    """Rise of the lake [steps]."""\n    return 3 if u_rain else 1',
    "ferry": 'def ferry(lake) -> Boolean():\n    """The ferry runs."""\n    return lake < 2',
}


def read(backend: Backend, text: str, rules: Rules = RULES) -> Read:
    with Journal(None, {}) as journal:
        [found] = together(["0"], backend, journal, lambda _, conversation: formalize(conversation, text, rules))
    return found


def faultless(request: Request) -> str:
    """What a model that reads well answers about the lake."""
    if request.role == "formalize":
        node = request.facts["node"]
        assert isinstance(node, dict)
        return CODE[node["name"]]
    variables = request.facts["variables"]
    assert isinstance(variables, list)
    known = [variable["name"] for variable in variables]
    steps = [step for step in (LAKE, FERRY) if step["name"] not in known]
    return json.dumps({"done": False, **steps[0]} if steps else {"done": True})


def test_a_domain_text_becomes_an_scm_on_its_sentences() -> None:
    backend = Spoken(faultless)
    found = read(backend, TEXT)
    assert found.outcome.complete and found.outcome.scm is not None
    assert found.outcome.scm.evaluate({"u_rain": True}) == {"u_rain": True, "lake": 3, "ferry": False}
    assert set(found.sentences) == set(found.outcome.scm.names)
    assert all(occurs(sentence, TEXT) for sentence in found.sentences.values())
    assert found.unquoted == ["The town lies by a lake.", "The baker sleeps late."]
    assert "The baker sleeps late." in backend.asked[-1].prompt
    assert all(TEXT.strip() in request.prompt for request in backend.asked)


@pytest.mark.parametrize(
    ("spoilt", "complaint"),
    [
        ({"sentence": "The lake rises by one without rain."}, "sentence of lake does not occur in the text"),
        ({"sentence": ""}, "lake stands on no sentence"),
        ({"sentence": None}, "lake stands on no sentence"),
        ({"inputs": [{**LAKE["inputs"][0], "sentence": "It rains."}]}, "u_rain stands on no sentence"),  # type: ignore[dict-item]
        ({"done": True}, "nothing is formalized yet"),
        ({"sentence": TEXT * 6}, "characters: quote one"),
    ],
)
def test_a_variable_without_a_sentence_of_the_text_is_asked_for_again(
    spoilt: dict[str, object], complaint: str
) -> None:
    backend = Spoken(lambda r: json.dumps({**LAKE, **spoilt}) if len(backend.asked) == 1 else faultless(r))
    found = read(backend, TEXT)
    assert complaint in backend.asked[1].prompt
    assert found.outcome.complete and all(occurs(sentence, TEXT) for sentence in found.sentences.values())


def test_who_never_quotes_gets_nowhere_and_is_told_why() -> None:
    found = read(Spoken(lambda request: json.dumps({**LAKE, "sentence": "I made this sentence up."})), TEXT)
    assert found.outcome.scm is None and not found.sentences
    assert "does not occur in the text" in found.outcome.reason
    rules = Rules(RULES.runtimes, tokens=5)
    assert "budget of 5 tokens" in read(Spoken(lambda request: "no"), TEXT, rules).outcome.reason


def test_wrong_code_is_refused_by_the_ladder_and_written_again() -> None:
    writes: list[Request] = []

    def answer(request: Request) -> str:
        if request.role == "formalize":
            writes.append(request)
            if len(writes) == 1:
                return CODE["lake"].replace("return 3 if u_rain else 1", "return 1")
        return faultless(request)

    found = read(Spoken(answer), TEXT)
    assert found.outcome.complete
    assert "It was refused: V4: u_rain changes nothing" in writes[1].prompt
    assert str(LAKE["sentence"]) in writes[0].prompt


@pytest.mark.parametrize("style", ["plain", "story", "questions"])
def test_the_reader_brings_told_scms_back_through_the_whole_loop(style: str) -> None:
    for i in range(2):
        scm = draw(Stream("formalized text", i), Spec(nodes=4))
        text = tell(scm, style, i)
        found = read(OwnReader(), text)
        assert found.outcome.scm is not None and found.outcome.scm.canonical_hash == scm.canonical_hash
        assert set(found.sentences) == set(found.outcome.scm.names)
    assert "ask a model" in read(OwnReader(), "The lake (0 to 3) rises.").outcome.reason


def test_white_space_does_not_matter_and_words_do() -> None:
    assert occurs("the lake  rises\nby three steps", TEXT) and not occurs("the lake rises by two steps", TEXT)
    assert unquoted("One. Two here.\n\nThree", ["Two here."]) == ["One.", "Three"]
