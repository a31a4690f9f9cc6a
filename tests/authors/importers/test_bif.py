"""The BIF reader and what becomes of a network."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from causim_env.authors.importers import COUPLINGS, import_bif, read_bif
from causim_env.authors.importers.couplings import Coupling
from causim_env.scm.domains import Category, SCMError, Value
from causim_env.scm.model import SCM, Exogenous

RAIN = """
network garden { }
variable rain { type discrete [ 2 ] { yes, no }; }
variable wet-grass { type discrete [ 3 ] { dry, <5, 5-12/day }; }
probability ( rain ) { table 0.2, 0.8; }
probability ( wet-grass | rain ) {
  (yes) 0.1, 0.3, 0.6;
  (no) 1.0, 0.0, 0.0;
}
"""
SIZES = {
    "alarm": 37, "andes": 223, "asia": 8, "barley": 48, "cancer": 5, "child": 20, "diabetes": 413,
    "earthquake": 5, "hailfinder": 56, "hepar2": 70, "insurance": 27, "link": 724, "mildew": 35,
    "munin": 1041, "munin1": 186, "munin2": 1003, "munin3": 1041, "munin4": 1038, "pathfinder": 109,
    "pigs": 441, "sachs": 11, "survey": 6, "water": 32, "win95pts": 76,
}  # fmt: skip
LARGE = ("barley", "diabetes", "mildew", "munin", "munin2", "munin3", "munin4")
SMALL = ("asia", "cancer", "child", "earthquake", "insurance", "sachs", "survey", "win95pts")


def shipped(name: str) -> Path:
    """A network that comes with pgmpy's wheel, or a skipped test."""
    pgmpy = pytest.importorskip("pgmpy", reason="the networks come with pgmpy")
    path = Path(pgmpy.__file__).parent / "utils" / "example_models" / f"{name}.bif.gz"
    if not path.exists():
        pytest.skip(f"this pgmpy does not ship {name}")
    return path


def with_rows(rows: str, text: str = RAIN) -> str:
    return text.replace("(yes) 0.1, 0.3, 0.6;\n  (no) 1.0, 0.0, 0.0;", rows)


def probabilities(scm: SCM, name: str) -> dict[Value, Fraction]:
    variable = scm[name]
    assert isinstance(variable, Exogenous)
    return dict(variable.distribution.probabilities)


def test_selector_text_is_what_it_says() -> None:
    assert (
        import_bif(RAIN).to_source()
        == '''"""Bayesian network garden, selector coupling."""

u_rain: Categorical(yes=1, no=4)
"""Draw of rain."""
u_wet_grass_yes: Categorical({"dry": 1, "<5": 3, "5-12/day": 6})
"""Draw of wet-grass when rain is yes."""

def rain(u_rain) -> Category("yes", "no"):
    """rain. Equal to its own draw."""
    return u_rain

def wet_grass(rain, u_wet_grass_yes) -> Category("dry", "<5", "5-12/day"):
    """wet-grass. Selector coupling: each configuration of its parents has an independent draw."""
    match rain:
        case "yes":
            return u_wet_grass_yes
        case "no":
            return "dry"
'''
    )


def test_inverse_cdf_text_is_what_it_says() -> None:
    text = with_rows("(yes) 0.1, 0.3, 0.6; (no) 0.4, 0.0, 0.6;")
    source = import_bif(text, coupling="inverse_cdf").to_source()
    assert "u_wet_grass: Categorical({0: 1, 1: 3, 2: 6})" in source
    assert 'return "dry" if u_wet_grass < 1 else "<5" if u_wet_grass < 2 else "5-12/day"' in source
    assert 'return "dry" if u_wet_grass < 2 else "5-12/day"' in source


@pytest.mark.parametrize("coupling", COUPLINGS)
@pytest.mark.parametrize("name", SMALL)
def test_text_round_trips(name: str, coupling: Coupling) -> None:
    scm = import_bif(shipped(name), coupling)
    again = SCM.from_source(scm.to_source())
    assert again == scm
    assert again.exogenous == scm.exogenous and again.endogenous == scm.endogenous
    assert SCM.from_json(scm.to_json()) == scm


@pytest.mark.parametrize("name", [name for name in SIZES if name not in LARGE])
def test_shipped_networks_import(name: str) -> None:
    scm = import_bif(shipped(name))
    assert len(scm.endogenous) == SIZES[name]


@pytest.mark.slow
@pytest.mark.parametrize("coupling", COUPLINGS)
@pytest.mark.parametrize("name", SIZES)
def test_all_networks_import_under_both_couplings(name: str, coupling: Coupling) -> None:
    assert len(import_bif(shipped(name), coupling).endogenous) == SIZES[name]


def test_every_row_of_both_couplings_is_the_printed_one() -> None:
    _, tables = read_bif(shipped("insurance"))
    for coupling in COUPLINGS:
        scm = import_bif(shipped("insurance"), coupling)
        for table in tables:
            for configuration, row in table.rows.items():
                given = dict(zip(table.parents, configuration, strict=True))
                assert dict(law_of(scm, table.name, given)) == {
                    value: Fraction(weight, sum(row)) for value, weight in zip(table.values, row, strict=True) if weight
                }


def law_of(scm: SCM, name: str, given: Mapping[str, Value]) -> Iterator[tuple[Value, Fraction]]:
    """The conditional law of one variable, from its mechanism and its noise alone."""
    from tests.oracles.brute import function_of

    node = next(v for v in scm.endogenous if v.name == name)
    noise = [p for p in node.parents if p not in given]
    first = {p: scm[p].support[0] for p in noise}
    function = function_of(node)
    chosen = None
    for u in noise:
        results = {function(*[{**first, **given, u: v}[p] for p in node.parents]) for v in scm[u].support}
        chosen = u if len(results) > 1 else chosen
    law: dict[Value, Fraction] = {}
    if chosen is None:
        law[function(*[{**first, **given}[p] for p in node.parents])] = Fraction(1)
    else:
        for value, p in probabilities(scm, chosen).items():
            result = function(*[{**first, **given, chosen: value}[q] for q in node.parents])
            law[result] = law.get(result, Fraction(0)) + p
    yield from law.items()


def test_rows_mean_their_exact_share_of_the_printed_sum() -> None:
    scm = import_bif(with_rows("(yes) 0.333, 0.333, 0.333; (no) 3.3e-1, 3.3e-1, 3.4e-1;"))
    assert set(probabilities(scm, "u_wet_grass_yes").values()) == {Fraction(1, 3)}
    assert probabilities(scm, "u_wet_grass_no")["5-12/day"] == Fraction(34, 100)


def test_labels_stay_and_names_become_identifiers() -> None:
    text = RAIN.replace("rain", "class").replace("wet-grass", "2__wet grass")
    scm = import_bif(text)
    assert [v.name for v in scm.endogenous] == ["class_node", "v2_wet_grass"]
    assert scm["v2_wet_grass"].doc.startswith("2__wet grass. ")
    domain = scm.endogenous[1].domain
    assert domain == Category(("dry", "<5", "5-12/day"))
    assert SCM.from_source(scm.to_source()) == scm


def test_names_that_collide_stay_apart() -> None:
    text = """network n { }
    variable a-b { type discrete [2] { x, y }; }
    variable a_b { type discrete [2] { x, y }; }
    variable u_a_b { type discrete [2] { x, y }; }
    probability ( a-b ) { table 0.5, 0.5; }
    probability ( a_b ) { table 0.25, 0.75; }
    probability ( u_a_b | a_b, a-b ) { default 0.5, 0.5; (x, y) 0.1, 0.9; }"""
    scm = import_bif(text)
    assert [v.name for v in scm.endogenous] == ["a_b_2", "a_b", "u_a_b"]
    assert len(set(scm.names)) == len(scm.names)
    assert probabilities(scm, "u_u_a_b_x_y")["x"] == Fraction(1, 10)
    assert SCM.from_source(scm.to_source()) == scm


def test_comments_properties_quotes_and_flat_tables() -> None:
    text = """// first
    network "two words" { property "a { b"; }
    variable "x" { /* note */ type discrete[2] { "one", "two" }; property p = 1; }
    variable y { type discrete[2] { on, off }; }
    probability ("x") { table 1 0; }
    probability (y | x) { table 0.1, 0.2, 0.9, 0.8; }"""
    name, tables = read_bif(text)
    assert name == "two words"
    assert tables[1].rows == {("one",): (1, 9), ("two",): (1, 4)}


def test_files_may_be_compressed(tmp_path: Path) -> None:
    path = tmp_path / "rain.bif.gz"
    path.write_bytes(gzip.compress(RAIN.encode()))
    assert import_bif(path) == import_bif(str(path)) == import_bif(RAIN)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (with_rows("(yes) 0.1, 0.3, 0.5; (no) 1, 0, 0;"), "line 7: row sums to 0.9"),
        (with_rows("(yes) 0.1, 0.9; (no) 1, 0, 0;"), "row of 2 numbers, write 3"),
        (with_rows("(yes) 0.1, 0.3, 0.6;"), "has no row for ('no',)"),
        (with_rows("(yes) 1, 0, 0; (no) 1, 0, 0; (maybe) 1, 0, 0;"), "unknown labels ('maybe',)"),
        (with_rows("(yes) 0.1, -0.3, 1.2; (no) 1, 0, 0;"), "'-0.3' is no probability"),
        (with_rows("(yes) nan, 0, 1; (no) 1, 0, 0;"), "'nan' is no probability"),
        (with_rows("(yes) 1e-999, 0, 1; (no) 1, 0, 0;"), "out of range"),
        (RAIN.replace("[ 2 ]", "[ 3 ]"), "says 3 labels"),
        (RAIN.replace("| rain", "| snow"), "parent snow of wet-grass is not declared"),
        (
            RAIN.replace("( rain )", "( rain | wet-grass )").replace("table", "default"),
            "include itself",
        ),
        (RAIN.replace("probability ( rain )", "utility ( rain )"), "line 5: cannot read 'utility"),
        (
            RAIN.replace("probability ( rain ) { table 0.2, 0.8; }", ""),
            "rain has no probability block",
        ),
        (RAIN.replace("yes", "é"), "printable ASCII"),
        ("network n { }", "no variable declared"),
    ],
)
def test_refusals_say_what_to_write(text: str, words: str) -> None:
    with pytest.raises(SCMError) as caught:
        import_bif(text)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_unknown_coupling_is_refused() -> None:
    with pytest.raises(SCMError, match="write one of selector, inverse_cdf"):
        import_bif(RAIN, coupling="copula")  # type: ignore[arg-type]
