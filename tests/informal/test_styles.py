"""Texts in every style say the whole SCM and nothing else: they are read back to the same canonical hash."""

from __future__ import annotations

import re
from functools import cache

import pytest

from causim_env.authors.procedural import Spec, draw
from causim_env.edits import edited
from causim_env.informal import STYLES, ReadingError, read, tell
from causim_env.informal.framing import DISTRACTORS
from causim_env.informal.reading import names_variable
from causim_env.informal.sentences import LAWS, RULES, pieces, variants
from causim_env.render.words import Words
from causim_env.scm import SCM, SCMError
from causim_env.streams import Stream

POND = '''"""A quiet place."""

u_rain: Categorical({0: 2, 1: 1, 3: 1})
"""Rain [mm]."""
u_sluice: Bernoulli(1, 4)
"""Sluice [open / shut]."""

def level(u_rain, u_sluice) -> Integer(0, 5):
    """Water level [cm]."""
    return u_rain + (2 if u_sluice else 0)

def bank(level, u_rain) -> Category("dry", "wet"):
    """Bank."""
    return "wet" if (level * u_rain) % 5 > 2 else "dry"
'''


# No sentence speaks of sorting.
MIDDLE = POND.replace("(level * u_rain) % 5 > 2", "sorted([level, u_rain, 2])[1] > 1")


@cache
def system(i: int) -> SCM:
    scm = draw(Stream("styles", i), Spec(nodes=3 + i % 6))
    return scm.anonymise() if i % 5 == 4 else scm


@pytest.mark.parametrize("style", STYLES)
def test_every_style_is_read_back_to_the_same_hash(style: str) -> None:
    for i in range(15):
        assert read(tell(system(i), style, i)).canonical_hash == system(i).canonical_hash


@pytest.mark.slow
@pytest.mark.parametrize("style", STYLES)
def test_two_thousand_systems_are_read_back(style: str) -> None:
    for i in range(2000):
        assert read(tell(system(i), style, i)).canonical_hash == system(i).canonical_hash


def test_mutants_are_never_mistaken_for_the_original() -> None:
    styles = list(STYLES)
    for i in range(200):
        scm = system(i % 40)
        mutant = edited(scm, Stream("mutants", i))
        text = tell(mutant, styles[i % len(styles)], i)
        assert read(text).canonical_hash != scm.canonical_hash
        assert read(text).canonical_hash == mutant.canonical_hash


def test_another_number_in_a_text_is_another_system_or_unread() -> None:
    seen = 0
    for i in range(5):
        scm = system(i)
        text = tell(scm, "plain", i)
        for found in re.finditer(r"\d+", text):
            other = f"{text[: found.start()]}{int(found.group()) + 1}{text[found.end() :]}"
            if names_variable(found.group(), {name: 0 for name in scm.names}) or re.match(
                r"\w", text[found.start() - 1]
            ):
                continue
            seen += 1
            try:
                assert read(other).canonical_hash != scm.canonical_hash
            except SCMError:
                continue
    assert seen > 100


def test_another_seed_is_another_text_and_the_same_seed_the_same() -> None:
    for style in STYLES:
        texts = {tell(system(0), style, seed) for seed in range(6)}
        assert len(texts) > 1
        assert tell(system(0), style, 3) == tell(system(0), style, 3)


def test_every_paraphrase_is_used() -> None:
    text = "\n".join(tell(system(i), style, i) for i in range(60) for style in STYLES)
    text += tell(SCM.from_source(MIDDLE), "plain")
    for kind in (*LAWS, *RULES):
        for template in variants(kind):
            longest = max((one for what, one, _ in pieces(template) if what == "text"), key=len)
            assert longest in text, template


def test_distractors_state_nothing() -> None:
    text = tell(system(1), "story", 0)
    nouns = {Words.of(system(1)).noun(name): name for name in system(1).names}
    asides = [sentence for sentence in DISTRACTORS if sentence in text]
    assert len(asides) > 1
    for aside in asides:
        assert not names_variable(aside, nouns)
        text = text.replace(aside, "")
    assert read(text).canonical_hash == system(1).canonical_hash


def test_a_fact_left_out_shows() -> None:
    for i in range(8):
        lines = tell(system(i), "report", i).splitlines()
        for fact in [line for line in lines if line.startswith("- ")]:
            rest = "\n".join(line for line in lines if line != fact)
            try:
                assert read(rest).canonical_hash != system(i).canonical_hash
            except SCMError:
                continue


@pytest.mark.parametrize("style", STYLES)
def test_mechanisms_without_sentences_are_quoted(style: str) -> None:
    scm = SCM.from_source(MIDDLE)
    text = tell(scm, style)
    assert "```python" in text
    assert read(text).canonical_hash == scm.canonical_hash


def test_a_sentence_that_names_a_variable_has_to_be_understood() -> None:
    text = tell(SCM.from_source(POND), "plain")
    with pytest.raises(ReadingError, match="names the water level and is not understood"):
        read(text + " The water level is also raised by the moon.")
    with pytest.raises(ReadingError, match="two rules"):
        read(text + " The water level (0 to 5 cm) is 3.")
    assert read(text + " The moon was full.").canonical_hash == SCM.from_source(POND).canonical_hash


def test_words_that_do_not_read_back_are_refused() -> None:
    text = POND.replace("[open / shut]", "[shut. open / shut]").replace('"dry", "wet"', '"dry", "dry, wet"')
    text = text.replace('return "wet"', 'return "dry, wet"')
    with pytest.raises(SCMError, match="reword its docs"):
        tell(SCM.from_source(text), "plain")


def test_unknown_style_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SCMError, match="write one of plain, report, story, questions, note, textbook"):
        tell(system(0), "sonnet")
