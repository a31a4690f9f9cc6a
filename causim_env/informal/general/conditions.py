"""Conditions in English: states, comparisons and chains of them, membership, and how they are joined."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from causim_env.informal.general.amounts import PHRASE, SUM, Amounts
from causim_env.informal.general.forms import COMPARED, COUNTED, MEMBER, ONE_OF_TWO
from causim_env.informal.general.vocabulary import Unspoken, as_constant, integer, literal
from causim_env.scm.domains import Boolean, Integer
from causim_env.scm.mechanisms.english import listing


class Conditions(Amounts):
    """Writes conditions."""

    def condition(self, node: ast.expr) -> str:
        """A condition in English.

        Raises:
            Unspoken: There is no English for it.
        """
        match node:
            case ast.BoolOp(op=op, values=values):
                return (" and " if isinstance(op, ast.And) else " or ").join([self._part(value) for value in values])
            case ast.Name(id=name) if name in self.parents and isinstance(self.parents[name], Boolean):
                return self.words.state(name, True)
            case ast.Name(id=name) if self.sort(name) == "truth":
                return f"{self.noun(name)} holds"
            case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)) if isinstance(self.parents.get(name), Boolean):
                return self.words.state(name, False)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return f"it is not so that {self._part(operand)}"
            case ast.Constant(value=bool(value)):
                return f"it is {'always' if value else 'never'} so"
            case ast.IfExp(test=test, body=body, orelse=orelse):
                tests = [self.condition(part) for part in (test, body, orelse)]
                return "(given that {}, {}; otherwise {})".format(*tests)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._compared(left, op, right)
            case ast.Compare(left=left, ops=ops, comparators=rights):
                return self._chained(left, ops, rights)
            case ast.Call(func=ast.Name(id=function), args=[ast.List(elts=parts) | ast.Tuple(elts=parts) as row]):
                if parts and (function, type(row)) in COUNTED:
                    return f"{COUNTED[function, type(row)]}({'; '.join(self.condition(part) for part in parts)})"
        return f"{self.amount(node, SUM)} {self._verb(node)} nonzero"

    def _part(self, node: ast.expr) -> str:
        text = self.condition(node)
        negated = text.startswith("it is not so") and not isinstance(node, ast.Compare)
        chained = isinstance(node, ast.Compare) and len(node.ops) > 1
        return f"({text})" if isinstance(node, ast.BoolOp) or negated or chained else text

    def _verb(self, node: ast.expr) -> str:
        parent = self.known(node)
        return "is" if parent is None else self.words.verb(parent)

    def _compared(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> str:
        parent, value, verb = self.known(left), literal(right), self._verb(left)
        if isinstance(op, ast.In | ast.NotIn):
            return f"{self.named(left, PHRASE)} {verb} {self._members(left, op, right)}"
        pair = parent is not None and self.known(right) is not None
        if type(op) in ONE_OF_TWO and self.logical(left) and self.logical(right) and not pair:
            return f"{ONE_OF_TWO[type(op)]}({self.condition(left)}; {self.condition(right)})"
        if parent is None or value is None:
            if pair:
                return f"{self.named(left, SUM)} {verb} {COMPARED[type(op)]} {self.named(right, SUM)}"
            return f"{self.amount(left, PHRASE)} {verb} {COMPARED[type(op)]} {self.amount(right, SUM)}"
        self.check(parent, value)
        said = self.words.value(parent, value)
        if isinstance(self.parents[parent], Boolean):
            raise Unspoken
        if isinstance(op, ast.Eq):
            return self.words.state(parent, value)
        if isinstance(op, ast.NotEq):
            return f"{self.noun(parent)} {verb} not {said}"
        if not isinstance(self.parents[parent], Integer):
            raise Unspoken
        return f"{self.noun(parent)} {verb} {COMPARED[type(op)]} {said}"

    def _members(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> str:
        if not isinstance(right, ast.Tuple | ast.List | ast.Set) or not right.elts:
            raise Unspoken
        values = [as_constant(part) for part in right.elts]
        said = [self.value_of(left, value) for value in values]
        said[:-1] = [str(value) if type(value) is int else told for value, told in zip(values, said[:-1], strict=False)]
        return MEMBER[type(op), type(right)] + listing(said, "or")

    def _chained(self, left: ast.expr, ops: Sequence[ast.cmpop], rights: Sequence[ast.expr]) -> str:
        low, high = integer(left), integer(rights[-1])
        if [type(op) for op in ops] == [ast.LtE, ast.LtE] and low is not None and high is not None:
            middle = rights[0]
            return f"{self.amount(middle, SUM)} {self._verb(middle)} from {low} to {self.value_of(middle, high)}"
        text = self.amount(left, SUM)
        for i, (op, right) in enumerate(zip(ops, rights, strict=True)):
            if type(op) not in COMPARED:
                raise Unspoken
            text += f"{', which is' if i else f' {self._verb(left)}'} {COMPARED[type(op)]} {self.amount(right, SUM)}"
        return text
