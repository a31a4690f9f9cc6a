"""Texts that a model could write to hang, crash or mislead this process; each was once accepted."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest

from causim_env.sandbox import runtimes
from causim_env.scm import SCM, MechanismError, SCMError, infer
from causim_env.scm.mechanisms import recognise
from causim_env.scm.meter import FuelExhausted, GuardError

HEAD = "u: Uniform(0, 3)\nw: Uniform(0, 3)\n"
WORLD = {"u": 3, "w": 2}


def scm(body: str, domain: str = "Integer(0, 99)", head: str = HEAD) -> SCM:
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return SCM.from_source(f"{head}def f(u, w) -> {domain}:\n{lines}\n")


def test_a_list_that_grows_in_place_does_so_under_fuel_too() -> None:
    texts = [
        "p = [u]\nq = p\np += [w]\nreturn len(q) + len(p)",
        "p = [u]\nq = p\np *= 2\nfor i in range(2):\n    p += [i]\nreturn len(q) * 10 + len(p)",
    ]
    for text, wanted in zip(texts, (4, 44), strict=True):
        model = scm(text)
        assert model.evaluate(WORLD)["f"] == wanted
        for make in runtimes().values():
            with make(2.0) as runtime:
                assert runtime.simulate(model, [WORLD])[0]["f"] == wanted


@pytest.mark.parametrize(
    "body",
    [
        "t = u\nfor i in range(60):\n    t = (t, t)\nd = {0: t}.items() & {0: t}.items()\nreturn len(d)",
        "t = u\nfor i in range(30):\n    t = (t, t)\nreturn len(str({0: t} | {1: t}))",
        "d = {i: i for i in range(40)}\nfor i in range(9):\n    d |= {i: d}\nreturn len(d)",
        "a = [u]\nfor i in range(13):\n    a[len(a):] = a\nk = []\nfor i in range(5000):\n    z = []\n"
        "    z[0:0] = a\n    k.append(z)\nreturn len(k)",
        "s = '9' * 4000\nt = 0\nfor i in range(5000):\n    t = int(s) % 7\nreturn t",
        "s = '9' * 4000\nt = 0\nfor i in range(5000):\n    t = int(s or s) % 7\nreturn t",
        "s = str(u)\nfor i in range(40):\n    s = str((s, s))\nreturn int(len(s) > 3)",
        "s = str(u)\n" + "s = str([s, s])\n" * 40 + "return int(len(s) > 3)",
        "x = u\n" + "for i in range(4000):\n    x = x - -x\n" * 2 + "return x // 7",
        "x = u\n" + "for i in range(4000):\n    x = sum([x, x])\n" * 2 + "return x // 7",
        "s = 'a' * 10000\nx = 'a' * 97 + 'ba'\nt = 0\nfor i in range(5000):\n    t += int(x in s)\nreturn t",
    ],
)
def test_work_inside_an_operator_costs_fuel(body: str) -> None:
    start = time.process_time()
    with pytest.raises((FuelExhausted, GuardError)):
        scm(body).evaluate(WORLD)
    assert time.process_time() - start < 1


@pytest.mark.parametrize("steps", ["t = tuple(zip(t, t))\n", "match (t, t):\n    case t:\n        pass\n"])
def test_pairs_of_pairs_are_counted(steps: str) -> None:
    start = time.process_time()
    with pytest.raises((FuelExhausted, GuardError)):
        scm("t = (u,)\n" + steps * 40 + "return {(): u}.get(t, max(u, w))").evaluate(WORLD)
    assert time.process_time() - start < 1


@pytest.mark.parametrize("kept", ["z = zip([u])", "z = [reversed([u])]", "return str(enumerate([u]))"])
def test_an_iterator_is_no_value(kept: str) -> None:
    with pytest.raises(MechanismError, match="that nothing reads"):
        scm(f"{kept}\nreturn u")


def test_a_list_that_grows_by_itself_ends() -> None:
    for added, wanted in (("zip(p)", 2), ("enumerate(p)", 2), ("(1, 2)", 3), ("range(2)", 3), ("p", 2)):
        text = f"p = [u]\nfor i in range(1):\n    p += list({added})\nreturn len(p)"
        assert scm(text).evaluate(WORLD)["f"] == wanted
        model = scm(text.replace(f"list({added})", added)) if "(p)" not in added else scm(text)
        for make in runtimes().values():
            with make(2.0) as runtime:
                assert runtime.simulate(model, [WORLD])[0]["f"] == model.evaluate(WORLD)["f"] == wanted


def test_a_twin_of_what_has_a_table_has_one_too() -> None:
    text = 'u: Categorical(a=1, b=1)\ndef f(u) -> Category("aa", "bb"):\n    return u + u\n'
    read = SCM.from_source(text)
    twin = SCM(read.doc, read.exogenous, read.endogenous, tables={"f": {("a",): "aa", ("b",): "bb"}}).anonymise()
    assert sorted(infer(twin, ["v1"]).values()) == [Fraction(1, 2), Fraction(1, 2)]


def test_many_early_returns_run() -> None:
    body = "".join(f"if u == {i}:\n    return {i % 7}\nx = {i % 5}\n" for i in range(99)) + "return x"
    assert scm(body).evaluate(WORLD)["f"] == 3


def test_long_constants_do_not_multiply() -> None:
    text = f"u: Uniform(0, 1)\nK = '{'a' * 9000}'\ndef f(u) -> Integer(0, 1):\n    return len((K, K, K)) // 3 * u\n"
    with pytest.raises(MechanismError, match="characters"):
        SCM.from_source(text)


def test_paths_do_not_multiply_where_mechanisms_stand_inline() -> None:
    body = "".join("if u == 0:\n    if w > 1:\n        return 1\n" for _ in range(30)) + "return u + w"
    start = time.process_time()
    assert scm(body).evaluate(WORLD)["f"] == 5
    assert time.process_time() - start < 1


def test_a_word_that_is_no_word_goes_no_further() -> None:
    links = [
        f'def {c}{i}({c}{i - 1}) -> Category("k"):\n    return ({c}{i - 1}, {c}{i - 1})\n'
        for c in "ab"
        for i in range(1, 40)
    ]
    last = "def f(a39, b39) -> Boolean():\n    return a39 == b39\n"
    model = SCM.from_source("a0: Uniform(0, 1)\nb0: Uniform(0, 1)\n" + "".join(links) + last)
    start = time.process_time()
    with pytest.raises(SCMError, match="a1 returned"):
        model.evaluate({"a0": 1, "b0": 1})
    assert time.process_time() - start < 1


@pytest.mark.parametrize("name", ["print", "license", "f", "dict", "open"])
def test_the_name_of_a_comprehension_ends_with_it(name: str) -> None:
    with pytest.raises(MechanismError, match="outside its comprehension"):
        scm(f"t = [{name} for {name} in [u]]\nreturn len(str({name}))")
    with pytest.raises(MechanismError, match="outside its comprehension"):
        scm(f"return len([{name} for {name} in [{name}]])")
    assert scm(f"{name} = w\nt = [{name} for {name} in [u]]\nreturn t[0] + {name}").evaluate(WORLD)["f"] == 5


def test_a_table_with_one_parent_many_times_is_none() -> None:
    model = scm("return {(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0): 1}[u, u, u, u, u, u, u, u, u, u, u, w]")
    start = time.process_time()
    assert recognise(model.endogenous[0], model) is None
    assert time.process_time() - start < 0.5


def test_text_of_ones_own_does_not_lend_its_trust() -> None:
    own = scm("for i in range(20000):\n    u = w\nreturn 77")
    trusted = SCM(own.doc, own.exogenous, own.endogenous, vetted=True)
    assert trusted.evaluate(WORLD)["f"] == 77
    with pytest.raises(FuelExhausted):
        own.evaluate(WORLD)


def test_what_has_a_table_is_read_from_it() -> None:
    read = scm("for i in range(1000000000):\n    u = w\nreturn 77")
    table = {(u, w): u + w for u in range(4) for w in range(4)}
    assert SCM(read.doc, read.exogenous, read.endogenous, tables={"f": table}).evaluate(WORLD)["f"] == 5


@pytest.mark.parametrize(
    "text",
    [
        f'"""x\\u00e9"""\n{HEAD}def f(u, w) -> Integer(0, 9):\n    return u + w\n',
        'u: Categorical({"\\ud800": 1, "b": 1})\ndef f(u) -> Boolean():\n    return u == "b"\n',
        'u: Categorical({"a\\nb": 1, "b": 1})\ndef f(u) -> Boolean():\n    return u == "b"\n',
        'u: Uniform(0, 1)\ndef f(u) -> Category("\\xe9", "b"):\n    return "b"\n',
        f"u: Categorical({{0: 1/{10**900 + 1}, 1: 1/{10**900 + 3}}})\ndef f(u) -> Integer(0, 1):\n    return u\n",
        "".join(f"u{i}: Uniform(0, 99999)\n" for i in range(9)) + "def f(u0) -> Integer(0, 1):\n    return 1\n",
    ],
    ids=range(6),
)
def test_what_could_not_be_said_again_is_refused(text: str) -> None:
    with pytest.raises(MechanismError):
        SCM.from_source(text)


@pytest.mark.parametrize("name", ["world", "do", "dict", "float"])
def test_names_that_the_machinery_uses_are_free(name: str) -> None:
    body = "    for i in range(3):\n        return u\n    return 0\n"
    model = SCM.from_source(f"u: Uniform(0, 3)\ndef {name}(u) -> Integer(0, 3):\n{body}")
    own = SCM(model.doc, model.exogenous, model.endogenous, vetted=True)
    assert model.evaluate({"u": 2})[name] == own.evaluate({"u": 2})[name] == 2


def test_many_functions_in_reverse_order_are_read_in_time() -> None:
    last = 1500
    lines = [f"def v{i}(v{i - 1}) -> Integer(0, 1):\n    return v{i - 1}\n" for i in range(last, 0, -1)]
    start = time.process_time()
    model = SCM.from_source("v0: Uniform(0, 1)\n" + "".join(lines))
    assert [node.name for node in model.order] == [f"v{i}" for i in range(1, last + 1)]
    assert time.process_time() - start < 4


def test_a_match_without_its_last_case_fails_as_an_scm() -> None:
    text = (
        f"{HEAD}x: Uniform(0, 1)\ndef f(u, w, x) -> Integer(0, 9):\n    match u:\n"
        "        case 0:\n            return w\n        case 1:\n            return x\n"
    )
    with pytest.raises(SCMError):
        infer(SCM.from_source(text), ["f"])
