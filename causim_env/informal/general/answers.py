"""What a mechanism returns, in the words of its own values, and the forms that only choose between such answers."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from causim_env.informal.general.amounts import PHRASE, PRODUCT, SUM
from causim_env.informal.general.conditions import Conditions
from causim_env.informal.general.vocabulary import Unspoken, integer, literal
from causim_env.scm.domains import Boolean, Category, Integer
from causim_env.scm.mechanisms.base import returned


class Answers(Conditions):
    """Writes answers."""

    def result(self, node: ast.expr) -> str:
        """An answer in English.

        Raises:
            Unspoken: There is no English for it.
        """
        known = literal(node)
        if known is not None:
            domain = self.domain
            kind = int if isinstance(domain, Integer) else bool if isinstance(domain, Boolean) else str
            if type(known) is not kind:
                raise Unspoken
            return self.words.value(self.name, known)
        if isinstance(node, ast.IfExp):
            tail = self.result(node.orelse) if isinstance(node.orelse, ast.IfExp) else self.tight(node.orelse)
            return f"{self.tight(node.body)} if {self.condition(node.test)}, otherwise {tail}"
        if isinstance(self.domain, Integer):
            return self.amount(node)
        if isinstance(self.domain, Boolean):
            return f"{self.words.value(self.name, True)} exactly when {self.condition(node)}"
        return self._label(node)

    def _label(self, node: ast.expr) -> str:
        match node:
            case ast.Name(id=name) if isinstance(self.parents.get(name), Category):
                return f"the same as {self.noun(name)}"
            case ast.Name(id=name) if self.sort(name) == "answer":
                return self.noun(name)
            case ast.Subscript(value=ast.Dict() as table, slice=key):
                return f"(going by {self.table(table, key, None, self.tight)})"
            case ast.Call(func=ast.Attribute(value=ast.Dict() as table, attr="get"), args=[key, other]):
                return f"(going by {self.table(table, key, other, self.tight)})"
        raise Unspoken

    def tight(self, node: ast.expr) -> str:
        """An answer that can stand before `if` or a comma."""
        if isinstance(self.domain, Integer):
            return self.amount(node, PHRASE) if integer(node) is None else self.result(node)
        text = self.result(node)
        exact = isinstance(self.domain, Boolean) and literal(node) is None
        return f"({text})" if isinstance(node, ast.IfExp) or exact else text

    def tally(self, node: ast.expr) -> str:
        """A sum of conditional points, item by item.

        Raises:
            Unspoken: Fewer than two of the summands are points on a condition.
        """
        items: list[ast.expr] = []
        while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            items.append(node.right)
            node = node.left
        items.append(node)
        said = [
            f"{self.amount(item.body, PHRASE)} if {self.condition(item.test)}"
            if isinstance(item, ast.IfExp) and integer(item.orelse) == 0
            else self.amount(item, PRODUCT)
            for item in reversed(items)
        ]
        if sum(isinstance(item, ast.IfExp) for item in items) < 2:
            raise Unspoken
        return "; ".join(said)

    def listed(self, node: ast.expr) -> str:
        """A table that gives the answer at once.

        Raises:
            Unspoken: It is no table.
        """
        cell = self.tight if not isinstance(self.domain, Integer) else self._unitless
        match node:
            case ast.Subscript(value=ast.Dict() as table, slice=key):
                return self.table(table, key, None, cell)
            case ast.Call(func=ast.Attribute(value=ast.Dict() as table, attr="get"), args=[key, other]):
                return self.table(table, key, other, cell)
        raise Unspoken

    def _unitless(self, node: ast.expr) -> str:
        return self.amount(node, SUM)

    def links(self, body: Sequence[ast.stmt]) -> list[str]:
        """Answers with their conditions in order, the last without one.

        Raises:
            Unspoken: The body does more than return under one condition after another.
        """
        said = []
        for statement in body[:-1]:
            if not isinstance(statement, ast.If) or statement.orelse:
                raise Unspoken
            value = returned(statement.body)
            if value is None:
                raise Unspoken
            test = self.condition(statement.test)
            long = isinstance(value, ast.IfExp) or (isinstance(self.domain, Boolean) and literal(value) is None)
            said.append(f"in case {test}, {self.result(value)}" if long else f"{self.tight(value)} if {test}")
        last = returned(body[-1:])
        if last is None or not said:
            raise Unspoken
        return [*said, self.result(last)]
