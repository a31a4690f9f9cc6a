"""How variables are spoken of."""

from __future__ import annotations

import pytest

from causim_env.render.words import Words
from causim_env.scm.domains import Boolean, Category, Domain, Integer

FIVE = Integer(0, 5)


def words(doc: str, domain: Domain = FIVE) -> Words:
    return Words({"x": (doc, domain)})


@pytest.mark.parametrize(
    ("doc", "domain", "value", "state"),
    [
        ("Usable light [h]. Twice the sun index.", FIVE, 5, "the usable light is 5 h"),
        ("Usable light [hours].", FIVE, 1, "the usable light is 1 hour"),
        ("Number of berries [berries].", FIVE, 1, "the number of berries is 1"),
        ("Emissions [boxes].", FIVE, 1, "the emissions are 1 box"),
        ("Irrigation pump [on / off].", Boolean(), True, "the irrigation pump is on"),
        ("Irrigation pump [on / off].", Boolean(), False, "the irrigation pump is off"),
        ("Irrigation pump.", Boolean(), False, "the irrigation pump is false"),
        ("Soil type.", Category(("heavy_clay", "loam")), "heavy_clay", "the soil type is heavy clay"),
        ("pH of the soil", FIVE, 3, "the pH of the soil is 3"),
        ("The grower's mood: how it feels.", FIVE, 3, "The grower's mood is 3"),
        ("", FIVE, 3, "x is 3"),
        ("", Category(("k_1", "k2")), "k_1", "x is k_1"),
        ("Returns the light from the sun.", FIVE, 3, "x is 3"),
        ("[h]", FIVE, 3, "x is 3"),
    ],
)
def test_state(doc: str, domain: Domain, value: int | str | bool, state: str) -> None:
    assert words(doc, domain).state("x", value).lower() == state.lower()


def test_same_phrase_twice_is_told_apart() -> None:
    both = Words({"a": ("Light [h].", FIVE), "b": ("Light [h].", FIVE)})
    assert both.noun("a") != both.noun("b")
    assert both.noun("b") == "the light (b)"


@pytest.mark.parametrize(
    ("domain", "shown"),
    [
        (FIVE, "0 to 5 h"),
        (Integer(2, 2), "always 2 h"),
        (Boolean(), "true or false"),
        (Category(("a_b", "c")), "a b or c"),
    ],
)
def test_range(domain: Domain, shown: str) -> None:
    assert words("Light [h].", domain).range("x") == shown


def test_each() -> None:
    assert words("Number of hot weeks [weeks].").each("x") == "each hot week"
    assert words("Budding delay [days].").each("x") == "each day of the budding delay"
    assert words("").each("x") == "each unit of x"
