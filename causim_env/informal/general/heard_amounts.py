"""Reads whole numbers: the wordings of `amounts`, back to expressions."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence

from causim_env.informal.cursor import Cursor
from causim_env.informal.general.forms import EXTREME, SUMMED
from causim_env.informal.grammar import Unread, Variable
from causim_env.render.words import singular
from causim_env.scm.domains import Integer, Value
from causim_env.scm.language import BUILTINS

_LOCAL = re.compile(r'"([A-Za-z][A-Za-z0-9 ]*)"')


class HeardAmounts(Cursor):
    """A cursor that reads amounts; conditions come from the class that builds on it."""

    def __init__(self, text: str, variables: Mapping[str, Variable]) -> None:
        super().__init__(text, variables)
        self.known = {variable.name: variable for variable in variables.values()}

    def condition(self) -> ast.expr:
        """A condition."""
        raise NotImplementedError

    def ways(self, *ways: Callable[[], ast.expr]) -> ast.expr:
        """The first of several readings that succeeds."""
        made = self.first(*ways)
        assert isinstance(made, ast.expr)
        return made

    def amount(self) -> ast.expr:
        """A number, held within bounds or chosen by a condition."""
        made = self.held(self.sum())
        if not self.sees(" if "):
            return made
        test = self.condition()
        self.expect(", otherwise ")
        return ast.IfExp(test, made, self.amount())

    def held(self, inside: ast.expr) -> ast.expr:
        """The bounds that may follow a number."""
        if self.sees(", but never below "):
            low = number(self._int())
            if self.sees(" nor above "):
                inside = called("min", number(self._int()), inside)
            return called("max", low, inside)
        if self.sees(", but never above "):
            high = number(self._int())
            if self.sees(" nor below "):
                inside = called("max", number(self._int()), inside)
            return called("min", high, inside)
        return inside

    def sum(self) -> ast.expr:
        """A number as the side of a comparison or an item of a list."""
        made = self.product()
        while True:
            if self.sees(" plus "):
                made = ast.BinOp(made, ast.Add(), self.product())
            elif self.sees(" minus "):
                made = ast.BinOp(made, ast.Sub(), self.product())
            else:
                return made

    def product(self) -> ast.expr:
        """Factors and divisors from left to right."""
        made = self.atom()
        while True:
            if self.sees(" times "):
                made = ast.BinOp(made, ast.Mult(), self.atom())
            elif self.sees(" divided by "):
                made = ast.BinOp(made, ast.FloorDiv(), self.atom())
                self.expect(" (rounded down)")
            else:
                return made

    def atom(self) -> ast.expr:
        """What holds together without brackets, or stands in them."""
        if self.sees("minus "):
            return ast.UnaryOp(ast.USub(), self.atom())
        made = self.ways(
            lambda: number(self._int()), self.local, self._bracket, self._extreme, self._remainder, self._listed,
            self._series, self._size, lambda: ast.Name(self._variable().name),
        )  # fmt: skip
        return ast.BinOp(made, ast.Pow(), self.atom()) if self.sees(" to the power of ") else made

    def local(self) -> ast.Name:
        """A local by its words in quotation marks, under a name that no variable has."""
        found = self.matched(_LOCAL)
        if found is None:
            raise Unread("a name in quotation marks")
        name = found.group(1).replace(" ", "_")
        while name in self.known or name in BUILTINS:
            name += "_here"
        return ast.Name(name)

    def _bracket(self) -> ast.expr:
        self.expect("(")
        return self.ways(
            lambda: self._where("1 where "), lambda: called("int", self._where("1 just where ")),
            lambda: self._closed("going by ", lambda: self.table(self.sum)), self._placed,
            lambda: self._closed("", self.amount),
        )  # fmt: skip

    def _closed(self, opening: str, inside: Callable[[], ast.expr]) -> ast.expr:
        self.expect(opening)
        made = inside()
        self.expect(")")
        return made

    def _where(self, opening: str) -> ast.expr:
        self.expect(opening)
        made = self.condition()
        self.expect(", else 0)")
        return made

    def _placed(self) -> ast.expr:
        self.expect("by place ")
        place = self.sum()
        self.expect(", counted from 0, in the ")
        row = self.sees("row: ")
        if not row:
            self.expect("list: ")
        parts = self.several(self.sum, ", ")
        self.expect(")")
        return ast.Subscript(ast.Tuple(parts) if row else ast.List(parts), place)

    def _extreme(self) -> ast.expr:
        for function, (two, more) in EXTREME.items():
            if self.sees(two):
                return called(function, *self.listing(self.sum, 2))
            if self.sees(more):
                return called(function, *self.listing(self.sum))
        raise Unread("the largest or the smallest")

    def listing(self, item: Callable[[], ast.expr], count: int = 0) -> list[ast.expr]:
        """`A, B and C`; with a count, exactly so many."""
        items = self.several(item, ", ")
        self.expect(" and ")
        items.append(item())
        if count and len(items) != count:
            raise Unread("two amounts")
        return items

    def several(self, item: Callable[[], ast.expr], between: str) -> list[ast.expr]:
        """One or more with a separator between them."""
        items = [item()]
        while self.sees(between):
            items.append(item())
        return items

    def _remainder(self) -> ast.expr:
        self.expect("the remainder when ")
        left = self.sum()
        self.expect(" is divided by ")
        return ast.BinOp(left, ast.Mod(), self.atom())

    def _size(self) -> ast.expr:
        self.expect("the absolute value of ")
        return called("abs", self.atom())

    def _listed(self) -> ast.expr:
        for (counted, row), words in SUMMED.items():
            if self.sees(f"{words}("):
                parts = self.several(self.condition if counted else self.sum, "; ")
                self.expect(")")
                return called("sum", row(parts))
        raise Unread("a sum of these")

    def _series(self) -> ast.expr:
        if self.sees("the number of whole numbers "):
            inside: ast.expr = number(1)
            turn, over = self.local(), self.span()
            self.expect(" for which ")
            tests = [self.condition()]
        else:
            self.expect("the sum of ")
            inside, tests = self.sum(), []
            self.expect(" over all whole numbers ")
            turn, over = self.local(), self.span()
        return called("sum", ast.ListComp(inside, [ast.comprehension(turn, over, tests, 0)]))

    def span(self) -> ast.expr:
        """The numbers of a `range`."""
        self.expect(" from ")
        start = [] if self.sees("zero to") else [self.atom()]
        if start:
            self.expect(" to")
        self.expect(" just below ")
        return called("range", *start, self.atom())

    def table(self, cell: Callable[[], ast.expr]) -> ast.expr:
        """By what a table is read, and its rows."""
        keys = [self.sum()]
        while self.sees(" and "):
            keys.append(self.sum())
        self.expect(": ")
        left: list[ast.expr | None] = []
        right: list[ast.expr] = []
        while not left or self.sees(", "):
            entry = cell()
            self.expect(" for ")
            if self.sees("anything else"):
                return ast.Call(ast.Attribute(ast.Dict(left, right), "get"), [_joined(keys), entry], [])
            labels: list[ast.expr] = []
            for i, key in enumerate(keys):
                self.expect(" and " if i else "")
                labels.append(self.value_of(key))
            left.append(_joined(labels))
            right.append(entry)
        return ast.Subscript(ast.Dict(left, right), _joined(keys))

    def variable(self, node: ast.expr) -> Variable | None:
        """The variable that an expression names."""
        return self.known.get(node.id) if isinstance(node, ast.Name) else None

    def value_of(self, node: ast.expr) -> ast.expr:
        """A value of what an expression holds."""
        variable = self.variable(node)
        return literal_of(self._int() if variable is None else self.value(variable))

    def unit(self, node: ast.expr, variable: Variable | None) -> None:
        """Moves behind the unit of a plain number."""
        plain = node.operand if isinstance(node, ast.UnaryOp) else node
        if variable is None or not variable.unit or not isinstance(plain, ast.Constant):
            return
        if isinstance(variable.domain, Integer) and not self.sees(f" {variable.unit}"):
            self.sees(f" {singular(variable.unit)}")


def _joined(parts: Sequence[ast.expr]) -> ast.expr:
    return parts[0] if len(parts) == 1 else ast.Tuple(list(parts))


def number(value: int) -> ast.expr:
    """A whole number as it is written."""
    return ast.UnaryOp(ast.USub(), ast.Constant(-value)) if value < 0 else ast.Constant(value)


def literal_of(value: Value) -> ast.expr:
    """Any value as it is written."""
    return number(value) if type(value) is int else ast.Constant(value)


def called(function: str, *arguments: ast.expr) -> ast.Call:
    """A call of a builtin."""
    return ast.Call(ast.Name(function), list(arguments), [])
