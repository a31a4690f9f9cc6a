"""Reads what stands in the compound slots of a sentence: amounts, conditions, and lists of them."""

from __future__ import annotations

from collections.abc import Sequence

from causim_env.informal.cursor import Cursor
from causim_env.informal.grammar import CODE, COMPARED, FRACTIONS, INTEGER, LIMITS, STANDS, Unread, Variable
from causim_env.scm.domains import Boolean, Integer, Value
from causim_env.scm.mechanisms.base import Limits
from causim_env.scm.mechanisms.conditions import Condition, Joint, Test
from causim_env.scm.mechanisms.match import Choice
from causim_env.scm.mechanisms.scores import Score
from causim_env.scm.mechanisms.terms import Constant, Multiple, Pick, Quotient, Switch, Term


class Reader(Cursor):
    """A cursor that reads every slot of `sentences`."""

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
        made = self.first(
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
        divisor = next((part for words, part in FRACTIONS.items() if self.sees(words)), 0)
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
        elif INTEGER.match(self.text, self.at):
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
            operator = next((sign for words, sign in COMPARED.items() if self.sees(words)), "")
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
        for pattern, which in LIMITS:
            found = self.matched(pattern)
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
        known = {v.name: v for v in self.variables.values()}
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
        known = {v.name: v for v in self.variables.values()}
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
        known = {v.name: v for v in self.variables.values()}
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
            found = self.matched(STANDS)
            if found is None or self._noun() != found.group(1):
                raise Unread("what a name stands for")
            names.append(found.group(1))
        return tuple(names)

    def _code(self) -> str:
        found = self.matched(CODE)
        if found is None:
            raise Unread("code")
        return found.group(1)
