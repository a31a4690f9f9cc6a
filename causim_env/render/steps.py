"""A mechanism of no known family as steps in ASCII notation, one line each.

Every construct of the mechanism language has its line: statements are put into a few fixed forms, expressions
are printed as `ast.unparse` prints them with `true` and `false` in small letters. A body that only
chooses between results becomes one line of cases.
"""

from __future__ import annotations

import ast

from causim_env.scm.domains import Value
from causim_env.scm.mechanisms.english import plain

_AUGMENTED = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.FloorDiv: "//", ast.Mod: "%", ast.Div: "/", ast.Pow: "**",
    ast.LShift: "<<", ast.RShift: ">>", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^",
}  # fmt: skip


class _Plain(ast.NodeTransformer):
    """Booleans and words as they stand in equations: `true`, `clay`."""

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        """A constant as a bare name where that is how it is written."""
        if type(node.value) in (bool, str):
            value: Value = node.value  # type: ignore[assignment]
            return ast.Name(plain(value))
        return node


def expression(node: ast.expr) -> str:
    """An expression on one line."""
    return ast.unparse(_Plain().visit(ast.parse(ast.unparse(node), mode="eval").body))


def _verbatim(statement: ast.stmt) -> list[str]:
    return ast.unparse(_Plain().visit(ast.parse(ast.unparse(statement)).body[0])).splitlines()


def _result(node: ast.expr) -> str:
    text = expression(node)
    return f"({text})" if isinstance(node, ast.IfExp) else text


def cases(body: list[ast.stmt]) -> list[tuple[str, str]] | None:
    """(condition, result) pairs in order of precedence, the last with an empty condition.

    None where the body does more than choose between results.
    """
    found: list[tuple[str, str]] = []
    for i, statement in enumerate(body):
        if isinstance(statement, ast.Return) and statement.value is not None:
            return [*found, ("", _result(statement.value) if found else expression(statement.value))]
        if isinstance(statement, ast.Match) and i == len(body) - 1:
            chosen = _match_cases(statement)
            return None if chosen is None else found + chosen
        if not isinstance(statement, ast.If):
            return None
        then = cases(statement.body)
        if then is None or len(then) > 1 or then[0][0]:
            return None
        found.append((expression(statement.test), then[0][1]))
        if statement.orelse:
            rest = cases(statement.orelse)
            return None if rest is None else found + rest
    return None


def _match_cases(statement: ast.Match) -> list[tuple[str, str]] | None:
    found = []
    for case in statement.cases:
        result = case.body[0]
        if case.guard is not None or not isinstance(result, ast.Return) or result.value is None:
            return None
        test = matched(statement.subject, case.pattern)
        if test is None:
            return None
        found.append((test, _result(result.value)))
        if not test:
            return found
    last = found.pop()
    return [*found, ("", last[1])]


def matched(subject: ast.expr, pattern: ast.pattern) -> str | None:
    """The test that a literal pattern stands for, empty for the wildcard, None for a capture."""
    if isinstance(pattern, ast.MatchValue):
        return f"{expression(subject)} = {expression(pattern.value)}"
    if isinstance(pattern, ast.MatchSingleton):
        return f"{expression(subject)} = {str(pattern.value).lower()}"
    if isinstance(pattern, ast.MatchAs):
        return "" if pattern.pattern is None and pattern.name is None else None
    if isinstance(pattern, ast.MatchOr):
        tests = [matched(subject, part) for part in pattern.patterns]
        known = [test for test in tests if test]
        return " or ".join(known) if len(known) == len(tests) else None
    if isinstance(pattern, ast.MatchSequence) and isinstance(subject, ast.Tuple):
        if len(subject.elts) != len(pattern.patterns):
            return None
        parts = [matched(s, p) for s, p in zip(subject.elts, pattern.patterns, strict=True)]
        if any(part is None for part in parts):
            return None
        return " and ".join(f"({part})" if " or " in part else part for part in parts if part)
    return None


def lines(name: str, body: list[ast.stmt], indent: str = "") -> list[str]:
    """The body as indented steps; `return x` becomes `name = x`, and `stop` before the end."""
    made: list[str] = []
    for statement in body:
        made += [indent + line for line in _statement(name, statement)]
    if not indent and made[-1].endswith("; stop") and made[-1][0] != " ":
        made[-1] = made[-1].removesuffix("; stop")
    return made


def _statement(name: str, statement: ast.stmt) -> list[str]:
    match statement:
        case ast.Return(value=value) if value is not None:
            return [f"{name} = {expression(value)}; stop"]
        case ast.AugAssign(target=target, op=op, value=value):
            shown, change = expression(target), expression(value)
            if not isinstance(value, ast.Constant | ast.Name):
                change = f"({change})"
            return [f"{shown} = {shown} {_AUGMENTED[type(op)]} {change}"]
        case ast.If(test=test, body=body, orelse=orelse):
            made = [f"if {expression(test)}:", *lines(name, body, "  ")]
            return [*made, "else:", *lines(name, orelse, "  ")] if orelse else made
        case ast.For(target=target, iter=over, body=body, orelse=orelse):
            made = [f"for {expression(target)} in {expression(over)}:", *lines(name, body, "  ")]
            return [*made, "after the last:", *lines(name, orelse, "  ")] if orelse else made
        case ast.Match(subject=subject, cases=choices):
            made = []
            for choice in choices:
                chosen = matched(subject, choice.pattern)
                if chosen is None or choice.guard is not None:
                    return _verbatim(statement)
                lead = "if" if not made else "else if"
                made.append(f"{lead} {chosen}:" if chosen else "else:")
                made += lines(name, choice.body, "  ")
            return made
        case _:
            return _verbatim(statement)
