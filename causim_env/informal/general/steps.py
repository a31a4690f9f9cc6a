"""A body in numbered steps, as in a guideline: what is done under a condition goes by (2.1), (2.2) and so on."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from causim_env.informal.general.amounts import SUM
from causim_env.informal.general.answers import Answers
from causim_env.informal.general.forms import CHANGED
from causim_env.informal.general.vocabulary import Unspoken, as_constant
from causim_env.scm.domains import Category
from causim_env.scm.mechanisms.english import listing

_SIMPLE = (ast.Return, ast.Assign, ast.AugAssign, ast.Break, ast.Continue, ast.Pass)


class Steps(Answers):
    """Writes whole bodies."""

    def lets(self, body: Sequence[ast.stmt]) -> tuple[str, Sequence[ast.stmt]]:
        """The definitions that open a body, as sentences, and the rest of it."""
        said, named = "", set()
        for i, statement in enumerate(body):
            if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
                return said, body[i:]
            name, sort = statement.targets[0].id, self._sort(statement.value)
            if name in named or sort == "answer":
                return said, body[i:]
            named.add(name)
            text = self._assigned(statement)
            said += f"{text[0].upper()}{text[1:]}. "
        return said, ()

    def steps(self, body: Sequence[ast.stmt]) -> str:
        """All of a body.

        Raises:
            Unspoken: Part of it has no English.
        """
        if len(body) == 1 and isinstance(body[0], ast.Match):
            return self._match(body[0], "")
        return self._items(body, "", 0)

    def _items(self, body: Sequence[ast.stmt], label: str, count: int) -> str:
        said = []
        for i, statement in enumerate(body, count + 1):
            place = _below(label, i)
            said.append(f"({place}) {self._statement(statement, place)}")
        return "; ".join(said)

    def _inner(self, body: Sequence[ast.stmt], label: str, count: int) -> str:
        if len(body) == 1 and isinstance(body[0], _SIMPLE):
            return self._simple(body[0])
        return self._items(body, label, count)

    def _statement(self, statement: ast.stmt, label: str) -> str:
        match statement:
            case ast.If():
                return self._branches(statement, label)
            case ast.Match():
                return self._match(statement, label)
            case ast.For(target=ast.Name(id=turn), iter=over, body=body, orelse=[]):
                span = self._turns(over)
                return f"for every {self.new(turn, 'amount')} {span}: {self._items(body, label, 0)}"
        return self._simple(statement)

    def _turns(self, over: ast.expr) -> str:
        match over:
            case ast.Tuple(elts=[_, *_] as parts) | ast.List(elts=[_, *_] as parts):
                said = listing([self.amount(part, SUM) for part in parts])
                return f"{'in the row' if isinstance(over, ast.Tuple) else 'in the list'} of {said}"
        return self.span(over)

    def _branches(self, statement: ast.If, label: str) -> str:
        test, body, count = f"if {self.condition(statement.test)}, ", statement.body, 0
        said = ""
        while True:
            said += test + self._inner(body, label, count)
            inline = len(body) == 1 and isinstance(body[0], _SIMPLE)
            count += 0 if inline else len(body)
            if not statement.orelse:
                return said
            said += "; if not, " if inline else f"; failing ({label}), "
            body = statement.orelse
            if len(body) == 1 and isinstance(body[0], ast.If):
                statement = body[0]
                test, body = f"but if {self.condition(statement.test)}, ", statement.body
                continue
            return said + self._inner(body, label, count)

    def _match(self, statement: ast.Match, label: str) -> str:
        subject = statement.subject
        parts = subject.elts if isinstance(subject, ast.Tuple) else [subject]
        said = []
        for i, choice in enumerate(statement.cases, 1):
            if choice.guard is not None:
                raise Unspoken
            place = _below(label, i)
            case = self._pattern(subject, choice.pattern)
            said.append(f"({place}) for {case}, {self._inner(choice.body, place, 0)}")
        nouns = [self.named(part, SUM) for part in parts]
        return f"take {' and '.join(nouns)}: {'; '.join(said)}"

    def _pattern(self, subject: ast.expr, pattern: ast.pattern) -> str:
        match pattern:
            case ast.MatchAs(pattern=None, name=None):
                return "anything else"
            case ast.MatchValue(value=value):
                return self.value_of(subject, as_constant(value))
            case ast.MatchSingleton(value=bool(value)):
                return self.value_of(subject, value)
            case ast.MatchOr(patterns=parts):
                return " or ".join([self._pattern(subject, part) for part in parts])
            case ast.MatchSequence(patterns=parts) if isinstance(subject, ast.Tuple):
                pairs = zip(subject.elts, parts, strict=True)
                return " and ".join([self._pattern(one, part) for one, part in pairs])
        raise Unspoken

    def _simple(self, statement: ast.stmt) -> str:
        match statement:
            case ast.Return(value=value) if value is not None:
                return f"{self.words.pronoun(self.name)} {self.words.verb(self.name)} {self.result(value)}"
            case ast.Assign():
                return self._assigned(statement)
            case ast.AugAssign(target=ast.Name(id=name), op=op, value=value) if type(op) in CHANGED:
                if self.sort(name) != "amount":
                    raise Unspoken
                before, after = CHANGED[type(op)]
                return f"{self.noun(name)}{before}{self.amount(value)}{after}"
            case ast.Break():
                return "the repetition ends"
            case ast.Continue():
                return "the next turn begins"
            case ast.Pass():
                return "nothing happens"
        raise Unspoken

    def _assigned(self, statement: ast.Assign) -> str:
        target, value = statement.targets[0], statement.value
        if len(statement.targets) != 1 or not isinstance(target, ast.Name):
            raise Unspoken
        sort = self._sort(value)
        said = {"truth": self.condition, "answer": self.result, "amount": self.amount}[sort](value)
        between = {"truth": "say whether", "answer": "be the verdict", "amount": "be"}[sort]
        return f"let {self.new(target.id, sort)} {between} {said}"

    def _sort(self, node: ast.expr) -> str:
        if self.logical(node):
            return "truth"
        match node:
            case ast.Constant(value=str()):
                return "answer"
            case ast.Name(id=name):
                label = isinstance(self.parents.get(name), Category)
                return "answer" if label else self.sort(name) or "amount"
            case ast.IfExp(body=body) | ast.Subscript(value=ast.Dict(values=[body, *_])):
                return "answer" if self._sort(body) == "answer" else "amount"
        return "amount"


def _below(label: str, number: int) -> str:
    return f"{label}.{number}" if label else str(number)
