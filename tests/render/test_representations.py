"""What every representation has to do on any SCM: say everything, say it once, say it the same way."""

from __future__ import annotations

import re
from functools import cache

import pytest

from causim_env.authors.procedural import Spec, draw
from causim_env.queries import Query
from causim_env.render import REPRESENTATIONS, prompt, register
from causim_env.render.words import Words
from causim_env.scm import SCM, SCMError
from causim_env.scm.compile import functions
from causim_env.scm.domains import Value, literal
from causim_env.scm.mechanisms.english import plain
from causim_env.streams import Stream

HEADER = '"""A pond."""\n\n'
LAWS = 'u: Uniform(0, 3)\n"""Rain [mm]."""\nb: Bernoulli(1, 4)\n"""Sluice [open / shut]."""\n\n'
LEVEL = 'def level(u, b) -> Integer(0, 5):\n    """Water level [cm]."""\n    return u + (2 if b else 0)\n'
POND = HEADER + LAWS + LEVEL


@cache
def systems() -> tuple[SCM, ...]:
    return tuple(draw(Stream("representations", i), Spec(nodes=4)) for i in range(25))


def spoken(scm: SCM, name: str, value: Value, representation: str) -> str:
    if representation == "prose":
        return Words.of(scm).value(name, value)
    return literal(value) if representation == "code" else plain(value)


@pytest.mark.parametrize("representation", REPRESENTATIONS)
def test_every_variable_and_probability_is_told(representation: str) -> None:
    module = register(representation)
    for scm in (*systems(), *(scm.anonymise() for scm in systems()[:5])):
        text = module.render_scm(scm)
        assert text == module.render_scm(SCM.from_source(scm.to_source()))
        assert text.isascii() and text == text.strip()
        words = Words.of(scm)
        for name in scm.names:
            assert (words.noun(name) if representation == "prose" else name).lower() in text.lower()
        for node in scm.endogenous:
            for value in node.support if type(node.support[0]) is str else ():
                assert spoken(scm, node.name, value, representation) in text


@pytest.mark.parametrize("representation", REPRESENTATIONS)
@pytest.mark.parametrize(
    "change",
    [
        ("Uniform(0, 3)", "Uniform(0, 2)"),
        ("Uniform(0, 3)", "Categorical({0: 1, 1: 1, 2: 1, 3: 2})"),
        ("Bernoulli(1, 4)", "Bernoulli(3, 4)"),
        ("Integer(0, 5)", "Integer(0, 6)"),
        ("(2 if b else 0)", "(0 if b else 2)"),
        ("return u + (2 if b else 0)", "x = u\n    if b:\n        x += 1\n    return x"),
    ],
)
def test_any_change_of_the_model_shows(representation: str, change: tuple[str, str]) -> None:
    module = register(representation)
    before = module.render_scm(SCM.from_source(POND))
    assert change[0] in POND
    assert module.render_scm(SCM.from_source(POND.replace(*change))) != before


def test_full_tables_hold_what_the_mechanisms_give() -> None:
    for scm in systems():
        text = register("table").render_scm(scm)
        for node in scm.endogenous:
            block = re.search(rf"^{node.name} by [^\n:(]*:\n\n((?:\|.*\n?)+)", text, re.MULTILINE)
            if block is None:
                continue
            rows = [row.strip("| ").split(" | ") for row in block.group(1).splitlines() if "---" not in row]
            seen = 0
            for parents, result in cells(node.name, node.parents, rows):
                values = [by_text(scm, p, parents[p]) for p in node.parents]
                assert plain(functions(scm)[node.name](*values)) == result
                seen += 1
            assert seen == len(rows[1:]) * (len(rows[0]) - len(node.parents) + 1) or len(node.parents) == 1


def cells(name: str, parents: tuple[str, ...], rows: list[list[str]]) -> list[tuple[dict[str, str], str]]:
    head = rows[0]
    if rows[1][0] == name:
        return [({parents[0]: at}, result) for at, result in zip(head[1:], rows[1][1:], strict=True)]
    if head[-1] == name:
        return [(dict(zip(head, row, strict=True)), row[-1]) for row in rows[1:]]
    found = []
    for row in rows[1:]:
        down = {key: cell for key, cell in zip(head, row, strict=True) if "=" not in key}
        for key, cell in zip(head, row, strict=True):
            if "=" in key:
                across, at = key.split("=")
                found.append(({**down, across: at}, cell))
    return found


def by_text(scm: SCM, name: str, shown: str) -> Value:
    return next(value for value in scm[name].support if plain(value) == shown)


@pytest.mark.parametrize("representation", REPRESENTATIONS)
def test_steps_end_in_the_value(representation: str) -> None:
    module = register(representation)
    for scm in systems():
        values = scm.evaluate({root.name: root.support[0] for root in scm.exogenous})
        for node in scm.endogenous:
            line = module.step(scm, node.name, values)
            assert line.endswith(spoken(scm, node.name, values[node.name], representation))
            assert "\n" not in line
            assert spoken(scm, node.name, values[node.name], representation) in module.assign(
                scm, node.name, values[node.name]
            )


@pytest.mark.parametrize("representation", REPRESENTATIONS)
def test_order_of_seeing_and_doing(representation: str) -> None:
    scm = SCM.from_source(POND)
    module = register(representation)
    level = {"code": "level == 4", "equations": "level = 4", "prose": "water level is 4", "table": "level | 4"}
    rain = {"code": "u = 2", "equations": "u := 2", "prose": "rain to 2", "table": "u | 2"}
    seen, done = level[representation], rain[representation]
    after = module.render_query(scm, Query("intervention", "b", {"level": 4}, {"u": 2}))
    before = module.render_query(scm, Query("counterfactual", "b", {"level": 4}, {"u": 2}))
    assert after.index(done) < after.index(seen)
    assert before.index(seen) < before.index(done)
    alone = module.render_query(scm, Query("association", "b", {"level": 4}))
    assert seen in alone and "interven" not in alone.lower()


@pytest.mark.parametrize("representation", REPRESENTATIONS)
def test_every_ask_has_its_own_words(representation: str) -> None:
    scm = SCM.from_source(POND)
    texts = [
        prompt(scm, Query(kind, "level", {"b": True}, {"u": 1} if kind in ("intervention", "counterfactual") else {},
                          ask=ask), representation)
        for kind in ("association", "intervention", "counterfactual")
        for ask in ("value", "set", "distribution")
    ]  # fmt: skip
    assert len(set(texts)) == len(texts)
    assert all("<answer>" in text for text in texts)


def test_answer_format_fits_the_target() -> None:
    text = POND.replace("Bernoulli(1, 4)", "Bernoulli(1, 4)") + (
        '\ndef soil(b) -> Category("wet_clay", "<5", "True"):\n    return "wet_clay" if b else "<5"\n'
    )
    scm = SCM.from_source(text)
    ending = {
        (target, ask): prompt(scm, Query("association", target, ask=ask), "prose").split("\n\n")[-1]
        for target in ("level", "b", "soil")
        for ask in ("value", "set", "distribution")
    }
    assert "one integer from 0 to 5, or undetermined" in ending["level", "value"]
    assert "true or false (true: open, false: shut), or undetermined" in ending["b", "value"]
    assert 'wet_clay, "<5", "True"' in ending["soil", "value"]
    assert "all possible values in braces" in ending["level", "set"]
    assert "exact fractions" in ending["b", "distribution"] and "open" in ending["b", "distribution"]


def test_unknown_representation_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SCMError, match="write one of code, equations, prose, table"):
        register("poem")


def test_coupling_shows() -> None:
    from causim_env.authors.importers.couplings import COUPLINGS, couple
    from causim_env.authors.importers.tables import Table

    rain = Table("rain", ("no", "yes"), (), {(): (3, 1)})
    road = Table("road", ("dry", "wet"), ("rain",), {("no",): (9, 1), ("yes",): (1, 4)})
    for representation in REPRESENTATIONS:
        texts = [register(representation).render_scm(couple("A road.", [rain, road], c)) for c in COUPLINGS]
        assert len(set(texts)) == 2
    prose = register("prose").render_scm(couple("A road.", [rain, road], "selector"))
    assert "Selector coupling: each configuration of its parents has an independent draw." in prose
