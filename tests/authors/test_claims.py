"""Claims: read back from what they print, and true exactly when brute force says so."""

from __future__ import annotations

from itertools import product

import pytest

from causim_env.authors.claiming import derive, telling
from causim_env.authors.claims import ClaimError, Grid, read, read_one
from causim_env.scm.domains import Value

LIGHT: tuple[Value, ...] = (0, 1, 2, 3, 4)
PUMP: tuple[Value, ...] = (False, True)
SOIL: tuple[Value, ...] = ("clay", "loam")


def grid(function: object, **supports: tuple[Value, ...]) -> Grid:
    return Grid(supports, [function(*row) for row in product(*supports.values())])  # type: ignore[operator]


SUM = grid(lambda light, pump: min(light, 3) + 2 * pump, light=LIGHT, pump=PUMP)
GATE = grid(lambda light, soil: soil == "clay" and light >= 2, light=LIGHT, soil=SOIL)
WAVE = grid(lambda light, pump: (0, 2, 1, 3, 3)[light] * pump, light=LIGHT, pump=PUMP)


@pytest.mark.parametrize(
    ("of", "sentence", "true"),
    [
        (SUM, "Rises with light.", True),
        (SUM, "Falls with light.", False),
        (SUM, "Rises with pump.", True),
        (SUM, "Levels off in light from 3.", True),
        (SUM, "Levels off in light from 2.", False),
        (SUM, "Levels off in light from 9.", False),
        (SUM, "Ranges from 0 to 5.", True),
        (SUM, "Ranges from 0 to 6.", False),
        (GATE, "Depends on light only through light >= 2.", True),
        (GATE, "Depends on light only through light >= 3.", False),
        (GATE, "Is false unless soil = clay.", True),
        (GATE, "Is false unless light >= 2.", True),
        (GATE, "Is false unless light >= 1.", True),
        (GATE, "Is false unless light < 2.", False),
        (GATE, "Is true unless soil = loam.", False),
        (WAVE, "Rises with light.", False),
        (WAVE, "Overall rises with light.", True),
        (WAVE, "Overall falls with light.", False),
        (WAVE, "Is 0 unless pump = true.", True),
        (WAVE, "Neither rises nor falls with light.", True),
        (SUM, "Neither rises nor falls with light.", False),
        (GATE, "Neither rises nor falls with light.", False),
    ],
)
def test_a_claim_is_judged_on_the_whole_grid(of: Grid, sentence: str, true: bool) -> None:
    claim = read_one(sentence)
    assert claim.text() == sentence
    assert claim.holds(of) is true


def test_what_is_told_of_a_mechanism_leaves_out_no_parent_with_an_order() -> None:
    odd = grid(lambda light, pump, soil: (0, 2, 0, 1, 0)[light] ^ pump, light=LIGHT, pump=PUMP, soil=SOIL)
    claims = telling(odd, 1)
    assert [claim.text() for claim in claims] == [
        "Neither rises nor falls with light.",
        "Neither rises nor falls with pump.",
    ]
    for of in (SUM, GATE, WAVE, odd):
        for most in (0, 1, 3, 9):
            told = telling(of, most)
            assert all(claim.holds(of) for claim in told) and len(set(told)) == len(told)
            assert {name for name, support in of.supports.items() if type(support[0]) is not str} <= {
                claim.parent for claim in told
            }
    false = read_one("Neither rises nor falls with light.")
    assert false.counterexample(SUM) == "say `Rises with light.`"
    with pytest.raises(ClaimError, match="soil has no order"):
        read_one("Neither rises nor falls with soil.").holds(GATE)


def test_a_false_claim_names_the_line_that_contradicts_it() -> None:
    of = Grid({"light": (0, 1, 2), "pump": (False, True)}, (0, 1, 1, 0, 2, 3))
    claim = read_one("Rises with light.")
    assert not claim.holds(of)
    assert claim.counterexample(of) == "light 0: 1, 1: 0, 2: 3 where pump = true"
    assert read_one("Ranges from 0 to 4.").counterexample(of) == "the values reach from 0 to 3"
    assert read_one("Overall rises with light.").counterexample(of) == ""


def test_a_claim_about_a_parent_that_changes_nothing_is_false() -> None:
    idle = grid(lambda light, pump: light, light=LIGHT, pump=PUMP)
    for sentence in ("Rises with pump.", "Falls with pump.", "Overall rises with pump."):
        assert not read_one(sentence).holds(idle)


@pytest.mark.parametrize(
    "sentence", ["Rises with soil.", "Levels off in soil from 2.", "Is false unless soil < 2.", "Rises with rain."]
)
def test_a_claim_that_does_not_fit_is_an_error_that_says_so(sentence: str) -> None:
    with pytest.raises(ClaimError, match="soil|rain"):
        read_one(sentence).holds(GATE)


def test_claims_stand_among_prose() -> None:
    doc = (
        "Soil moisture [mm]. Rises with light.\n    Roughly falls with age. Is -1 unless u_x >= 3. It rises with luck."
    )
    assert [claim.text() for claim in read(doc)] == ["Rises with light.", "Is -1 unless u_x >= 3."]
    for wrong in ("rises with light.", "Rises with light", "Depends on a only through b >= 1.", "Rises a lot."):
        with pytest.raises(ClaimError):
            read_one(wrong)


@pytest.mark.parametrize("of", [SUM, GATE, WAVE])
def test_derived_claims_are_true_and_read_back(of: Grid) -> None:
    claims = derive(of, most=20)
    assert claims
    assert all(claim.holds(of) for claim in claims)
    assert read(" ".join(claim.text() for claim in claims)) == claims
