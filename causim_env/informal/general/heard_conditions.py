"""Reads conditions: the wordings of `conditions`, back to expressions."""

from __future__ import annotations

import ast

from causim_env.informal.general.forms import COMPARED, COUNTED, MEMBER, ONE_OF_TWO
from causim_env.informal.general.heard_amounts import HeardAmounts, called, literal_of, number
from causim_env.informal.grammar import Unread, Variable
from causim_env.scm.domains import Boolean


class HeardConditions(HeardAmounts):
    """A cursor that reads conditions."""

    def condition(self) -> ast.expr:
        """Parts joined by `and`, or by `or`."""
        parts = [self._part()]
        for words, op in ((" and ", ast.And()), (" or ", ast.Or())):
            while self._continues(words, parts):
                pass
            if len(parts) > 1:
                return ast.BoolOp(op, parts)
        return parts[0]

    def _continues(self, words: str, parts: list[ast.expr]) -> bool:
        """Whether another part follows, which is then read."""
        start, used = self.at, len(self.used)
        try:
            self.expect(words)
            parts.append(self._part())
        except Unread:
            self.at = start
            del self.used[used:]
            return False
        return True

    def _part(self) -> ast.expr:
        if self.sees("it is not so that "):
            return ast.UnaryOp(ast.Not(), self._part())
        if self.sees("it is always so"):
            return ast.Constant(True)
        if self.sees("it is never so"):
            return ast.Constant(False)
        return self.ways(self._grouped, self._given, self._counted, self._holds, self._test)

    def _grouped(self) -> ast.expr:
        return self._closed("(", self.condition)

    def _given(self) -> ast.expr:
        self.expect("(given that ")
        test = self.condition()
        self.expect(", ")
        body = self.condition()
        self.expect("; otherwise ")
        return ast.IfExp(test, body, self._closed("", self.condition))

    def _counted(self) -> ast.expr:
        for (function, row), words in COUNTED.items():
            if self.sees(f"{words}("):
                parts = self.several(self.condition, "; ")
                self.expect(")")
                return called(function, row(parts))
        for op, words in ONE_OF_TWO.items():
            if self.sees(f"{words}("):
                left = self.condition()
                self.expect("; ")
                return ast.Compare(left, [op()], [self._closed("", self.condition)])
        raise Unread("which of these hold")

    def _holds(self) -> ast.expr:
        made = self.local()
        self.expect(" holds")
        return made

    def _test(self) -> ast.expr:
        left = self.sum()
        variable = self.variable(left)
        if not self.sees(" is "):
            self.expect(" are ")
        return self.ways(
            lambda: self._state(left, variable), lambda: self._other(left, variable),
            lambda: self._member(left), lambda: self._between(left), lambda: self._compared(left, variable),
        )  # fmt: skip

    def _state(self, left: ast.expr, variable: Variable | None) -> ast.expr:
        if variable is None:
            raise Unread("a comparison")
        value = self.value(variable)
        if isinstance(variable.domain, Boolean):
            return left if value is True else ast.UnaryOp(ast.Not(), left)
        return ast.Compare(left, [ast.Eq()], [literal_of(value)])

    def _other(self, left: ast.expr, variable: Variable | None) -> ast.expr:
        if self.sees("nonzero"):
            return left
        self.expect("not ")
        if variable is None or isinstance(variable.domain, Boolean):
            raise Unread("a comparison")
        return ast.Compare(left, [ast.NotEq()], [literal_of(self.value(variable))])

    def _member(self, left: ast.expr) -> ast.expr:
        for (op, row), words in MEMBER.items():
            if self.sees(words):
                return ast.Compare(left, [op()], [row(self._values(left))])
        raise Unread("one of several values")

    def _values(self, left: ast.expr) -> list[ast.expr]:
        values = [self.value_of(left)]
        for words in (", ", " or "):
            while True:
                start = self.at
                try:
                    self.expect(words)
                    values.append(self.value_of(left))
                except Unread:
                    self.at = start
                    break
                if words == " or ":
                    break
        return values

    def _between(self, left: ast.expr) -> ast.expr:
        self.expect("from ")
        low = self._int()
        self.expect(" to ")
        return ast.Compare(number(low), [ast.LtE(), ast.LtE()], [left, self.value_of(left)])

    def _compared(self, left: ast.expr, variable: Variable | None) -> ast.expr:
        ops: list[ast.cmpop] = []
        rights: list[ast.expr] = []
        while not ops or self.sees(", which is "):
            ops.append(self._operator())
            right = self.sum()
            self.unit(right, variable)
            rights.append(right)
        return ast.Compare(left, ops, rights)

    def _operator(self) -> ast.cmpop:
        for op, words in COMPARED.items():
            if self.sees(f"{words} "):
                return op()
        raise Unread("a comparison")
