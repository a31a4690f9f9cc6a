"""Every family: what it draws is sound, and its texts say what its code does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import product

import pytest

from causim_env.render.words import Words
from causim_env.scm.domains import Boolean, Category, Domain, Integer, Value
from causim_env.scm.language import check_function
from causim_env.scm.mechanisms import FAMILIES, Family, recognise, remember
from causim_env.scm.mechanisms.base import Kind
from causim_env.scm.model import SCM
from causim_env.scm.text import endogenous_from_source
from causim_env.streams import Stream

DRAWS = 100
KINDS: tuple[Kind, ...] = ("integer", "integer", "boolean", "category")
Parents = dict[str, Domain]


def draw_parents(stream: Stream, count: int) -> Parents:
    parents: Parents = {}
    for i in range(count):
        name = ("u_" if stream.chance(0.3) else "") + "abcd"[i]
        kind = stream.below(4)
        if kind < 2:
            low = stream.choice((0, 0, 0, 1, -2))
            parents[name] = Integer(low, low + stream.between(2, 8))
        elif kind == 2:
            parents[name] = Boolean()
        else:
            parents[name] = Category(("clay", "loam", "old_sand", "peat")[: stream.between(2, 4)])
    return parents


@cache
def draws(name: str) -> tuple[tuple[Parents, Family], ...]:
    made = []
    for i in range(DRAWS):
        stream = Stream("families", name, i)
        parents = draw_parents(stream, stream.between(1, 3))
        kind = stream.choice(KINDS)
        labels = ("low", "mid", "high")
        family = FAMILIES[name].sample(stream, list(parents.items()), kind, labels, stream.between(5, 9))
        if family is not None:
            made.append((parents, family))
    assert len(made) > DRAWS // 6
    return tuple(made)


def rows(parents: Parents, family: Family) -> Iterator[tuple[dict[str, Value], Value]]:
    namespace: dict[str, object] = {}
    exec("from __future__ import annotations\n" + family.source("y", ""), namespace)
    function = namespace["y"]
    assert callable(function)
    for values in product(*(domain.values for domain in parents.values())):
        yield dict(zip(parents, values, strict=True)), function(*values)


def words_for(parents: Parents, family: Family) -> Words:
    docs = {name: (f"Amount of {name} [g].", domain) for name, domain in parents.items()}
    return Words({**docs, "y": ("Outcome [kg].", family.domain)})


def system(parents: Parents, source: str) -> SCM:
    laws = []
    for name, domain in parents.items():
        if isinstance(domain, Boolean):
            laws.append(f"{name}: Bernoulli(1, 2)")
        elif isinstance(domain, Integer):
            laws.append(f"{name}: Uniform({domain.low}, {domain.high})")
        else:
            laws.append(f"{name}: Categorical({', '.join(f'{v}=1' for v in domain.values)})")
    return SCM.from_source("\n".join(laws) + "\n\n" + source)


@pytest.mark.parametrize("name", FAMILIES)
def test_source_is_canonical_and_recognised(name: str) -> None:
    for parents, family in draws(name):
        source = family.source("y", "Outcome [kg]. Some words.")
        function = check_function(source)
        bare = check_function(family.source("y", ""))
        assert ast.unparse(bare).replace("'", '"') == family.source("y", "")
        assert FAMILIES[name].recognise(function, parents, family.domain) == family
        scm = system(parents, source)
        assert recognise(scm.endogenous[0], scm) == family


@pytest.mark.parametrize("name", FAMILIES)
def test_value_agrees_with_the_code_and_stays_in_the_domain(name: str) -> None:
    for parents, family in draws(name):
        for values, result in rows(parents, family):
            shown = family.value(values)
            assert type(shown) is type(result) and shown == result
            assert result in family.domain.values


@pytest.mark.parametrize("name", FAMILIES)
def test_a_column_is_the_value_on_every_row(name: str) -> None:
    for parents, family in draws(name):
        column = family.column([parents[parent].values for parent in family.parents])
        if column is not None:
            expected = [result for _, result in rows(parents, family)]
            assert column == expected and list(map(type, column)) == list(map(type, expected))


@pytest.mark.parametrize("name", FAMILIES)
def test_draws_are_seldom_degenerate(name: str) -> None:
    bad = 0
    for parents, family in draws(name):
        table = list(rows(parents, family))
        reached = {result for _, result in table} == set(family.domain.values)
        matter = all(
            len({(tuple(v for k, v in values.items() if k != parent), result) for values, result in table})
            > len(table) // len(parents[parent].values)
            for parent in parents
        )
        bad += not (reached and matter)
    assert bad <= 0.05 * len(draws(name))


@pytest.mark.parametrize("form", ["equation", "prose", "table"])
@pytest.mark.parametrize("name", FAMILIES)
def test_text_determines_the_function(name: str, form: str) -> None:
    seen: dict[object, object] = {}
    for parents, family in draws(name):
        words = words_for(parents, family)
        if form == "equation":
            text = family.equation("y")
        elif form == "prose":
            text = family.prose("y", words)
            assert re.search(r"[^ ]\.$", text) and "  " not in text
        else:
            cells = family.table("y", words)
            assert len({len(row) for row in cells}) == 1
            text = repr(cells)
        assert text.isascii()
        key = (text, tuple(parents.items()), family.domain)
        meaning = tuple(result for _, result in rows(parents, family))
        assert seen.setdefault(key, meaning) == meaning


@pytest.mark.parametrize("name", FAMILIES)
def test_worked_steps_are_true(name: str) -> None:
    for parents, family in draws(name)[:60]:
        for values, result in list(rows(parents, family))[:40:7]:
            _, chain = family.worked(values)
            links = [] if " xor " in chain or not chain else chain.split(" = ")
            for link in links:
                assert evaluate(link) == result, (family.body(), values, chain)


def evaluate(text: str) -> object:
    names = {label: label for label in ("clay", "loam", "old_sand", "peat")}
    known = {"true": True, "false": False, "clip": lambda x, a, b: max(a, min(b, x)), **names}
    return eval(text.replace(" is ", " == "), {"max": max, "min": min, **known})


@pytest.mark.parametrize("name", FAMILIES)
def test_summary_and_complexity(name: str) -> None:
    for parents, family in draws(name)[:50]:
        summary = family.summary(words_for(parents, family))
        assert summary[0].isupper() and summary.endswith(".") and len(summary) < 200
        assert family.complexity >= 0


def test_all_kinds_can_be_drawn() -> None:
    kinds = {type(family.domain) for name in FAMILIES for _, family in draws(name)}
    assert kinds == {Boolean, Integer, Category}


def test_remembered_is_what_would_be_recognised() -> None:
    for name in FAMILIES:
        parents, family = draws(name)[0]
        source = family.source("z_remembered", "")
        remember(source, tuple(parents.values()), family)
        scm = system(parents, source)
        assert recognise(scm.endogenous[0], scm) is family


@pytest.mark.parametrize(
    "body",
    [
        "return x * x",
        "return max(0, min(9, x * y))",
        "if x < 3:\n        return 1\n    return y",
        "return x % 0",
        "return {0: 1, 1: 2}[x]",
        "total = x\n    for i in range(3):\n        total += i\n    return total",
        "match x:\n        case 0:\n            return 1\n        case _:\n            return 2",
        "return min(3, 4)",
        "return y // 1",
        "level = x\n    if level >= 2:\n        return 1\n    if level >= 4:\n        return 2\n    return 0",
    ],
)
def test_other_code_is_left_alone(body: str) -> None:
    parents: Parents = {"x": Integer(0, 5), "y": Integer(0, 5)}
    node = endogenous_from_source(f"def z(x, y) -> Integer(0, 99):\n    {body}\n")
    scm = system(parents, node.source)
    family = recognise(scm.endogenous[0], scm)
    assert family is None or family.name == "noisy_gate"


def test_same_code_on_other_domains_is_another_family() -> None:
    source = "def z(x) -> Integer(0, 1):\n    return {0: 1, 1: 0}[x]\n"
    narrow, wide = (system({"x": Integer(0, high)}, source) for high in (1, 2))
    assert recognise(narrow.endogenous[0], narrow) is not None
    assert recognise(wide.endogenous[0], wide) is None


def test_foreign_sums_are_read_as_linear() -> None:
    source = "def z(x, b) -> Integer(-9, 99):\n    return 4 - (x - 2 * x) + (0 if b else -3) - (-1)\n"
    scm = system({"x": Integer(0, 5), "b": Boolean()}, source)
    family = recognise(scm.endogenous[0], scm)
    assert family is not None and family.name == "linear"
    assert family.value({"x": 3, "b": False}) == 4 + 3 - 3 + 1
