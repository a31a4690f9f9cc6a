"""Every construct of a mechanism without family has a sentence without code, which reads back as the same mechanism."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from causim_env.informal import STYLES, read, tell
from causim_env.informal.general.check import means
from causim_env.informal.telling import Teller
from causim_env.scm import SCM, SCMError
from causim_env.streams import Stream
from tests.informal.general.cases import BODIES, CASES, ward


def sentence(scm: SCM, kind: str, seed: int = 0, terse: bool = False) -> str:
    return Teller(scm, Stream("sentence", seed), terse).rule(scm[kind])  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "name", "body"), CASES, ids=[name for _, name, _ in CASES])
def test_every_construct_has_sentences_that_mean_it(kind: str, name: str, body: str) -> None:
    scm = ward(kind, body)
    for told in (sentence(scm, kind), sentence(scm, kind, 1), sentence(scm, kind, terse=True)):
        assert "`" not in told
        assert means(told, scm, scm[kind])  # type: ignore[arg-type]


def test_a_parent_that_is_not_read_is_told_too() -> None:
    scm = ward("score", "return u_dose * u_dose")
    node = scm["score"]
    text = scm.to_source().replace("def score(u_dose)", "def score(u_wing, u_dose, u_fever)")
    idle = SCM.from_source(text)
    told = sentence(idle, "score")
    assert told.endswith(" Nothing changes with the wing and the fever.")
    assert read(tell(idle, "story")).canonical_hash == idle.canonical_hash != scm.canonical_hash
    assert not means(told, scm, node)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "body", "told"),
    [
        (
            "score",
            "return (2 if u_age >= 65 else 0) + (1 if u_smoker else 0)",
            "The risk score (-500 to 9999 points), in total: 2 if the age is at least 65 years; 1 if the smoking is "
            "current.",
        ),
        (
            "place",
            "if u_age < 65:\n    return 'east_end'\nif not u_smoker:\n    return u_wing\nreturn 'north'",
            "The place of rest (one of north, east end, south): east end if the age is below 65 years; failing that, "
            "the same as the wing if the smoking is past; failing that, north.",
        ),
        (
            "alarm",
            "return 62 <= u_age <= 70 and u_dose not in (0, 1, 4)",
            "The alarm (either raised or silent): raised exactly if (the age is from 62 to 70 years) and the doses of "
            "the drug are none of 0, 1 or 4 mg.",
        ),
        (
            "score",
            "base = {'north': 1, 'south': 2, 'east_end': 0}[u_wing]\nif u_fever:\n    base += u_dose // 2\n"
            "return max(0, min(9, base))",
            'The risk score (-500 to 9999 points), stepwise: (1) let "base" be (going by the wing: 1 for north, 2 for '
            'south, 0 for east end); (2) if the fever is present, "base" rises by the doses of the drug divided by 2 '
            '(rounded down); (3) it is "base", but never below 0 nor above 9.',
        ),
    ],
)
def test_sentences_speak_of_units_and_words(kind: str, body: str, told: str) -> None:
    assert sentence(ward(kind, body), kind, terse=True) == told


def mutants(body: str) -> Iterator[str]:
    """The body with one constant, one operator or one branch changed."""
    places = len(list(ast.walk(ast.parse(body))))
    for place in range(places):
        tree = ast.parse(body)
        node = list(ast.walk(tree))[place]
        match node:
            case ast.Constant(value=bool(value)):
                node.value = not value
            case ast.Constant(value=int(value)):
                node.value = value + 1
            case ast.Compare(ops=[ast.Lt(), *_]):
                node.ops[0] = ast.LtE()
            case ast.Compare(ops=[ast.Gt() | ast.LtE() | ast.GtE(), *_]):
                node.ops[0] = ast.Lt()
            case ast.Compare(ops=[ast.Eq()]):
                node.ops[0] = ast.NotEq()
            case ast.Compare(ops=[ast.In()]):
                node.ops[0] = ast.NotIn()
            case ast.BoolOp():
                node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            case ast.BinOp(op=ast.Add()):
                node.op = ast.Sub()
            case ast.BinOp(op=ast.Sub() | ast.Mult() | ast.FloorDiv() | ast.Mod()):
                node.op = ast.Add()
            case ast.IfExp():
                node.body, node.orelse = node.orelse, node.body
            case ast.If(orelse=[_, *_]):
                node.body, node.orelse = node.orelse, node.body
            case ast.If(test=test):
                node.test = ast.UnaryOp(ast.Not(), test)
            case _:
                continue
        yield ast.unparse(tree)


def check_mutants(seed: int, kind: str, body: str, all_of_them: bool) -> None:
    scm = ward(kind, body)
    stream = Stream("mutants", seed)
    changed = list(mutants(body))
    for text in changed if all_of_them else stream.sample(changed, min(1, len(changed))):
        mutant = ward(kind, text)
        if mutant.canonical_hash != scm.canonical_hash:
            told = tell(mutant, stream.choice(list(STYLES)), seed)
            assert read(told).canonical_hash == mutant.canonical_hash


@pytest.mark.parametrize("part", range(6))
def test_a_mutant_is_never_read_as_the_original(part: int) -> None:
    for i, (kind, _, body) in list(enumerate(CASES))[part::12]:
        check_mutants(i, kind, body, False)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(12))
def test_no_mutant_is_ever_read_as_the_original(part: int) -> None:
    for i, (kind, _, body) in list(enumerate(CASES))[part::12]:
        check_mutants(i, kind, body, True)


@pytest.mark.parametrize("step", ["early returns", "nested else", "changes", "match pairs"])
def test_another_number_in_a_sentence_is_another_mechanism_or_unread(step: str) -> None:
    scm = ward("score", BODIES[step])
    text = tell(scm, "textbook")
    digits = [i for i, letter in enumerate(text) if letter.isdigit() and not text[i - 1].isdigit()]
    for i in digits:
        head = text[:i].rsplit("\n", 1)[-1]
        if head.startswith(("Rule", "Definition")) and "." not in head:
            continue
        try:
            other = read(f"{text[:i]}{(int(text[i]) + 1) % 10}{text[i + 1 :]}")
        except SCMError:
            continue
        assert other.canonical_hash != scm.canonical_hash
