"""The answer grammar, the typed answer, and the verdict on a completion."""

from __future__ import annotations

import copy
import json
import pickle
from fractions import Fraction
from pathlib import Path
from typing import cast

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from causim_env.answers import (
    MAX_CHARS,
    MAX_DIGITS,
    Answer,
    AnswerError,
    Scalar,
    fold,
    literal,
    read,
    score,
)

THIRD = Fraction(1, 3)


# Strategies

numbers = st.integers(-(10**12), 10**12) | st.fractions(max_denominator=10**9)
labels = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=20).filter(
    lambda text: "answer>" not in text
)
words = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,8}( [a-z0-9]{1,5}){0,2}", fullmatch=True)
families = st.sampled_from([st.booleans(), st.integers(-99, 99), numbers, words, labels])


def _distinct(values: list[Scalar]) -> bool:
    keys = [fold(value) if isinstance(value, str) else value for value in values]
    return len(set(keys)) == len(keys)


@st.composite
def scalars(draw: st.DrawFn, least: int = 1, most: int = 8) -> list[Scalar]:
    values = draw(st.lists(draw(families), min_size=least, max_size=most, unique=True))
    assume(_distinct(values))
    return values


@st.composite
def distributions(draw: st.DrawFn) -> Answer:
    values = draw(scalars())
    weights = [draw(st.integers(1, 10**6)) for _ in values]
    total = sum(weights)
    return Answer("distribution", {v: Fraction(w, total) for v, w in zip(values, weights, strict=True)})


answers = st.one_of(
    families.flatmap(lambda family: family).map(lambda v: Answer("value", v)),
    scalars().map(lambda values: Answer("set", frozenset(values))),
    distributions(),
    st.just(Answer("undetermined", None)),
)


# Round trips


@given(answers)
def test_text_reads_back_as_the_same_answer(answer: Answer) -> None:
    again = Answer.from_text(answer.text())
    assert again == answer
    assert again.text() == answer.text()
    assert hash(again) == hash(answer)


@given(answers)
def test_json_reads_back_as_the_same_answer(answer: Answer) -> None:
    assert Answer.loads(answer.dumps()) == answer
    assert Answer.loads(answer.dumps()).dumps() == answer.dumps()
    assert Answer.from_json(json.loads(json.dumps(answer.to_json()))) == answer


@given(answers)
def test_copies_are_equal(answer: Answer) -> None:
    assert pickle.loads(pickle.dumps(answer)) == answer
    assert copy.deepcopy(answer) == answer
    assert eval(repr(answer), {"Answer": Answer}) == answer


@given(answers, st.text(max_size=40))
def test_gold_block_earns_one_after_any_working(answer: Answer, working: str) -> None:
    assume("answer>" not in working)
    verdict = score(working + answer.block() + " \n", answer)
    assert (verdict.reward, verdict.correct, verdict.reason) == (1.0, True, "correct")
    assert verdict.answer == answer


@given(answers, answers)
def test_only_equal_answers_earn(answer: Answer, gold: Answer) -> None:
    verdict = score(answer.block(), gold)
    assert verdict.correct is (answer == gold)
    assert verdict.reward == float(answer == gold)
    assert verdict.reason.isprintable()


@given(st.text() | st.binary() | st.none() | st.floats() | st.lists(st.text()))
def test_no_completion_makes_the_scorer_raise(completion: object) -> None:
    assert score(completion, Answer("value", 7)).reward == 0.0
    assert score(f"<answer>{completion}</answer>", Answer("value", "gold")).reward == 0.0


# Equal in another notation


@given(st.integers(-(10**6), 10**6), st.integers(0, 5), st.integers(1, 50))
def test_notations_of_one_number_are_equal(mantissa: int, places: int, factor: int) -> None:
    number = Fraction(mantissa, 10**places)
    answer = Answer("value", number)
    sign, digits = "-" * (mantissa < 0), str(abs(mantissa)).rjust(places + 1, "0")
    whole, decimals = digits[: len(digits) - places], digits[len(digits) - places :]
    decimal = f"{sign}{whole}" + f".{decimals}" * bool(places)
    ratio = f"{number.numerator * factor}/{number.denominator * factor}"
    percent = f"{Fraction(number * 100)}%" if 10**places <= 100 else decimal
    assert Answer.from_text(decimal) == answer
    assert Answer.from_text(ratio) == answer
    assert Answer.from_text(ratio.replace("/", " / ")) == answer
    assert Answer.from_text(percent) == answer


@given(distributions())
def test_order_and_spacing_do_not_matter(answer: Answer) -> None:
    pairs = list(cast(dict[Scalar, Fraction], answer.value).items())
    assert Answer("distribution", dict(reversed(pairs))) == answer
    text = ",".join(f"\n  {literal(v)} :\t{p} " for v, p in reversed(pairs))
    assert Answer.from_text("{" + text + "}") == answer


@given(words)
def test_case_and_underscores_of_labels_do_not_matter(word: str) -> None:
    answer = Answer("value", word)
    for variant in (word.upper(), word.lower(), word.replace(" ", "_"), word.swapcase()):
        assert Answer("value", variant) == answer
        assert hash(Answer("value", variant)) == hash(answer)
        quoted = Answer.from_text(f'"{variant}"')
        assert quoted == answer


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7),
        ("-3", -3),
        ("-0", 0),
        ("5.0", 5),
        ("10/2", 5),
        ("500%", 5),
        ("0.25", Fraction(1, 4)),
        ("25%", Fraction(1, 4)),
        ("12.5%", Fraction(1, 8)),
        ("-1/3", -THIRD),
        ("true", True),
        ("False", False),
        ("clay", "clay"),
        ("heavy clay", "heavy clay"),
        ('"<5"', "<5"),
        ('"5-12"', "5-12"),
        ('"Asy/Patch"', "Asy/Patch"),
        ('"true"', "true"),
        ('"7"', "7"),
        (r'"a\"b\\"', 'a"b\\'),
        ("nan", "nan"),
    ],
)
def test_scalars(text: str, value: Scalar) -> None:
    read_value = Answer.from_text(text).value
    assert read_value == value
    assert type(read_value) is type(value)


def test_sets_and_distributions() -> None:
    assert Answer.from_text("{2, 1}").value == frozenset({1, 2})
    assert Answer.from_text("{false: 0.25, true: 75%}").value == {
        False: Fraction(1, 4),
        True: Fraction(3, 4),
    }
    assert Answer.from_text("undetermined") == Answer("undetermined", None)


def test_outcomes_of_probability_zero_are_ignored() -> None:
    assert Answer.from_text("{0: 0, 1: 1/3, 2: 2/3, 3: 0%}") == Answer.from_text("{1: 1/3, 2: 2/3}")
    assert Answer("distribution", {0: Fraction(0), 1: Fraction(1)}).text() == "{1: 1}"


def test_canonical_text_is_sorted() -> None:
    assert Answer("set", frozenset({10, 9, -1})).text() == "{-1, 9, 10}"
    assert Answer("set", frozenset({True, False})).text() == "{false, true}"
    assert Answer("set", frozenset({"loam", "Clay", "<5"})).text() == '{"<5", Clay, loam}'


# Different by type, kind or value


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("true", "1"),
        ("false", "0"),
        ('"1"', "1"),
        ('"true"', "true"),
        ('"undetermined"', "undetermined"),
        ("{true}", "{1}"),
        ('{"1"}', "{1}"),
        ("{true: 1}", "{1: 1}"),
        ("3", "{3}"),
        ("3", "{3: 1}"),
        ("{3}", "{3: 1}"),
        ("0.333", "1/3"),
        ("{0: 0.33, 1: 0.67}", "{0: 1/3, 1: 2/3}"),
        ("heavy clay", "heavyclay"),
    ],
)
def test_different_answers(one: str, other: str) -> None:
    assert Answer.from_text(one) != Answer.from_text(other)
    assert score(f"<answer>{one}</answer>", Answer.from_text(other)).reward == 0.0


def test_python_equality_of_true_and_one_does_not_leak() -> None:
    assert Answer("value", True) != Answer("value", 1)
    assert Answer("set", frozenset({False, True})) != Answer("set", frozenset({0, 1}))
    assert len({Answer("value", True), Answer("value", 1), Answer("value", "1")}) == 3
    assert Answer("value", 1) != 1


@given(distributions(), st.integers(2, 10**6))
def test_moved_probability_mass_is_another_answer(answer: Answer, n: int) -> None:
    distribution = dict(cast(dict[Scalar, Fraction], answer.value))
    assume(len(distribution) > 1)
    first, second, *_ = distribution
    moved = distribution[first] / n
    distribution[first] -= moved
    distribution[second] += moved
    assert Answer("distribution", distribution) != answer


@given(scalars(least=2))
def test_a_member_more_or_less_is_another_answer(values: list[Scalar]) -> None:
    assert Answer("set", frozenset(values[1:])) != Answer("set", frozenset(values))


# Refused


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("1, 2", "after '1'"),
        ("5 h", "after '5'"),
        ("1e3", "after '1'"),
        ("1_000", "after '1'"),
        ("1,000", "after '1'"),
        (".5", "cannot read"),
        ("5.", "after '5'"),
        ("+5", "cannot read"),
        ("1/0", "divides by zero"),
        ("1/-2", "after '1'"),
        ("1/3%", "after '1/3'"),
        ("heavy  clay", "after 'heavy'"),
        ("½", "ASCII"),
        ("\u0667", "ASCII"),
        ('"open', "cannot read"),
        ('"<5" "', "after"),
        ("[1, 2]", "cannot read"),
        ("{}", "cannot read"),
        ("{1,}", "cannot read"),
        ("{1 2}", "braces"),
        ("{1, 2", "braces"),
        ("{1}}", "braces"),
        ("{{1}}", "cannot read"),
        ("{1, 1.0}", "twice"),
        ("{clay, CLAY}", "case"),
        ("{1, clay}", "mixes label and number"),
        ("{true, 0}", "mixes boolean and number"),
        ("{undetermined}", "alone"),
        ("{1: 1/2, 2}", "none"),
        ("{1: 1/2, 1: 1/2}", "twice"),
        ("{1: 1/2, 2: 1/3}", "sum"),
        ("{1: 3/2, 2: -1/2}", "negative"),
        ("{1: true}", "exact number"),
        ("{1: likely}", "exact number"),
        ('{1: 1, "none": 0}', "mixes"),
        ("9" * (MAX_DIGITS + 1), "after"),
        ("1/" + "9" * (MAX_DIGITS + 1), "after"),
        ('"' + "a" * 101 + '"', "101 characters"),
        ("{" + " " * MAX_CHARS + "1}", str(MAX_CHARS)),
        ('"\t"', "printable"),
    ],
)
def test_malformed_text_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(AnswerError, match="(?s).") as caught:
        Answer.from_text(text)
    assert reason in str(caught.value)
    verdict = score(f"<answer>{text}</answer>", Answer("value", 5))
    assert (verdict.reward, verdict.correct, verdict.answer) == (0.0, False, None)
    assert reason in verdict.reason


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("value", 0.5),
        ("value", None),
        ("value", frozenset({1})),
        ("value", "\u00e9"),
        ("value", ""),
        ("value", "x</answer>"),
        ("set", 1),
        ("set", frozenset()),
        ("set", frozenset({"a", 1})),
        ("set", frozenset({"A", "a"})),
        ("set", [1, 2]),
        ("distribution", {}),
        ("distribution", {1: 0.5, 2: 0.5}),
        ("distribution", {1: True}),
        ("distribution", {1: Fraction(1, 2)}),
        ("distribution", {1: Fraction(3, 2), 2: Fraction(-1, 2)}),
        ("undetermined", 1),
        ("guess", 1),
        (["value"], 1),
    ],
)
def test_values_that_do_not_fit_their_kind_are_refused(kind: object, value: object) -> None:
    with pytest.raises(AnswerError):
        Answer(kind, value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "7",
        "null",
        "{}",
        "[" * 100_000,
        '{"kind": "value"}',
        '{"kind": "value", "value": 0.5}',
        '{"kind": "value", "value": NaN}',
        '{"kind": "value", "value": [1]}',
        '{"kind": "value", "value": {"fraction": 3}}',
        '{"kind": "value", "value": {"fraction": "true"}}',
        '{"kind": "value", "value": {"ratio": "1/3"}}',
        '{"kind": "value", "value": ' + "9" * 5000 + "}",
        '{"kind": "set", "value": [1, 1]}',
        '{"kind": "set", "value": 1}',
        '{"kind": "distribution", "value": [[1, 1]]}',
        '{"kind": "distribution", "value": [[1, "1", 1]]}',
        '{"kind": "distribution", "value": [[1, "1/2"], [1, "1/2"]]}',
        '{"kind": ["set"], "value": 1}',
        '{"kind": "value", "value": 1, "more": 1}',
    ],
)
def test_corrupt_json_is_refused(line: str) -> None:
    with pytest.raises(AnswerError):
        Answer.loads(line)


def test_an_answer_too_long_for_a_completion_exists_and_travels_as_json() -> None:
    shares: dict[Scalar, Fraction] = {n: Fraction(1, 400) for n in range(10**30, 10**30 + 399)}
    huge = Answer("distribution", {**shares, 0: Fraction(1, 400)})
    fine = Answer("distribution", {0: Fraction(1, 10**200), 1: 1 - Fraction(1, 10**200)})
    for answer in (huge, fine):
        assert Answer.loads(answer.dumps()) == answer
        with pytest.raises(AnswerError):
            Answer.from_text(answer.text())


def test_the_largest_ordinary_distribution_fits() -> None:
    names = [f"{n:02d}" + "x" * 98 for n in range(20)]
    total = 10**119
    shares: dict[Scalar, Fraction] = {name: Fraction(1, total) for name in names}
    shares[names[0]] = 1 - Fraction(19, total)
    answer = Answer("distribution", shares)
    assert Answer.from_text(answer.text()) == answer


def test_answers_cannot_be_changed() -> None:
    answer = Answer.from_text("{0: 1/3, 1: 2/3}")
    with pytest.raises(AttributeError):
        answer.kind = "set"  # type: ignore[misc]
    with pytest.raises(TypeError):
        cast(dict[Scalar, Fraction], answer.value)[0] = THIRD


def test_a_callers_mapping_is_copied() -> None:
    mapping: dict[Scalar, Fraction] = {0: THIRD, 1: 1 - THIRD}
    answer = Answer("distribution", mapping)
    mapping.clear()
    assert answer.value == {0: THIRD, 1: 1 - THIRD}


# The block


@pytest.mark.parametrize(
    ("completion", "reason"),
    [
        ("7", "no <answer> block"),
        ("<answer>7", "cut off"),
        ("7</answer>", "without <answer>"),
        ("<answer>7</answer>.", "text after"),
        ("<answer>7</answer><eos>", "text after"),
        ("<answer>7</answer> <answer>", "cut off"),
        ("<answer>8</answer><answer>7</answer>", "differ"),
        ("<answer>7</answer><answer>8</answer>", "differ"),
        ("<answer>7</answer><answer>7.0</answer>", "differ"),
        ("<answer><answer>7</answer>", "inside another"),
        ("<answer><answer>7</answer></answer>", "twice"),
        ("<answer>7</answer></answer>", "twice"),
        ("<answer>7</answer></answer><answer>7</answer>", "twice"),
        ("</answer><answer>7</answer>", "without <answer>"),
        ("<ANSWER>7</ANSWER>", "no <answer> block"),
        ("<answer>8</answer>", "but wrong"),
        ("<answer>{7}</answer>", "a value was asked, not a set"),
        ("<answer>undetermined</answer>", "but wrong"),
    ],
)
def test_blocks_that_earn_nothing(completion: str, reason: str) -> None:
    verdict = score(completion, Answer("value", 7))
    assert verdict.reward == 0.0
    assert reason in verdict.reason


@pytest.mark.parametrize(
    "completion",
    [
        "<answer>7</answer>",
        "<answer> 7 </answer>\r\n\t ",
        "So <answer>7</answer>, that is:\n<answer>7</answer>",
        "<answer>7</answer> <answer> 7\n</answer>",
        "if a < answer then a>7 <answer>14/2</answer>",
    ],
)
def test_blocks_that_earn(completion: str) -> None:
    assert score(completion, Answer("value", 7)).reward == 1.0


def test_the_reason_never_tells_the_gold_answer() -> None:
    for gold in (Answer("value", "wolfram"), Answer("set", frozenset({"wolfram", "tin"}))):
        for text in ("lead", "{lead}", "{lead: 1}", "undetermined", "%", ""):
            assert "wolfram" not in score(f"<answer>{text}</answer>", gold).reason


def test_undetermined_is_asked_as_a_value() -> None:
    gold = Answer("undetermined", None)
    assert "a value was asked" in score("<answer>{1}</answer>", gold).reason
    assert score("<answer>Undetermined</answer>", gold).reward == 1.0


def test_read_gives_the_answer_or_says_why() -> None:
    assert read("<answer>{a, b}</answer>") == Answer("set", frozenset({"a", "b"}))
    with pytest.raises(AnswerError, match="NoneType"):
        read(None)


# The documentation


def _documented(heading: str) -> list[tuple[str, str]]:
    page = Path(__file__).parents[1] / "docs" / "answers.md"
    section = page.read_text().partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ", 1) for line in section.splitlines() if "| `" in line]
    return [(written.strip("`"), meaning.strip("`")) for written, meaning in rows]


def test_documented_answers_read_as_documented() -> None:
    rows = _documented("Scalars")
    assert len(rows) > 10
    for written, meaning in rows:
        assert Answer.from_text(written) == Answer.from_text(meaning), written
        assert fold(Answer.from_text(written).text()) == meaning.lower()


def test_documented_refusals_give_the_documented_reason() -> None:
    rows = _documented("Refused")
    assert len(rows) > 10
    for written, reason in rows:
        assert score(f"<answer>{written}</answer>", Answer("value", 7)).reason == reason
