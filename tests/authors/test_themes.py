from keyword import iskeyword

import pytest

from causim_env.authors.themes import KINDS, Theme, Variable, theme, theme_names
from causim_env.render.words import Words
from causim_env.scm.domains import Boolean, Category, Domain, Integer
from causim_env.scm.language import check_name

THEMES = [theme(name) for name in theme_names()]
EVERY = [(a_theme, variable) for a_theme in THEMES for variable in (*a_theme.exogenous, *a_theme.endogenous)]


def domain(variable: Variable) -> Domain:
    if variable.kind == "boolean":
        return Boolean()
    return Category(variable.labels) if variable.kind == "category" else Integer(variable.low, variable.low + 5)


def test_there_are_enough() -> None:
    assert len(THEMES) >= 22
    assert theme("greenhouse").setting == "A greenhouse on a cloudy week."


def test_an_unknown_theme_is_refused() -> None:
    with pytest.raises(ValueError, match="domain 'moon': write one of airport"):
        theme("moon")


@pytest.mark.parametrize("given", THEMES, ids=lambda given: given.name)
def test_a_theme_is_complete(given: Theme) -> None:
    assert len(given.exogenous) >= 8 and len(given.endogenous) >= 12
    assert given.setting.endswith(".") and given.replica.isalpha() and given.place in ("in", "on", "at")
    names = [variable.name for variable in (*given.exogenous, *given.endogenous)]
    assert len(set(names)) == len(names)
    assert all(variable.name.startswith("u_") for variable in given.exogenous)
    assert not any(variable.name.startswith("u_") for variable in given.endogenous)
    phrases = [variable.phrase for variable in (*given.exogenous, *given.endogenous)]
    assert len(set(phrases)) == len(phrases)
    for exogenous in (True, False):
        assert all(given.pool(exogenous, kind) for kind in KINDS)
    booleans, integers = (given.pool(False, kind) for kind in ("boolean", "integer"))
    assert 3 * len(booleans) <= len(given.endogenous) and 2 * len(integers) >= len(given.endogenous)


def test_names_labels_and_phrases_are_legal_and_plain() -> None:
    for _, variable in EVERY:
        check_name(variable.name, 1)
        assert variable.name == variable.name.lower()
        assert variable.phrase and variable.head.isascii()
        assert not set(variable.phrase + variable.unit) & set("[].:;,/")
        assert bool(variable.unit) == (variable.kind == "integer")
        if variable.kind == "boolean":
            assert len(set(variable.words)) == 2
        if variable.kind == "category":
            assert 3 <= len(set(variable.labels)) == len(variable.labels) <= 5
            assert all(label.isidentifier() and not iskeyword(label) for label in variable.labels)


def test_heads_are_read_back_by_words() -> None:
    for _, variable in EVERY:
        words = Words({variable.name: (variable.head, domain(variable))})
        assert words.bare(variable.name) == variable.phrase
        assert words.unit(variable.name) == variable.unit or variable.unit in variable.phrase
        if variable.kind == "boolean":
            shown = [words.value(variable.name, value) for value in (True, False)]
            assert shown == list(variable.words)


def test_repeated_parts_have_names_of_their_own() -> None:
    greenhouse = theme("greenhouse")
    light = greenhouse.pool(False, "integer")[0]
    third = greenhouse.variable(False, "integer", 0, 3)
    assert (light.name, light.head) == ("light", "Usable light [h].")
    assert (third.name, third.head) == ("bay3_light", "Usable light in bay 3 [h].")
    assert greenhouse.variable(True, "integer", 0, 2).name == "u_bay2_sun"
    for given in THEMES:
        for kind in KINDS:
            check_name(given.variable(False, kind, 0, 12).name, 1)
