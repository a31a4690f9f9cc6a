"""Whole numbers in English: sums, products, quotients, extremes, tables, counts.

How loosely a wording holds together is its level: nothing (0), a product (1), a sum (2), a phrase with words in
front (3), or one with a comma in it (4). What is looser than its place allows stands in brackets.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from causim_env.informal.general.forms import EXTREME, SUMMED
from causim_env.informal.general.vocabulary import Unspoken, Vocabulary, as_constant, integer
from causim_env.scm.mechanisms.base import call, read_limits
from causim_env.scm.mechanisms.english import listing

PRODUCT, SUM, PHRASE, LOOSE = 1, 2, 3, 4
_LOGICAL = (ast.Compare, ast.BoolOp)


class Amounts(Vocabulary):
    """Writes amounts; conditions come from the class that builds on it."""

    def condition(self, node: ast.expr) -> str:
        """A condition in English."""
        raise NotImplementedError

    def amount(self, node: ast.expr, loosest: int = LOOSE) -> str:
        """A number in English, in brackets where it is looser than asked for.

        Raises:
            Unspoken: There is no English for it.
        """
        text, level = self._amount(node)
        return f"({text})" if level > loosest else text

    def named(self, node: ast.expr, loosest: int) -> str:
        """A variable by its noun, whatever its values are; anything else as an amount."""
        parent = self.known(node)
        return self.amount(node, loosest) if parent is None else self.noun(parent)

    def logical(self, node: ast.expr) -> bool:
        """Whether an expression is true or false by its form."""
        if isinstance(node, ast.Name):
            return self.is_truth(node.id)
        if isinstance(node, ast.Constant):
            return isinstance(node.value, bool)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return node.func.id in ("any", "all")
        if isinstance(node, ast.IfExp):
            return self.logical(node.body) and self.logical(node.orelse)
        return isinstance(node, _LOGICAL) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))

    def _amount(self, node: ast.expr) -> tuple[str, int]:
        known = integer(node)
        if known is not None:
            return str(known), 0
        if self.logical(node):
            return f"(1 where {self.condition(node)}, else 0)", 0
        match node:
            case ast.Name(id=name):
                return self.noun(name), 0
            case ast.BinOp():
                return self._binary(node)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return f"minus {self.amount(operand, 0)}", SUM
            case ast.IfExp(test=test, body=body, orelse=orelse):
                tail = self.amount(orelse, LOOSE if isinstance(orelse, ast.IfExp) else PHRASE)
                return f"{self.amount(body, PHRASE)} if {self.condition(test)}, otherwise {tail}", LOOSE
            case ast.Subscript(value=ast.Dict() as table, slice=key):
                return f"(going by {self.table(table, key, None, self._cell)})", 0
            case ast.Call(func=ast.Attribute(value=ast.Dict() as table, attr="get"), args=[key, other]):
                return f"(going by {self.table(table, key, other, self._cell)})", 0
            case ast.Subscript(value=ast.Tuple(elts=parts) | ast.List(elts=parts) as row, slice=place):
                what = "row" if isinstance(row, ast.Tuple) else "list"
                cells = ", ".join(self._cell(part) for part in parts)
                return f"(by place {self.amount(place, SUM)}, counted from 0, in the {what}: {cells})", 0
            case ast.Call(func=ast.Name(id=function), args=arguments, keywords=[]):
                return self._call(node, function, arguments)
        raise Unspoken

    def _cell(self, node: ast.expr) -> str:
        return self.amount(node, SUM)

    def _binary(self, node: ast.BinOp) -> tuple[str, int]:
        left, right = node.left, node.right
        match node.op:
            case ast.Add():
                return f"{self.amount(left, SUM)} plus {self.amount(right, PRODUCT)}", SUM
            case ast.Sub():
                return f"{self.amount(left, SUM)} minus {self.amount(right, PRODUCT)}", SUM
            case ast.Mult():
                return f"{self.amount(left, PRODUCT)} times {self.amount(right, 0)}", PRODUCT
            case ast.FloorDiv():
                return f"{self.amount(left, PRODUCT)} divided by {self.amount(right, 0)} (rounded down)", PRODUCT
            case ast.Mod():
                return f"the remainder when {self.amount(left, SUM)} is divided by {self.amount(right, 0)}", PHRASE
            case ast.Pow():
                return f"{self.amount(left, 0)} to the power of {self.amount(right, 0)}", PHRASE
        raise Unspoken

    def _call(self, node: ast.expr, function: str, arguments: Sequence[ast.expr]) -> tuple[str, int]:
        if function in EXTREME and len(arguments) > 1:
            plain = integer(arguments[0]) is not None
            return (self._limited(node) if plain else None) or self._extreme(function, arguments)
        match function, arguments:
            case "abs", [inside]:
                return f"the absolute value of {self.amount(inside, 0)}", SUM
            case "int", [inside] if self.logical(inside):
                return f"(1 just where {self.condition(inside)}, else 0)", 0
            case "sum", [ast.List(elts=[_, *_] as parts) | ast.Tuple(elts=[_, *_] as parts) as row]:
                counted = all(self.logical(part) for part in parts)
                said = [self.condition(part) if counted else self.amount(part, SUM) for part in parts]
                return f"{SUMMED[counted, type(row)]}({'; '.join(said)})", 0
            case "sum", [ast.ListComp(elt=inside, generators=[turns])]:
                return self._series(inside, turns)
        raise Unspoken

    def _limited(self, node: ast.expr) -> tuple[str, int] | None:
        limits, inside = read_limits(node)
        low, high = limits.low, limits.high
        if low is not None:
            above = "" if high is None else f" nor above {high}"
            return f"{self.amount(inside, PHRASE)}, but never below {low}{above}", LOOSE
        if high is None:
            return None
        limits, deeper = read_limits(inside)
        if limits.low is not None and limits.high is None:
            return f"{self.amount(deeper, PHRASE)}, but never above {high} nor below {limits.low}", LOOSE
        return f"{self.amount(inside, PHRASE)}, but never above {high}", LOOSE

    def _extreme(self, function: str, arguments: Sequence[ast.expr]) -> tuple[str, int]:
        two, more = EXTREME[function]
        said = [self.amount(argument, SUM) for argument in arguments]
        return f"{two if len(said) == 2 else more}{listing(said)}", PHRASE

    def _series(self, inside: ast.expr, turns: ast.comprehension) -> tuple[str, int]:
        """A sum over whole numbers, or how many of them meet a condition."""
        if not isinstance(turns.target, ast.Name):
            raise Unspoken
        span = self.span(turns.iter)
        turn = self.new(turns.target.id, "amount")
        over = f"whole numbers {turn} {span}"
        if integer(inside) == 1 and len(turns.ifs) == 1:
            return f"the number of {over} for which {self.condition(turns.ifs[0])}", LOOSE
        if turns.ifs:
            raise Unspoken
        return f"the sum of {self.amount(inside, SUM)} over all {over}", PHRASE

    def span(self, node: ast.expr) -> str:
        """The numbers of a `range`."""
        match call(node, "range"):
            case [end]:
                return f"from zero to just below {self.amount(end, 0)}"
            case [start, end]:
                return f"from {self.amount(start, 0)} to just below {self.amount(end, 0)}"
        raise Unspoken

    def table(self, table: ast.Dict, key: ast.expr, other: ast.expr | None, cell: Callable[[ast.expr], str]) -> str:
        """`the strain: 20 for minor, 30 for major`.

        Args:
            table: Every row of it.
            key: By what it is read.
            other: What holds for any other key.
            cell: How an entry is said.
        """
        parts = key.elts if isinstance(key, ast.Tuple) else [key]
        nouns = [self.named(part, SUM) for part in parts]
        rows = []
        for left, right in zip(table.keys, table.values, strict=True):
            labels = left.elts if isinstance(left, ast.Tuple) else [left]
            if len(labels) != len(parts) or isinstance(left, ast.Tuple) != isinstance(key, ast.Tuple):
                raise Unspoken
            said = [self.value_of(part, as_constant(label)) for part, label in zip(parts, labels, strict=True)]
            rows.append(f"{cell(right)} for {' and '.join(said)}")
        if other is not None:
            rows.append(f"{cell(other)} for anything else")
        if not table.keys:
            raise Unspoken
        return f"{' and '.join(nouns)}: {', '.join(rows)}"
