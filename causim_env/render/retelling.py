"""A mechanism of no known family retold in English, statement by statement.

Covers assignments, conditions, choices, counted loops and the usual arithmetic. What goes beyond is not
paraphrased: `retell` gives None and the caller quotes the code.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from causim_env.render.words import Words
from causim_env.scm.domains import Boolean, Category, Domain
from causim_env.scm.mechanisms.base import call, constant, read_limits
from causim_env.scm.mechanisms.conditions import read_condition
from causim_env.scm.mechanisms.english import listing
from causim_env.scm.mechanisms.scores import integer, read_score

_OPERATORS = {ast.Add: "plus", ast.Sub: "minus", ast.Mult: "times"}
_COMPARED = {
    ast.Eq: "equal to", ast.NotEq: "not equal to", ast.Lt: "below", ast.LtE: "at most", ast.Gt: "above",
    ast.GtE: "at least",
}  # fmt: skip
_DEEPEST = 2


class Unspoken(Exception):
    """A construct that has no English here."""


def retell(name: str, body: list[ast.stmt], domains: dict[str, Domain], words: Words) -> str | None:
    """Sentences that determine the mechanism, or None where it has to be quoted."""
    try:
        return _Teller(name, domains, words).tell(body)
    except Unspoken:
        return None


class _Teller:
    def __init__(self, name: str, domains: dict[str, Domain], words: Words) -> None:
        self.name = name
        self.domains = domains
        self.words = words

    def tell(self, body: list[ast.stmt]) -> str:
        if len(body) == 1 and isinstance(body[0], ast.Return) and body[0].value is not None:
            subject = self.words.subject(self.name, ranged=True)
            return f"{subject} {self.words.verb(self.name)} {self.result(body[0].value)}."
        early = any(isinstance(n, ast.Return) for part in body[:-1] for n in ast.walk(part))
        opening = f"{self.words.subject(self.name, ranged=True)} {self.words.verb(self.name)} worked out as follows"
        if early:
            opening += "; the first step that gives its value decides"
        steps = self.block(body, 0)
        return f"{opening}. {' '.join(self.sentence(step) for step in steps)}"

    def sentence(self, step: str) -> str:
        bare = step.split(" ", 1)[0] in self.domains or step.startswith(f"{self.name} ")
        return f"{step if bare else step[0].upper() + step[1:]}."

    def block(self, body: list[ast.stmt], depth: int) -> list[str]:
        if depth > _DEEPEST:
            raise Unspoken
        steps: list[str] = []
        for i, statement in enumerate(body):
            steps.append(self.statement(statement, depth))
            leaves = isinstance(statement, ast.If) and not statement.orelse
            if leaves and isinstance(statement, ast.If) and isinstance(statement.body[-1], ast.Return):
                rest = self.block(body[i + 1 :], depth)
                return [*steps, f"otherwise, {rest[0]}", *rest[1:]] if rest else steps
        return steps

    def inner(self, body: list[ast.stmt], depth: int) -> str:
        steps = self.block(body, depth + 1)
        if len(body) == 1 and isinstance(body[0], ast.Return | ast.Assign | ast.AugAssign):
            return steps[0]
        return f"do this: [{'; then '.join(steps)}]"

    def statement(self, statement: ast.stmt, depth: int) -> str:
        match statement:
            case ast.Return(value=value) if value is not None:
                return f"{self.words.noun(self.name)} {self.words.verb(self.name)} {self.result(value)}"
            case ast.Assign(targets=[ast.Name(id=target)], value=value):
                return f"let {target} be {self.amount(value)}"
            case ast.AugAssign(target=ast.Name(id=target), op=ast.Add(), value=value):
                return f"add {self.amount(value)} to {self.noun(target)}"
            case ast.AugAssign(target=ast.Name(id=target), op=ast.Sub(), value=value):
                return f"subtract {self.amount(value)} from {self.noun(target)}"
            case ast.AugAssign(target=ast.Name(id=target), op=ast.Mult(), value=value):
                return f"multiply {self.noun(target)} by {self.amount(value)}"
            case ast.If(test=test, body=body, orelse=orelse):
                text = f"if {self.condition(test)}, {self.inner(body, depth)}"
                if len(orelse) == 1 and isinstance(orelse[0], ast.If):
                    return f"{text}; otherwise, {self.statement(orelse[0], depth)}"
                return f"{text}; otherwise, {self.inner(orelse, depth)}" if orelse else text
            case ast.For(target=ast.Name(id=turn), iter=over, body=body, orelse=[]):
                if any(isinstance(part, ast.Return | ast.Break | ast.Continue) for part in ast.walk(statement)):
                    raise Unspoken
                times = call(over, "range")
                if times is None or len(times) != 1:
                    raise Unspoken
                used = any(isinstance(n, ast.Name) and n.id == turn for s in body for n in ast.walk(s))
                count = f" (with {turn} counting 0, 1, 2 and so on)" if used else ""
                return f"repeat the following {self.amount(times[0])} times{count}: {self.inner(body, depth)}"
            case ast.Match(subject=subject, cases=choices):
                parts = [self.choice(subject, choice, depth) for choice in choices]
                return "; ".join(parts)
            case _:
                raise Unspoken

    def choice(self, subject: ast.expr, choice: ast.match_case, depth: int) -> str:
        if choice.guard is not None:
            raise Unspoken
        test = self.pattern(subject, choice.pattern)
        return f"{f'when {test}' if test else 'in all other cases'}, {self.inner(choice.body, depth)}"

    def pattern(self, subject: ast.expr, pattern: ast.pattern) -> str:
        match pattern:
            case ast.MatchAs(pattern=None, name=None):
                return ""
            case ast.MatchValue(value=value):
                known = constant(value)
            case ast.MatchSingleton(value=bool(known)):
                pass
            case ast.MatchOr(patterns=parts):
                return listing([self.pattern(subject, part) for part in parts], "or")
            case ast.MatchSequence(patterns=parts) if isinstance(subject, ast.Tuple):
                pairs = zip(subject.elts, parts, strict=True)
                return listing([text for s, p in pairs if (text := self.pattern(s, p))])
            case _:
                raise Unspoken
        if known is None or not isinstance(subject, ast.Name) or subject.id not in self.domains:
            raise Unspoken
        return self.words.state(subject.id, known)

    def noun(self, name: str) -> str:
        return self.words.noun(name) if name in self.domains else name

    def result(self, node: ast.expr) -> str:
        known = constant(node)
        if known is not None:
            return self.words.value(self.name, known)
        if isinstance(node, ast.IfExp):
            test = self.condition(node.test)
            tail = self.result(node.orelse)
            if isinstance(node.body, ast.IfExp):
                raise Unspoken
            return f"{self.result(node.body)} if {test}, otherwise {tail}"
        domain = self.domains.get(node.id) if isinstance(node, ast.Name) else None
        if isinstance(domain, Boolean | Category):
            return f"the same as {self.amount(node)}"
        if isinstance(node, ast.Compare | ast.BoolOp) or _negated(node):
            yes, no = self.words.value(self.name, True), self.words.value(self.name, False)
            return f"{yes} if {self.condition(node)}, otherwise {no}"
        return self.amount(node)

    def condition(self, node: ast.expr) -> str:
        known = read_condition(node, self.domains)
        if known is not None:
            return known.phrase(self.words)
        match node:
            case ast.BoolOp(op=op, values=values):
                texts = [self.condition(value) for value in values]
                return (
                    listing(texts, "and" if isinstance(op, ast.And) else "or")
                    if _flat(values)
                    else (f" {'and' if isinstance(op, ast.And) else 'or'} ".join(f"({text})" for text in texts))
                )
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return f"it is not so that {self.condition(operand)}"
            case ast.Compare(left=left, ops=[ast.In()], comparators=[ast.Tuple(elts=parts)]):
                return f"{self.amount(left)} is one of {listing([self.label(left, p) for p in parts], 'or')}"
            case ast.Compare(left=left, ops=ops, comparators=rights) if all(type(op) in _COMPARED for op in ops):
                sides: Sequence[ast.expr] = [left, *rights]
                return " and ".join(
                    f"{self.amount(a)} is {_COMPARED[type(op)]} {self.amount(b)}"
                    for a, op, b in zip(sides, ops, rights, strict=False)
                )
            case ast.Name(id=name) if name not in self.domains:
                return f"{name} holds"
            case _:
                raise Unspoken

    def label(self, subject: ast.expr, node: ast.expr) -> str:
        known = constant(node)
        if known is None or not isinstance(subject, ast.Name) or subject.id not in self.domains:
            raise Unspoken
        return self.words.value(subject.id, known)

    def amount(self, node: ast.expr) -> str:
        score = read_score(node, self.domains)
        if score is not None:
            return score.phrase(self.words)
        limits, inside = read_limits(node)
        if limits.low is not None and limits.high is not None:
            return f"{self.amount(inside)}, held between {limits.low} and {limits.high}"
        if limits.complexity:
            bound = f"at least {limits.low}" if limits.high is None else f"at most {limits.high}"
            return f"{self.amount(inside)}, but {bound}"
        for function, two, more in (("max", "larger", "largest"), ("min", "smaller", "smallest")):
            arguments = call(node, function)
            if arguments is not None and len(arguments) > 1:
                parts = [self.part(argument) for argument in arguments]
                return f"the {two if len(parts) == 2 else more} of {listing(parts)}"
        match node:
            case ast.Constant(value=bool(value)):
                return "true" if value else "false"
            case ast.Constant(value=str(text)):
                return text.replace("_", " ")
            case ast.Name(id=name):
                return self.noun(name)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                tail = "nothing" if integer(orelse) == 0 else self.amount(orelse)
                return f"({self.amount(body)} if {self.condition(test)}, otherwise {tail})"
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                chain = isinstance(left, ast.BinOp) and not isinstance(op, ast.Mult)
                chain = chain and isinstance(left, ast.BinOp) and isinstance(left.op, ast.Add | ast.Sub)
                first = self.amount(left) if chain else self.part(left)
                return f"{first} {_OPERATORS[type(op)]} {self.part(right)}"
            case ast.BinOp(left=left, op=ast.FloorDiv(), right=right):
                return f"{self.part(left)} divided by {self.part(right)} (rounded down)"
            case ast.BinOp(left=left, op=ast.Mod(), right=right):
                return f"the remainder when {self.part(left)} is divided by {self.part(right)}"
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return f"minus {self.part(operand)}"
        arguments = call(node, "abs")
        if arguments is not None and len(arguments) == 1:
            return f"the absolute value of {self.part(arguments[0])}"
        return self.entry(node)

    def entry(self, node: ast.expr) -> str:
        match node:
            case ast.Subscript(value=ast.Dict(keys=keys, values=values), slice=ast.Name(id=key)):
                rows = []
                for left, right in zip(keys, values, strict=True):
                    known = constant(left)
                    if known is None or key not in self.domains:
                        raise Unspoken
                    rows.append(f"{self.amount(right)} for {self.words.value(key, known)}")
                return f"({listing(rows)}, depending on {self.words.noun(key)})"
            case _:
                raise Unspoken

    def part(self, node: ast.expr) -> str:
        if isinstance(node, ast.Name) and isinstance(self.domains.get(node.id), Boolean):
            return f"(1 if {self.words.state(node.id, True)}, otherwise 0)"
        text = self.amount(node)
        short = isinstance(node, ast.Constant | ast.Name | ast.IfExp | ast.Subscript)
        return text if short else f"({text})"


def _negated(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


def _flat(nodes: Sequence[ast.expr]) -> bool:
    return not any(isinstance(node, ast.BoolOp) for node in nodes)
