"""Reads answers and the forms that choose between them: the wordings of `answers`, back to statements."""

from __future__ import annotations

import ast

from causim_env.informal.general.heard_amounts import literal_of, number
from causim_env.informal.general.heard_conditions import HeardConditions
from causim_env.informal.grammar import Unread
from causim_env.scm.domains import Category, Integer


class HeardAnswers(HeardConditions):
    """A cursor that reads answers of its subject."""

    def result(self) -> ast.expr:
        """An answer, chosen by a condition or not."""
        made = self._bare()
        if not self.sees(" if "):
            return made
        test = self.condition()
        self.expect(", otherwise ")
        return ast.IfExp(test, made, self.result())

    def _bare(self) -> ast.expr:
        assert self.subject is not None
        if isinstance(self.subject.domain, Integer):
            made = self.sum()
            self.unit(made, self.subject)
            return self.held(made)
        return self.ways(self._in_brackets, self._word, self._same, self.local)

    def _in_brackets(self) -> ast.expr:
        if self.sees("(going by "):
            return self._closed("", lambda: self.table(self._bare))
        return self._closed("(", self.result)

    def _word(self) -> ast.expr:
        value = self._value()
        if value is True and self.sees(" exactly when "):
            return self.condition()
        return literal_of(value)

    def _same(self) -> ast.expr:
        self.expect("the same as ")
        variable = self._variable()
        if not isinstance(variable.domain, Category):
            raise Unread("a variable with the same kind of values")
        return ast.Name(variable.name)

    def _result(self) -> list[ast.stmt]:
        return [ast.Return(self.result())]

    def _condition(self) -> ast.expr:
        return self.condition()

    def _tally(self) -> list[ast.stmt]:
        made: ast.expr | None = None
        while made is None or self.sees("; "):
            item = self.sum()
            if self.sees(" if "):
                item = ast.IfExp(self.condition(), item, number(0))
            made = item if made is None else ast.BinOp(made, ast.Add(), item)
        return [ast.Return(made)]

    def _table(self) -> list[ast.stmt]:
        assert self.subject is not None
        return [ast.Return(self.table(self.sum if isinstance(self.subject.domain, Integer) else self._bare))]

    def _chain(self) -> list[ast.stmt]:
        made: list[ast.stmt] = []
        while True:
            start, used = self.at, len(self.used)
            try:
                link = self._link()
                self.expect("; failing that, ")
            except Unread:
                self.at = start
                del self.used[used:]
                break
            made.append(link)
        return self._and_last(made)

    def _rules(self) -> list[ast.stmt]:
        made: list[ast.stmt] = []
        while not self.sees(f"({len(made) + 1}) in all other cases "):
            self.expect(f"({len(made) + 1}) ")
            made.append(self._link())
            self.expect("; ")
        return self._and_last(made)

    def _and_last(self, made: list[ast.stmt]) -> list[ast.stmt]:
        if not made:
            raise Unread("an answer with its condition")
        return [*made, ast.Return(self.result())]

    def _link(self) -> ast.stmt:
        if self.sees("in case "):
            test = self.condition()
            self.expect(", ")
            return ast.If(test, [ast.Return(self.result())], [])
        value = self._bare()
        self.expect(" if ")
        test = self.condition()
        if self.sees(", otherwise "):
            raise Unread("one answer")
        return ast.If(test, [ast.Return(value)], [])
