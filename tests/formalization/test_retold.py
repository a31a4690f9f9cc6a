"""A model's text is kept only where an independent reading of it gives every law and mechanism back."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("jinja2", reason="needs the llm extra")

from causim_env.authors.backend import Backend, Request
from causim_env.authors.models import Recorded
from causim_env.authors.procedural import Spec, draw
from causim_env.formalization.retold import BRIEFS, Item, Retold, retell_all, told, unfit
from causim_env.informal import STYLES
from causim_env.sandbox import default_runtime
from causim_env.scm import SCM
from causim_env.streams import Stream
from tests.spoken import Spoken

LAKE = SCM.from_source(
    'u_rain: Bernoulli(1, 4)\n"""Rain."""\nu_wind: Uniform(0, 3)\n"""Wind."""\n\ndef lake(u_rain, u_wind) -> '
    'Integer(0, 6):\n    """Rise of the lake."""\n    return (3 if u_rain else 1) + u_wind\n'
)
STORY = "The lake rises by three in rain (one day in four), else by one, and by the wind, 0 to 3. Geese flew by."
VAGUE = "The lake rises when it rains."


def answered(scm: SCM) -> str:
    return f"<answer>\n{scm.to_source()}</answer>"


def well_read(request: Request) -> str:
    """Writes the vague text first; reads the good one rightly and the vague one wrongly."""
    if request.role == "retell":
        return STORY if request.facts["refused"] else VAGUE
    right = answered(LAKE)
    return right if STORY in request.prompt else right.replace("3 if u_rain", "2 if u_rain")


def retold(backend: Backend, style: str = "story", **options: object) -> Retold:
    [found] = retell_all([Item(LAKE, style)], backend, default_runtime(), **options)  # type: ignore[arg-type]
    return found


def test_a_text_is_written_again_until_it_is_understood() -> None:
    backend = Spoken(well_read)
    found = retold(backend)
    assert (found.text, found.tries, found.judged) == (STORY, 2, True)
    retells = [request for request in backend.asked if request.role == "retell"]
    assert "understood lake otherwise" in retells[1].prompt and VAGUE in retells[1].prompt
    assert "3 if" not in retells[1].prompt.partition("It was refused")[2]


def test_the_reader_sees_the_text_and_the_names_and_no_code() -> None:
    writer, reader = Spoken(well_read), Spoken(well_read)
    assert retold(writer, reader=reader).text == STORY
    assert {request.role for request in writer.asked} == {"retell"}
    assert {request.role for request in reader.asked} == {"restore"}
    for request in reader.asked:
        assert "`u_rain`" in request.prompt and "if u_rain" not in request.prompt and "1, 4" not in request.prompt


@pytest.mark.parametrize("style", BRIEFS)
def test_what_is_never_understood_is_dropped_with_the_reason(style: str) -> None:
    backend = Spoken(lambda request: VAGUE if request.role == "retell" else "<answer></answer>")
    found = retold(backend, style, tries=2)
    assert found.text is None and found.judged and found.tries == 2
    assert "could not write the model back" in found.reason
    assert BRIEFS[style] in backend.asked[0].prompt


def test_code_is_no_text_and_is_not_even_read() -> None:
    backend = Spoken(lambda request: "Here:\n```python\n" + LAKE.to_source() + "```")
    found = retold(backend, tries=1)
    assert found.text is None and "is code: say it in words" in found.reason
    assert [request.role for request in backend.asked] == ["retell"]
    assert unfit("def lake(u_rain, u_wind):") and unfit("") and not unfit(STORY)


def test_a_reader_that_is_not_there_judges_nothing() -> None:
    found = retold(Spoken(well_read), reader=Spoken(lambda request: None), tries=1)
    assert found.text is None and not found.judged and "nobody there" in found.reason


def test_a_stopped_run_goes_on_and_a_recorded_one_plays_back(tmp_path: Path) -> None:
    items = [Item(LAKE, style, seed) for style in ("story", "leaflet") for seed in (0, 1)]
    journal = tmp_path / "told.jsonl.journal.jsonl"
    whole = retell_all(items, Spoken(well_read), default_runtime(), journal=journal)
    assert [found.text for found in whole] == [STORY] * 4
    with pytest.raises(ValueError, match="--resume"):
        retell_all(items, Spoken(well_read), default_runtime(), journal=journal)
    content = journal.read_bytes()
    journal.write_bytes(content[: len(content) * 2 // 3])
    backend = Spoken(well_read)
    again = retell_all(items, backend, default_runtime(), journal=journal, resume=True)
    assert again == whole and 0 < len(backend.asked) < 16
    replayed = retell_all(items, Recorded(journal), default_runtime())
    assert [found.text for found in replayed] == [found.text for found in whole]
    rows = [found.to_json() for found in whole]
    assert len({row["content_hash"] for row in rows}) == 2 and all(row["version"] for row in rows)


@pytest.mark.parametrize("style", STYLES)
def test_without_a_model_texts_are_those_of_the_fixed_styles(style: str) -> None:
    scm = draw(Stream("told", style), Spec(nodes=4))
    first, again, other = (told(Item(scm, style, seed)) for seed in (0, 0, 1))
    assert first == again and first.text != other.text
    assert first.to_json()["content_hash"] != other.to_json()["content_hash"]
