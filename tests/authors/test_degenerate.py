from itertools import product

from causim_env.authors.degenerate import Reach, degeneracies, idle_parents
from causim_env.scm import SCM

SOUND = """
u: Uniform(0, 2)
w: Bernoulli(1, 3)

def a(u) -> Integer(0, 2):
    return 2 - u

def b(a, w) -> Integer(0, 3):
    return a + (1 if w else 0)
"""


def test_nothing_to_say_about_a_sound_scm() -> None:
    assert degeneracies(SCM.from_source(SOUND)) == []


def test_a_constant_node() -> None:
    text = SOUND + "\ndef c(a) -> Integer(0, 1):\n    return 1 if a < 9 else 0\n"
    assert degeneracies(SCM.from_source(text)) == [
        "c is constant: let a parent change it",
        "a changes nothing in c: drop the edge",
        "c never takes 0: narrow its declaration",
    ]


def test_an_edge_that_changes_nothing() -> None:
    text = SOUND + "\ndef c(b, a, w) -> Integer(0, 3):\n    return b + (a - a)\n"
    assert degeneracies(SCM.from_source(text)) == [
        "a changes nothing in c: drop the edge",
        "w changes nothing in c: drop the edge",
    ]


def test_a_gap_in_the_declared_values() -> None:
    text = "u: Uniform(0, 2)\ndef a(u) -> Integer(0, 4):\n    return 2 * u\n"
    assert degeneracies(SCM.from_source(text)) == ["a never takes 1, 3: narrow its declaration"]


def test_a_value_that_dependent_parents_never_produce_together() -> None:
    text = "u: Uniform(0, 1)\ndef a(u) -> Integer(0, 1):\n    return u\n"
    text += "def b(a, u) -> Integer(0, 2):\n    return a + u\n"
    assert degeneracies(SCM.from_source(text)) == ["b never takes 1: narrow its declaration"]


def test_a_defined_variable_has_the_values_of_an_added_one() -> None:
    inputs = {f"u{i}": range(4) for i in range(6)}
    tables = {
        "a": (("u0", "u1"), {(i, j): i + j for i in range(4) for j in range(4)}),
        "b": (("a", "u2"), {(i, j): i * j for i in range(7) for j in range(4)}),
        "c": (("a", "b"), {(i, j): i - j for i in range(7) for j in range(19)}),
    }
    added, defined = Reach(inputs), Reach(inputs)
    for name, (parents, table) in tables.items():
        added.add(name, [table[row] for row in added.rows(parents)])
        defined.define(name, parents, table)
    assert defined.rows(("c", "u5")) == added.rows(("c", "u5"))
    assert defined.rows(("b", "c")) == added.rows(("b", "c"))


def test_idle_parents_by_brute_force() -> None:
    sizes = (3, 2, 4)
    for used in product((False, True), repeat=3):
        table = [sum(v for v, use in zip(row, used, strict=True) if use) for row in product(*map(range, sizes))]
        assert list(idle_parents(table, sizes)) == [j for j in range(3) if not used[j]]
    xor = [a ^ b for a, b in product(range(2), repeat=2)]
    assert list(idle_parents(xor, (2, 2))) == []
    only_in_the_last_row = [0] * 23 + [1]
    assert list(idle_parents(only_in_the_last_row, sizes)) == []
