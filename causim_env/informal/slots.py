"""Reads what stands in the slots of a sentence: nouns, values, amounts, conditions and lists of them.

A `Reader` stands at a place in a text and moves on as it understands; `Unread` says what it expected. It knows the
variables that the text itself has declared, and nothing of how the text was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from causim_env.render.words import singular
from causim_env.scm.domains import Boolean, Category, Distribution, Domain, Integer, Value, from_weights
from causim_env.scm.mechanisms.base import Limits
from causim_env.scm.mechanisms.conditions import Condition, Joint, Test
from causim_env.scm.mechanisms.match import Choice
from causim_env.scm.mechanisms.scores import Score
from causim_env.scm.mechanisms.terms import Constant, Multiple, Pick, Quotient, Switch, Term

_INTEGER = re.compile(r"-?\d+")
_SHARE = re.compile(r"\d+(?:/\d+)?")
_FRACTIONS = {"half of ": 2, "a third of ": 3, "a quarter of ": 4, "a fifth of ": 5}
_COMPARED = {
    "at least ": ">=", "no less than ": ">=", "at most ": "<=", "no more than ": "<=", "below ": "<", "less than ": "<",
    "above ": ">", "more than ": ">", "not ": "!=", "other than ": "!=",
}  # fmt: skip
_ODDS = re.compile(r"(.+?) (?:with probability (\d+(?:/\d+)?)|\((?:probability )?(\d+(?:/\d+)?)\))\Z")
_LIMITS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r" A result below (-?\d+) counts as \1, one above (-?\d+) as \2\."), "both"),
    (re.compile(r" The result is held between (-?\d+) and (-?\d+)\."), "both"),
    (re.compile(r" A result below (-?\d+) counts as \1\."), "low"),
    (re.compile(r" The result is never less than (-?\d+)\."), "low"),
    (re.compile(r" A result above (-?\d+) counts as \1\."), "high"),
    (re.compile(r" The result is never more than (-?\d+)\."), "high"),
)
_STANDS = re.compile(r"`(\w+)` stands for ")
_CODE = re.compile(r"```python\n(.*?)\n```", re.DOTALL)


class Unread(Exception):
    """The text does not say what was expected here."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable as the text has declared it.

    Attributes:
        name: What the SCM will call it.
        domain: Its values.
        words: Each boolean or label by the words that stand for it.
        unit: Of an integer; may be empty.
    """

    name: str
    domain: Domain
    words: Mapping[str, Value]
    unit: str = ""


class Reader:
    """A place in a text.

    Args:
        text: The whole text.
        variables: By noun, the longest noun first.
    """

    def __init__(self, text: str, variables: Mapping[str, Variable]) -> None:
        self.text = text
        self.at = 0
        self.subject: Variable | None = None
        self.used: list[str] = []
        self._variables = variables
        self._domains = {v.name: v.domain for v in variables.values()}

    def start(self, at: int) -> None:
        """Stands at a place, with nothing read yet."""
        self.at, self.subject, self.used = at, None, []

    def domains(self) -> dict[str, Domain]:
        """The domains of the variables read so far, in order of first appearance."""
        return {name: self._domains[name] for name in dict.fromkeys(self.used)}

    def sees(self, words: str) -> bool:
        """Moves behind these words if they come next."""
        if self.text.startswith(words, self.at):
            self.at += len(words)
            return True
        return False

    def expect(self, words: str) -> None:
        """Moves behind these words.

        Raises:
            Unread: Something else comes next.
        """
        if not self.sees(words):
            raise Unread(words)

    def _matched(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def _first(self, *ways: Callable[[], object]) -> object:
        """What the first of several readings gives that succeeds."""
        start, used = self.at, len(self.used)
        for way in ways:
            try:
                return way()
            except Unread:
                self.at = start
                del self.used[used:]
        raise Unread

    def slot(self, kind: str) -> object:
        """What a slot of this type holds.

        Raises:
            Unread: Nothing of this type comes next.
        """
        return getattr(self, f"_{kind}")()

    def _subject(self) -> Variable:
        variable = self._named()
        self.subject = variable
        self.expect(" (")
        domain = variable.domain
        if isinstance(domain, Integer):
            self.expect(f"{domain.low} to {domain.high} {variable.unit}".rstrip() + ")")
        else:
            self.expect(f"either {' or '.join(variable.words)})" if isinstance(domain, Boolean)
                        else f"one of {', '.join(variable.words)})")  # fmt: skip
        return variable

    def _named(self) -> Variable:
        for noun, variable in self._variables.items():
            end = self.at + len(noun)
            same = self.text[self.at : self.at + 1].lower() == noun[0].lower()
            if same and self.text.startswith(noun[1:], self.at + 1) and not self.text[end : end + 1].isalnum():
                self.at = end
                return variable
        raise Unread("a variable")

    def _noun(self) -> str:
        variable = self._named()
        self.used.append(variable.name)
        return variable.name

    def _it(self) -> str:
        if not self.sees("it") and not self.sees("they"):
            raise Unread("it")
        return "it"

    def _int(self) -> int:
        found = self._matched(_INTEGER)
        if found is None:
            raise Unread("a whole number")
        return int(found.group())

    def _share(self) -> Fraction:
        found = self._matched(_SHARE)
        if found is None:
            raise Unread("a probability")
        return Fraction(found.group())

    def _value(self) -> Value:
        assert self.subject is not None
        return self.value(self.subject)

    def value(self, variable: Variable) -> Value:
        """A value of the given variable, in the words of the text.

        Raises:
            Unread: None of its values comes next.
        """
        if isinstance(variable.domain, Integer):
            amount = self._int()
            if variable.unit:
                if not self.sees(f" {variable.unit}"):
                    self.sees(f" {singular(variable.unit)}")
            return amount
        for words in sorted(variable.words, key=len, reverse=True):
            end = self.at + len(words)
            if self.text.startswith(words, self.at) and not self.text[end : end + 1].isalnum():
                self.at = end
                return variable.words[words]
        raise Unread(f"a value of {variable.name}")

    def _variable(self) -> Variable:
        variable = self._named()
        self.used.append(variable.name)
        return variable

    def _score(self) -> Score:
        terms: list[Term] = [self._term(-1 if self.sees("minus ") else 1)]
        while True:
            if self.sees(" plus "):
                terms.append(self._term(1))
            elif self.sees(" minus "):
                terms.append(self._term(-1))
            else:
                return Score(tuple(terms))

    def _term(self, sign: int) -> Term:
        made = self._first(
            lambda: self._parted(sign), lambda: self._times(sign), lambda: self._switch(sign), lambda: self._pick(sign),
            lambda: Constant(sign * self._int()),
        )  # fmt: skip
        assert isinstance(made, Constant | Multiple | Quotient | Switch | Pick)
        return made

    def _integer_noun(self) -> str:
        variable = self._variable()
        if not isinstance(variable.domain, Integer):
            raise Unread("a variable in whole numbers")
        return variable.name

    def _parted(self, sign: int) -> Term:
        divisor = next((part for words, part in _FRACTIONS.items() if self.sees(words)), 0)
        if not divisor:
            self.expect("1/")
            divisor = self._int()
            self.expect(" of ")
        name = self._integer_noun()
        self.expect(" (rounded down)")
        return Quotient(name, divisor, sign < 0)

    def _times(self, sign: int) -> Term:
        factor = 1
        if self.sees("twice "):
            factor = 2
        elif _INTEGER.match(self.text, self.at):
            factor = self._int()
            self.expect(" times ")
        name = self._integer_noun()
        if factor == 1 and self.sees(" divided by "):
            divisor = self._int()
            self.expect(" (rounded down)")
            return Quotient(name, divisor, sign < 0)
        return Multiple(name, sign * factor)

    def _switch(self, sign: int) -> Switch:
        self.expect("(")
        on = self._int()
        when = self.sees(" when ")
        if not when:
            self.expect(" if ")
        test = self._test()
        if test.operator != "is" or test.bound is not True:
            raise Unread("a variable that is true")
        self.expect(", and " if when else ", otherwise ")
        off = self._int()
        self.expect(" when not)" if when else ")")
        return Switch(test.parent, sign * on, sign * off)

    def _pick(self, sign: int) -> Pick:
        self.expect("(going by ")
        variable = self._variable()
        amounts: list[tuple[str, int]] = []
        while not amounts or not self.sees(")"):
            self.expect(", ")
            amount = self._int()
            self.expect(" for ")
            amounts.append((str(self.value(variable)), sign * amount))
        return Pick(variable.name, tuple(amounts))

    def _test(self) -> Test:
        variable = self._variable()
        if not self.sees(" is "):
            self.expect(" are ")
        try:
            return Test(variable.name, "is" if isinstance(variable.domain, Boolean) else "==", self.value(variable))
        except Unread:
            operator = next((sign for words, sign in _COMPARED.items() if self.sees(words)), "")
            if not operator:
                raise
        return Test(variable.name, operator, self.value(variable))

    def _condition(self) -> Condition:
        if self.sees("it is not so that "):
            return Joint("not", (self._part(),))
        if self.sees("exactly one holds of "):
            left = self._part()
            self.expect(" and ")
            return Joint("xor", (left, self._part()))
        if self.sees("either "):
            left = self._part()
            self.expect(" or ")
            joint = Joint("xor", (left, self._part()))
            self.expect(" but not both")
            return joint
        first = self._part()
        for operator in ("and", "or"):
            parts = [first]
            while self._follows(f" {operator} "):
                self.expect(f" {operator} ")
                parts.append(self._part())
            if len(parts) > 1:
                return Joint(operator, tuple(parts))
        return first

    def _follows(self, words: str) -> bool:
        """Whether the words come next and a condition after them."""
        start, used = self.at, len(self.used)
        try:
            self.expect(words)
            self._part()
        except Unread:
            return False
        finally:
            self.at = start
            del self.used[used:]
        return True

    def _part(self) -> Condition:
        if not self.sees("("):
            return self._test()
        inner = self._condition()
        self.expect(")")
        return inner

    def _limits(self) -> Limits:
        for pattern, which in _LIMITS:
            found = self._matched(pattern)
            if found:
                first, last = int(found.group(1)), int(found.group(len(found.groups())))
                return Limits(None if which == "high" else first, None if which == "low" else last)
        return Limits()

    def _bands(self) -> tuple[tuple[tuple[int, Value], ...], Value]:
        cuts: list[tuple[int, Value]] = []
        while not self.sees("below "):
            cut = self._int()
            top = self._int() if self.sees(" to ") else cut
            if not cuts:
                self.expect(" or more")
            elif top != cuts[-1][0] - 1:
                raise Unread("bands without gaps")
            self.expect(" means ")
            cuts.append((cut, self._value()))
            self.expect(", ")
        if not cuts or self._int() != cuts[-1][0]:
            raise Unread("bands without gaps")
        self.expect(" means ")
        return tuple(cuts), self._value()

    def _keys(self) -> Sequence[Variable]:
        keys = [self._variable()]
        while self.sees(" and "):
            keys.append(self._variable())
        return keys

    def _rows(self) -> tuple[tuple[tuple[Value, ...], Value], ...]:
        names = tuple(dict.fromkeys(self.used))
        known = {v.name: v for v in self._variables.values()}
        rows: list[tuple[tuple[Value, ...], Value]] = []
        while not rows or self.sees("; "):
            result = self._value()
            key: list[Value] = []
            if self.sees(" at ("):
                for i, name in enumerate(names):
                    self.expect(", " if i else "")
                    key.append(self.value(known[name]))
                self.expect(")")
            else:
                self.expect(" if ")
                for i, name in enumerate(names):
                    self.expect(" and " if i else "")
                    test = self._test()
                    if test.parent != name or test.operator not in ("is", "=="):
                        raise Unread(f"the value of {name}")
                    key.append(test.bound)
            rows.append((tuple(key), result))
        return tuple(rows)

    def _steps(self) -> tuple[str, ...]:
        labels: list[str] = []
        while not labels or self.sees(", "):
            self.expect(f"{len(labels)} means ")
            labels.append(str(self._value()))
        return tuple(labels)

    def _items(self) -> tuple[Score, ...]:
        items: list[Score] = []
        while not items or self.sees("; "):
            self.expect(f"({'abcdefghijklmnopqrstuvwxyz'[len(items) % 26]}) ")
            items.append(self._score())
        return tuple(items)

    def _is(self) -> None:
        self.expect(" ")
        self._it()
        if not self.sees(" is "):
            self.expect(" are ")

    def _stages(self) -> tuple[tuple[int, ...], tuple[Score, ...]]:
        known = {v.name: v for v in self._variables.values()}
        key = known[self.used[-1]]
        self.expect("below ")
        cuts = [int(self.value(key))]
        self._is()
        pieces = [self._score()]
        while self.sees("; from "):
            low = int(self.value(key))
            if low != cuts[-1]:
                raise Unread("stages without gaps")
            if self.sees(" to "):
                cuts.append(int(self.value(key)) + 1)
            else:
                self.expect(" up")
            self._is()
            pieces.append(self._score())
        if len(pieces) != len(cuts) + 1:
            raise Unread("the last stage")
        return tuple(cuts), tuple(pieces)

    def _cases(self) -> tuple[tuple[str, Score | Choice], ...]:
        known = {v.name: v for v in self._variables.values()}
        key = known[self.used[-1]]
        cases: list[tuple[str, Score | Choice]] = []
        while not cases or self.sees("; "):
            self.expect("for ")
            label = str(self.value(key))
            self._is()
            cases.append((label, self._case()))
        return tuple(cases)

    def _case(self) -> Score | Choice:
        assert self.subject is not None
        if isinstance(self.subject.domain, Integer):
            return self._score()
        yes = self._value()
        if not self.sees(" if "):
            return Choice(yes)
        condition = self._condition()
        self.expect(", otherwise ")
        return Choice(yes, condition, self._value())

    def _names(self) -> tuple[str, ...]:
        names: list[str] = []
        if self.sees("no variable occurs"):
            return ()
        while not names or self.sees(", "):
            found = self._matched(_STANDS)
            if found is None or self._noun() != found.group(1):
                raise Unread("what a name stands for")
            names.append(found.group(1))
        return tuple(names)

    def _code(self) -> str:
        found = self._matched(_CODE)
        if found is None:
            raise Unread("code")
        return found.group(1)


def odds(text: str) -> tuple[Distribution, Mapping[str, Value]]:
    """A law with its words, from `clay with probability 1/4, loam with probability 3/4`.

    Raises:
        Unread: It is no list of values with probabilities that add up to one.
    """
    pairs: list[tuple[str, Fraction]] = []
    for part in text.split(", "):
        found = _ODDS.match(part)
        if found is None:
            raise Unread("a value with its probability")
        pairs.append((found.group(1), Fraction(next(g for g in found.groups()[1:] if g))))
    if sum(share for _, share in pairs) != 1:
        raise Unread("probabilities that add up to 1")
    if all(_INTEGER.fullmatch(word) for word, _ in pairs):
        return from_weights((int(word), share) for word, share in pairs), {}
    return from_weights((label(word), share) for word, share in pairs), {word: label(word) for word, _ in pairs}


def label(words: str) -> str:
    """The label that stands behind words: `heavy_clay`."""
    return words.replace(" ", "_")


def category(words: Sequence[str]) -> Category:
    """The labels in the order in which the text names them."""
    return Category(tuple(label(word) for word in words))
