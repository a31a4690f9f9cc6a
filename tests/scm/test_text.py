import ast
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from causim_env.scm import SCM, MechanismError, SCMError
from causim_env.scm.language import check_function
from tests.scm.greenhouse import GREENHOUSE

_PIECES = [
    "    return u", "\n", "\\\n", ";", " # c", "#", "\\", "\t", "    ", "    if u:\n", "        return 1\n",
    "    '''d\n", "'''\n", '"', "'", "    x = (\n", ")\n", "    match u:\n", "        case 1:\n",
    "            return 0\n", "@abs\n", "# type: int\n", "# -*- coding: utf-7 -*-\n", "\r", "    x = 1\n", "u", "1",
]  # fmt: skip


def test_text_round_trips_to_the_letter():
    assert SCM.from_source(GREENHOUSE).to_source() == GREENHOUSE


def test_json_carries_the_same_facts():
    scm = SCM.from_source(GREENHOUSE)
    again = SCM.from_json(json.loads(json.dumps(scm.to_json())))
    assert again == scm
    assert again.content_hash == scm.content_hash
    assert again.to_json() == scm.to_json()


def test_docs_constants_and_laws_are_read():
    scm = SCM.from_source(
        "LIMIT = 4\n"
        "u: Categorical({-1: 1/6, 2: 1/3})\n"
        '"""Shift [steps]."""\n'
        "def y(u) -> Integer(-4, 4):\n    return min(LIMIT, 2 * u) // 1\n"
    )
    assert scm.exogenous[0].doc == "Shift [steps]."
    assert scm.exogenous[0].distribution.weights == ((-1, 1), (2, 2))
    assert scm.evaluate({"u": 2})["y"] == 4
    assert SCM.from_source(scm.to_source()) == scm


def test_declared_order_does_not_matter_for_running():
    scm = SCM.from_source(
        "u: Uniform(0, 1)\ndef b(a) -> Integer(0, 2):\n    return a + 1\ndef a(u) -> Integer(0, 1):\n    return u\n"
    )
    assert [node.name for node in scm.endogenous] == ["b", "a"]
    assert scm.evaluate({"u": 1}) == {"u": 1, "b": 2, "a": 1}


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("import os\ndef a() -> Boolean():\n    return True", 1, "declarations"),
        ("u: Uniform(3, 0)\ndef a(u) -> Boolean():\n    return True", 1, "low <= high"),
        ("u: Bernoulli(0.2)\ndef a(u) -> Boolean():\n    return u", 1, "int"),
        ("u: Bernoulli(6, 5)\ndef a(u) -> Boolean():\n    return u", 1, "p <= q"),
        ("u: Categorical(a=0.5)\ndef a(u) -> Boolean():\n    return True", 1, "fraction"),
        ("u: Uniform(0, 1)\n\ndef a(u):\n    return u", 3, "->"),
        ("def a(u) -> Real(0, 1):\n    return u", 1, "Boolean()"),
        ("def a() -> Category('x', 'x'):\n    return 'x'", 1, "each once"),
        ("def a(b, b) -> Boolean():\n    return b", 1, "each parent once"),
        ("def a() -> Boolean():\n    return True\n'loose'", 3, "docs"),
        ("def a() -> Boolean():\n  return True if", 2, "syntax"),
        ("def \u0430() -> Boolean():\n  return True", 1, "ASCII"),
    ],
)
def test_errors_name_line_construct_and_remedy(text, line, part):
    with pytest.raises(MechanismError, match="line") as caught:
        SCM.from_source(text)
    assert caught.value.line == line
    assert part in str(caught.value)
    assert caught.value.construct and caught.value.hint


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("u: Uniform(0, 1)", "at least one"),
        ("def a(b) -> Boolean():\n    return b", "declared nowhere"),
        ("def a(b) -> Boolean():\n    return b\ndef b(a) -> Boolean():\n    return a", "cycle through a, b"),
        ("a: Uniform(0, 1)\ndef a() -> Boolean():\n    return True", "stands twice"),
    ],
)
def test_wholes_that_are_no_scm(text, part):
    with pytest.raises(SCMError, match=part):
        SCM.from_source(text)


def test_json_that_disagrees_with_its_code_is_refused():
    row = SCM.from_source(GREENHOUSE).to_json()
    row["endogenous"][0]["domain"]["high"] = 7
    with pytest.raises(SCMError, match="disagree"):
        SCM.from_json(row)


@pytest.mark.parametrize(
    "name", ["do[__import__('os').abort()]", "if", "x y", "", "_x", "max", "w: Uniform(0, 1)\n\nx", "w\u00e9"]
)
def test_json_names_no_variable_that_text_could_not(name):
    row = SCM.from_source(GREENHOUSE).to_json()
    row["exogenous"].append({"name": name, "weights": [[0, 1], [1, 1]], "doc": ""})
    with pytest.raises(SCMError):
        SCM.from_json(row)


@pytest.mark.parametrize("row", [None, [], 3, {"format": 1, "doc": "", "exogenous": [], "endogenous": []}])
def test_json_of_something_else_is_refused(row):
    with pytest.raises(SCMError, match="write"):
        SCM.from_json(row)


_EVIL = "def y(u) -> Integer(0, 1):\n    return __import__('os').getpid()"


@pytest.mark.parametrize(
    "character", [*map(chr, (*range(9), 11, 12, *range(14, 32), 127)), "\x85", "\u2028", "\u2029", "é"]
)
def test_no_character_lets_a_text_be_cut_otherwise_than_it_was_checked(character):
    """`str.splitlines` ends lines at some of them where Python does not."""
    hidden = _EVIL.replace("\n", character)
    text = f"u: Uniform(0, 1)\n# {character}#{character}{hidden}\ndef y(u) -> Integer(0, 1):\n    return u\n"
    with pytest.raises(MechanismError, match="line 2: (control|non-ASCII) character"):
        SCM.from_source(text)
    with pytest.raises(MechanismError):
        check_function(_EVIL)


_Y = "v: Uniform(0, 1)\ndef y(v) -> Integer(0, 1):\n"
_FLOOD = "0x" + "f" * 4000
_DEEP = "-" * 900


@pytest.mark.parametrize(
    "text",
    [
        f"{_Y}    return v \\\n\n",
        f"{_Y}    return v; \\\n# c\n",
        _Y.replace("def", "@abs\ndef") + "    return v\n",
        _Y.replace("def", "K = 1\ndef") + '    """x\\xe9"""\n    return v * K\n',
        _Y.replace("0, 1)\n", f"0, {_DEEP}1)\n") + "    return v\n",
        _Y.replace("Uniform(0, 1)\n", f"{_DEEP}1\n") + "    return v\n",
        _Y.replace("def", "K = 1\ndef") + f"    return {_DEEP}K\n",
        _Y.replace("0, 1)\n", f"0, {_FLOOD})\n") + "    return v\n",
        _Y.replace("0, 1):", f"0, {_FLOOD}):") + "    return v\n",
        f"{_Y}    return sum([v, {_FLOOD}]) * v\n",
        f"{_Y}    break\n    return v\n",
        f"{_Y}    match v:\n        case _:\n            return 0\n        case 1:\n            return 1\n",
        f"{_Y}    match v, v:\n        case (a, a):\n            return a\n    return 0\n",
    ],
    ids=range(13),
)
def test_what_would_break_later_is_refused_cold_and_warm(text):
    for _ in range(2):
        with pytest.raises(SCMError):
            SCM.from_source(text)
        SCM.from_source(f"{_Y}    return v\n")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=14), st.sampled_from(["\n", "\r\n", "\r"]))
def test_what_is_cut_out_is_what_was_checked(pieces, ending):
    text = (
        "u: Uniform(0, 1)\ndef y(u) -> Integer(0, 1):\n"
        + "".join(pieces)
        + "\ndef z(y) -> Integer(0, 1):\n    return y\n"
    )
    try:
        scm = SCM.from_source(text.replace("\n", ending))
    except SCMError:
        return
    for node in scm.endogenous:
        assert ast.dump(check_function(node.source)) == ast.dump(ast.parse(node.source).body[0])
        assert SCM.from_source(scm.to_source()) == scm


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_mechanism_is_cut_where_its_tree_ends(ending):
    first = "def y(u) -> Integer(0, 1):\n    '''A\n    doc.'''\n    return u\n"
    text = f"u: Uniform(0, 1)\n\n{first}\ndef z(y) -> Integer(0, 1):\n    return 1 - y  # end"
    for node in SCM.from_source(text.replace("\n", ending)).endogenous:
        assert ast.dump(check_function(node.source)) == ast.dump(ast.parse(node.source).body[0])
