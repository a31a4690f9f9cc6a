"""The text of an SCM: readable Python, the canonical form."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

from causim_env.scm.domains import (
    Bernoulli,
    Boolean,
    Categorical,
    Category,
    Distribution,
    Domain,
    Integer,
    SCMError,
    Uniform,
    Value,
)
from causim_env.scm.language import MAX_CHARS, check_function, check_name, check_part, check_tree
from causim_env.scm.model import SCM, Endogenous, Exogenous
from causim_env.scm.syntax import MechanismError, body_without_docstring, lines_of, parse_text

MAX_VALUES = 200_000
MAX_WEIGHT_BITS = 2_048
MAX_TEXT = 16_000_000


def write(scm: SCM) -> str:
    """The canonical text of an SCM."""
    blocks = [docstring(scm.doc)] if scm.doc else []
    declarations = []
    for root in scm.exogenous:
        declarations.append(f"{root.name}: {root.distribution.text()}")
        if root.doc:
            declarations.append(docstring(root.doc))
    if declarations:
        blocks.append("\n".join(declarations))
    blocks.extend(node.source for node in scm.endogenous)
    return "\n\n".join(blocks) + "\n"


def docstring(doc: str) -> str:
    """A doc as a string literal in three double quotes."""
    escaped = doc.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if escaped.endswith('"'):
        escaped = escaped[:-1] + '\\"'
    return f'"""{escaped}"""'


def mechanism_source(name: str, parents: tuple[str, ...], domain: Domain, doc: str, body: str) -> str:
    """The text of one mechanism from its parts; `body` comes without indentation."""
    lines = [f"def {name}({', '.join(parents)}) -> {domain.text()}:"]
    if doc:
        lines.append("    " + docstring(doc))
    lines.extend("    " + line if line else line for line in body.splitlines())
    return "\n".join(lines)


def parse(text: str) -> SCM:
    """Reads an SCM from its text.

    Raises:
        MechanismError: A construct is outside the language.
        SCMError: The whole is no SCM.
    """
    doc, exogenous, endogenous = read(text)
    if not endogenous:
        raise SCMError("no mechanism: write at least one `def`")
    return SCM(doc, exogenous, endogenous)


@contextmanager
def _shallow() -> Iterator[None]:
    """Nesting that this process cannot follow is the fault of the text."""
    try:
        yield
    except RecursionError:
        raise MechanismError(1, "nesting too deep to read", "write simpler expressions") from None


@_shallow()
def read(text: str) -> tuple[str, list[Exogenous], list[Endogenous]]:
    """The doc and the variables of a text, which need not be a whole SCM.

    Raises:
        SCMError: As `parse`.
    """
    if len(text) > MAX_TEXT:
        raise SCMError(f"text of {len(text)} characters: write at most {MAX_TEXT}")
    statements = parse_text(text).body
    lines = lines_of(text)
    doc = ""
    exogenous: list[Exogenous] = []
    endogenous: list[Endogenous] = []
    constants: dict[str, ast.expr] = {}
    values = 0
    for index, statement in enumerate(statements):
        match statement:
            case ast.Expr(value=ast.Constant(value=str(words))):
                _check_words(words, statement.lineno)
                if index == 0:
                    doc = words
                elif isinstance(statements[index - 1], ast.AnnAssign):
                    last = exogenous[-1]
                    exogenous[-1] = Exogenous(last.name, last.distribution, words)
                else:
                    raise MechanismError(statement.lineno, "loose string", "put docs after a declaration")
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=None):
                check_name(name, statement.lineno)
                exogenous.append(Exogenous(name, _distribution(annotation)))
                values += len(exogenous[-1].support)
                if values > MAX_VALUES:
                    raise MechanismError(statement.lineno, f"over {MAX_VALUES} values in all", "declare fewer")
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                check_name(name, statement.lineno)
                _constant(value)
                constants[name] = value
            case ast.FunctionDef():
                endogenous.append(_endogenous(statement, lines, constants))
            case _:
                raise MechanismError(
                    statement.lineno,
                    type(statement).__name__,
                    "write declarations `u: Uniform(0, 3)`, constants and functions only",
                )
    return doc, exogenous, endogenous


@_shallow()
def endogenous_from_source(source: str) -> Endogenous:
    """Reads one mechanism from its text.

    Raises:
        MechanismError: The text is outside the language.
    """
    statements = parse_text(source).body
    if len(statements) != 1 or not isinstance(statements[0], ast.FunctionDef):
        raise MechanismError(1, "no single def", "write one function per variable")
    return _endogenous(statements[0], lines_of(source), {})


@_shallow()
def read_domain(text: str) -> Domain:
    """Reads declared values alone: `Integer(0, 9)`.

    Raises:
        MechanismError: The text declares no values.
    """
    return _domain(_expression(text))


@_shallow()
def read_distribution(text: str) -> Distribution:
    """Reads a law alone: `Uniform(0, 3)`.

    Raises:
        MechanismError: The text is no law.
    """
    return _distribution(_expression(text))


def _expression(text: str) -> ast.expr:
    match parse_text(text).body:
        case [ast.Expr(value=value)]:
            return value
        case _:
            raise MechanismError(1, f"`{text[:60]}`", "write one declaration")


def _endogenous(function: ast.FunctionDef, lines: list[str], constants: dict[str, ast.expr]) -> Endogenous:
    if function.returns is None:
        raise MechanismError(
            function.lineno,
            f"`{function.name}` without `->`",
            "declare the values, `-> Integer(0, 9)`",
        )
    domain = _domain(function.returns)
    source = "\n".join(lines[function.lineno - 1 : function.end_lineno])
    used = constants.keys() and {n.id for n in ast.walk(function) if isinstance(n, ast.Name)} & constants.keys()
    if used:
        uses = [n.id for n in ast.walk(function) if isinstance(n, ast.Name) and n.id in used]
        if sum(len(ast.unparse(constants[name])) for name in uses) > MAX_CHARS:
            raise MechanismError(
                function.lineno, f"`{function.name}` over {MAX_CHARS} characters", "use shorter constants"
            )
        _Inline({name: constants[name] for name in used}).visit(function)
        source = ast.unparse(function)
    if len(source) > MAX_CHARS and not _is_table(function):
        raise MechanismError(function.lineno, f"`{function.name}` over {MAX_CHARS} characters", "split the mechanism")
    if source.endswith("\\"):
        raise MechanismError(function.end_lineno or 1, "backslash after the last statement", "leave it out")
    if len(source) > MAX_CHARS:
        check_tree(function)
    elif used:
        check_tree(function)  # its lines are those of the whole text
        check_function(source)
    else:
        check_part(function, source)
    parents = tuple(argument.arg for argument in function.args.args)
    if len(set(parents)) != len(parents):
        raise MechanismError(function.lineno, "parameter given twice", "name each parent once")
    doc = ast.get_docstring(function) or ""
    _check_words(doc, function.lineno)
    return Endogenous(function.name, parents, domain, source, doc)


def _check_words(words: str, line: int, others: str = "\n\t") -> None:
    """Refuses text that an SCM's own text could not say in its letters.

    Raises:
        MechanismError: It holds another character than printable ASCII and the given ones.
    """
    for character in sorted(set(words)):
        if not " " <= character <= "~" and character not in others:
            raise MechanismError(line, f"character {character!a} in a text", "write printable ASCII only")


def _is_table(function: ast.FunctionDef) -> bool:
    """One match over literal cases, as importers write a table: long, but harmless."""
    body = body_without_docstring(function)
    return len(body) == 1 and isinstance(body[0], ast.Match)


class _Inline(ast.NodeTransformer):
    def __init__(self, constants: dict[str, ast.expr]) -> None:
        self.constants = constants

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self.constants and isinstance(node.ctx, ast.Load):
            return self.constants[node.id]
        return node


def _constant(node: ast.expr) -> Value:
    match node:
        case ast.Constant(value=bool(value) | int(value) | str(value)):
            if isinstance(value, str):
                _check_words(value, node.lineno, "")
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(value))) if type(value) is int:
            return -value
        case _:
            raise MechanismError(node.lineno, f"`{ast.unparse(node)}`", "write an int, a bool or a string")


def _weight(node: ast.expr) -> int | Fraction:
    match node:
        case ast.Constant(value=int(value)) if type(value) is int:
            return value
        case ast.BinOp(left=ast.Constant(value=int(p)), op=ast.Div(), right=ast.Constant(value=int(q))) if (
            type(p) is int and type(q) is int and q > 0
        ):
            return Fraction(p, q)
        case _:
            raise MechanismError(
                node.lineno,
                f"weight `{ast.unparse(node)}`",
                "write an integer or a fraction such as 1/3",
            )


def _call(node: ast.expr) -> tuple[str, list[ast.expr], list[ast.keyword]]:
    match node:
        case ast.Name(id=name):
            return name, [], []
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=keywords):
            return name, arguments, keywords
        case _:
            raise MechanismError(node.lineno, f"`{ast.unparse(node)}`", "write for example Integer(0, 9)")


def _domain(node: ast.expr) -> Domain:
    name, arguments, keywords = _call(node)
    values = [_constant(argument) for argument in arguments]
    try:
        match name, values:
            case "Boolean", [] if not keywords:
                return Boolean()
            case "Integer", [int(low), int(high)] if not keywords:
                return Integer(low, high)
            case "Category", [_, *_] if not keywords and all(type(v) is str for v in values):
                return Category(tuple(str(value) for value in values))
            case _:
                pass
    except SCMError as error:
        raise MechanismError(node.lineno, ast.unparse(node), str(error)) from None
    raise MechanismError(
        node.lineno,
        f"values `{ast.unparse(node)}`",
        'write Boolean(), Integer(0, 9) or Category("low", "high")',
    )


def _distribution(node: ast.expr) -> Distribution:
    name, arguments, keywords = _call(node)
    try:
        if name == "Categorical":
            pairs: list[tuple[Value, ast.expr]] = []
            match arguments:
                case []:
                    pairs = [(str(keyword.arg), keyword.value) for keyword in keywords]
                case [ast.Dict(keys=keys, values=weights)] if not keywords:
                    for key, weight in zip(keys, weights, strict=True):
                        if key is not None:
                            pairs.append((_constant(key), weight))
                case _:
                    pass
            if pairs and len({(type(value), value) for value, _ in pairs}) == len(pairs):
                exact: dict[Value, int | Fraction] = {}
                for value, expression in pairs:
                    exact[value] = _weight(expression)
                law = Categorical(exact)
                if law.total.bit_length() > MAX_WEIGHT_BITS:
                    raise MechanismError(node.lineno, "weights of hundreds of digits", "write smaller ones")
                return law
        values = [_constant(argument) for argument in arguments]
        match name, values:
            case "Uniform", [int(low), int(high)] if not keywords:
                return Uniform(low, high)
            case "Bernoulli", [int(p), int(q)] if not keywords:
                return Bernoulli(p, q)
            case _:
                pass
    except MechanismError:
        raise
    except SCMError as error:
        raise MechanismError(node.lineno, ast.unparse(node), str(error)) from None
    raise MechanismError(
        node.lineno,
        f"distribution `{ast.unparse(node)}`",
        "write Uniform(0, 3), Bernoulli(1, 5) or Categorical(low=2, high=1)",
    )
