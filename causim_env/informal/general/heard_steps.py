"""Reads numbered steps: the wordings of `steps`, back to statements."""

from __future__ import annotations

import ast
from collections.abc import Callable

from causim_env.informal.general.forms import CHANGED
from causim_env.informal.general.heard_answers import HeardAnswers
from causim_env.informal.grammar import Unread


class HeardSteps(HeardAnswers):
    """A cursor that reads whole bodies."""

    def lets(self) -> list[ast.stmt]:
        """The definitions, each a sentence, that come before the subject."""
        made: list[ast.stmt] = []
        while self.sees("Let "):
            made.append(self._let())
            self.expect(". ")
        return made

    def idle(self) -> None:
        """The variables that are said to make no difference."""
        if self.sees(" Nothing changes with "):
            self._parts()
            self.expect(".")

    def _steps(self) -> list[ast.stmt]:
        return self._items("", 0) if self._sees_item("", 1) else [self._match("")]

    def _items(self, label: str, count: int) -> list[ast.stmt]:
        """Statements under a label, from the next number on."""
        made: list[ast.stmt] = []
        while self.sees(f"{'; ' if made else ''}({_below(label, count + 1)}) "):
            count += 1
            made.append(self._statement(_below(label, count)))
        if not made:
            raise Unread("a numbered step")
        return made

    def _sees_item(self, label: str, number: int) -> bool:
        return self.text.startswith(f"({_below(label, number)}) ", self.at)

    def _inner(self, label: str, count: int) -> tuple[list[ast.stmt], bool]:
        """What is done under a condition, and whether it is said without numbers."""
        if self._sees_item(label, count + 1):
            return self._items(label, count), False
        return [self._simple()], True

    def _statement(self, label: str) -> ast.stmt:
        if self.sees("if "):
            return self._branches(label, 0)
        if self.sees("for every "):
            turn, over = self.local(), self._turns()
            self.expect(": ")
            return ast.For(turn, over, self._items(label, 0), [], lineno=0)
        if self.text.startswith("take ", self.at):
            return self._match(label)
        return self._simple()

    def _turns(self) -> ast.expr:
        if self.sees(" in the row of "):
            return ast.Tuple(self._parts())
        if self.sees(" in the list of "):
            return ast.List(self._parts())
        return self.span()

    def _parts(self) -> list[ast.expr]:
        start, used = self.at, len(self.used)
        try:
            return self.listing(self.sum)
        except Unread:
            self.at = start
            del self.used[used:]
            return [self.sum()]

    def _branches(self, label: str, count: int) -> ast.If:
        test = self.condition()
        self.expect(", ")
        body, inline = self._inner(label, count)
        made = ast.If(test, body, [])
        count += 0 if inline else len(body)
        if self.sees("; if not, " if inline else f"; failing ({label}), "):
            if self.sees("but if "):
                made.orelse = [self._branches(label, count)]
            else:
                made.orelse = self._inner(label, count)[0]
        return made

    def _match(self, label: str) -> ast.stmt:
        self.expect("take ")
        parts = [self.sum()]
        while self.sees(" and "):
            parts.append(self.sum())
        self.expect(": ")
        cases: list[ast.match_case] = []
        while self.sees(f"{'; ' if cases else ''}({_below(label, len(cases) + 1)}) for "):
            patterns: list[ast.pattern] = []
            for i, part in enumerate(parts):
                self.expect(" and " if i else "")
                patterns.append(self._pattern(part))
                if i == 0 and self.text.startswith(", ", self.at) and isinstance(patterns[0], ast.MatchAs):
                    break  # anything else at all
            whole = patterns[0] if len(patterns) == 1 else ast.MatchSequence(patterns)
            self.expect(", ")
            body, _ = self._inner(_below(label, len(cases) + 1), 0)
            cases.append(ast.match_case(whole, None, body))
        if not cases:
            raise Unread("a case")
        return ast.Match(parts[0] if len(parts) == 1 else ast.Tuple(parts), cases)

    def _pattern(self, part: ast.expr) -> ast.pattern:
        made = [self._one_pattern(part)]
        while self.sees(" or "):
            made.append(self._one_pattern(part))
        return made[0] if len(made) == 1 else ast.MatchOr(made)

    def _one_pattern(self, part: ast.expr) -> ast.pattern:
        if self.sees("anything else"):
            return ast.MatchAs()
        value = self.value_of(part)
        if isinstance(value, ast.Constant) and isinstance(value.value, bool):
            return ast.MatchSingleton(value.value)
        return ast.MatchValue(value)

    def _simple(self) -> ast.stmt:
        for words, made in (
            ("the repetition ends", ast.Break), ("the next turn begins", ast.Continue), ("nothing happens", ast.Pass),
        ):  # fmt: skip
            if self.sees(words):
                return made()
        if self.sees("let "):
            return self._let()
        ways: tuple[Callable[[], ast.stmt], ...] = (self._returned, self._changed)
        statement = self.first(*ways)
        assert isinstance(statement, ast.stmt)
        return statement

    def _returned(self) -> ast.stmt:
        self._it()
        if not self.sees(" is "):
            self.expect(" are ")
        return ast.Return(self.result())

    def _changed(self) -> ast.stmt:
        target = self.local()
        for op, (before, after) in CHANGED.items():
            if self.sees(before):
                value = self.amount()
                self.expect(after)
                return ast.AugAssign(target, op(), value)
        raise Unread("how it changes")

    def _let(self) -> ast.stmt:
        target = self.local()
        if self.sees(" say whether "):
            value = self.condition()
        elif self.sees(" be the verdict "):
            value = self.result()
        else:
            self.expect(" be ")
            value = self.amount()
        return ast.Assign([target], value, lineno=0)


def _below(label: str, number: int) -> str:
    return f"{label}.{number}" if label else str(number)
