"""Published models and the gallery are told in every style without code, and read back to the same canonical hash."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from causim_env import library
from causim_env.authors import gallery
from causim_env.informal import STYLES, read, tell
from causim_env.scm import SCM

NAMES = (*library.names(), *gallery.themes())
GREENHOUSE = Path(__file__).parents[3] / "examples" / "greenhouse.scm.py"


@cache
def model(name: str) -> SCM:
    return gallery.load(name) if name in gallery.themes() else library.load(name).scm


def check(scm: SCM, style: str, seed: int = 0) -> int:
    """How many mechanisms of the text are quoted as code, after the text was read back."""
    text = tell(scm, style, seed)
    assert read(text).canonical_hash == scm.canonical_hash
    return text.count("```python")


@pytest.mark.parametrize("style", STYLES)
def test_a_sample_of_models_is_told_without_code(style: str) -> None:
    place = list(STYLES).index(style)
    assert [check(model(name), style, place) for name in NAMES[place :: 6 * 4]] == [0] * len(NAMES[place :: 6 * 4])


@pytest.mark.slow
@pytest.mark.parametrize("style", STYLES)
def test_every_model_is_told_without_code(style: str) -> None:
    assert sum(check(model(name), style) for name in NAMES) == 0


@pytest.mark.slow
@pytest.mark.parametrize("style", STYLES)
def test_models_without_names_are_told_without_code(style: str) -> None:
    assert sum(check(model(name).anonymise(), style) for name in NAMES) == 0


@pytest.mark.parametrize("style", STYLES)
def test_models_whose_nouns_hold_verbs_and_whose_rules_nest_are_told(style: str) -> None:
    for name in ("hamming_7_4", "start_triage"):
        assert check(model(name), style) == 0
    greenhouse = SCM.from_source(GREENHOUSE.read_text())
    assert check(greenhouse, style) == 0


def test_names_keep_their_capitals() -> None:
    assert "the Glasgow Coma Scale" in tell(model("qsofa"), "story")
