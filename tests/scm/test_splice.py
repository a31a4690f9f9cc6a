"""Metering by edits of the text gives exactly the tree that metering the tree gives, or no result."""

from __future__ import annotations

import ast

import pytest

from causim_env.authors.procedural import Spec, draw
from causim_env.edits import mutants
from causim_env.scm.language import check_function
from causim_env.scm.meter import metered, metered_text
from causim_env.scm.splice import spliced
from causim_env.streams import Stream

EDITABLE = [
    "def f(a, b): return (a + b) * (a)%3",
    "def f(a):\n    return [x + 1 for x in range(a) if x for y in (1, 2) if y > x]",
    "def f(a):\n    t = 0\n    for i in range(a): t += i + 1\n    return t",
    "def f(a):\n    t = 0\n    for i in range(a):\n        if i:\n            t += (i\n  + 1)\n    return t",
    "def f(a):\n    return ((a)+(a))+a*(a+(1))",
    "def f(a):\n    return a ** 2 << 1 % 3",
    "def f(a):\n    t = 1\n    t += (a if a else 2)\n    t **= 2\n    t -= 1\n    return -(t + 1) + -t",
    "def f(a):\n    return a+a+a+a",
    "def f(a):\n    return {x: x + 1 for x in range(3)}[a] + (a, a + 1)[0]",
    "def f(a):\n    return (a +\n        a)  # a + a",
    "def f(a):\n    '''x + y'''\n    return 'a + b' + a",
    "def f(a):\n    return [[y+x for y in range(x)] for x in range(a)][0][0]",
    "def f(a):\n    for i in range(a):\n        for j in range(i):\n            a = i + j\n    return a",
    "def f(a):\n    match a:\n        case 1:\n            return a + 1\n        case _:\n            return a * a",
]
UNCERTAIN = [
    "def f(a):\n    return sum([x for x in (range(a))])",
    "def f(a):\n    return (a # plus\n + 1)",
    "def f(a):\n    xs = [1]\n    xs[0] += a\n    return xs[0]",
    "def f(a):\n    t = ()\n    t += 1, a\n    return t[1]",
    "def f(a):\n    return a + \\\n 1",
    "def f(a):\n\tt = a + 1\n\treturn t",
]


def tree(text: str) -> str:
    function = ast.parse(text).body[0]
    assert isinstance(function, ast.FunctionDef)
    function.returns = None
    return ast.dump(function)


def agree(source: str) -> bool:
    """Whether there is a result; it has to be the right one."""
    function = check_function(source)
    text = spliced(source, function)
    assert text is None or tree(text) == tree(ast.unparse(metered(function))), text
    return text is not None


@pytest.mark.parametrize("source", EDITABLE)
def test_text_and_tree_are_metered_alike(source: str) -> None:
    assert agree(source)


@pytest.mark.parametrize("source", UNCERTAIN)
def test_an_uncertain_text_is_metered_as_a_tree(source: str) -> None:
    assert not agree(source)
    text = metered_text(source, check_function(source), True)
    assert tree(text) == tree(ast.unparse(metered(check_function(source))))


def test_drawn_mechanisms_and_their_mutants_are_metered_alike() -> None:
    for i in range(6):
        for node in draw(Stream("spliced", i), Spec(nodes=12)).endogenous:
            assert agree(node.source)
            assert all(agree(text) for text in mutants(node.source, 6))
