"""Identity up to renaming: the canonical hash, and the anonymised twin that shares it.

Mechanisms are reduced to a form in which parents, locals and labels are numbered by first use. The causal graph
with these forms as node labels is then refined in the manner of Weisfeiler and Leman: a variable's colour
takes in the colours of its parents and of its readers until no round tells more variables apart. Two SCMs that
differ only in names, docs and order always get the same hash; that different SCMs might collide is possible in
principle for highly regular graphs and harmless, since a collision only keeps an SCM out of a split.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

from causim_env.scm.domains import Boolean, Category, Distribution, Domain, Integer, Value, literal
from causim_env.scm.language import BUILTINS, METHODS
from causim_env.scm.model import SCM, Endogenous, Exogenous
from causim_env.scm.syntax import parse_python
from causim_env.scm.text import mechanism_source

_TOKEN = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[A-Za-z_][A-Za-z0-9_]*|[ \t]*\n[ \t]*|[^ ]")
NEWLINE = "\n"
_KEYWORDS = "and or not in if elif else for match case return True False None pass break continue _".split()
_METHODS = {f".{method}": method for method in METHODS}
_FIXED = {word: word for word in (*_KEYWORDS, *BUILTINS)} | _METHODS


def canonical_hash(scm: SCM) -> str:
    """SHA-256 of the SCM up to names, docs and order, in hexadecimal."""
    colours = {v.name: _digest("exogenous", _law_shape(v.distribution)) for v in scm.exogenous}
    uses: dict[str, tuple[str, ...]] = {}
    for name, (shape, uses[name]) in scm.shapes.items():
        colours[name] = _digest(shape, *[colours[parent] for parent in uses[name]])
    readers: dict[str, list[tuple[int, str]]] = {name: [] for name in colours}
    for name, parents in uses.items():
        for place, parent in enumerate(parents):
            readers[parent].append((place, name))
    distinct = len(set(colours.values()))
    while distinct < len(colours):
        colours = {
            name: _digest(
                colour,
                *[colours[parent] for parent in uses.get(name, ())],
                *sorted(f"{place}<{colours[reader]}" for place, reader in readers[name]),
            )
            for name, colour in colours.items()
        }
        told_apart = len(set(colours.values()))
        if told_apart == distinct:
            break
        distinct = told_apart
    final = [
        _digest(colour, *sorted(f"{place}<{colours[reader]}" for place, reader in readers[name]))
        for name, colour in colours.items()
    ]
    return _digest("scm", *sorted(final))


def shapes(scm: SCM) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Every mechanism's shape and its parents in the order of the shape, parents first; no matter of any law."""
    return {node.name: _shape(scm, node) for node in scm.order}


def same_mechanism(scm: SCM, node: Endogenous, other: Endogenous) -> bool:
    """Whether two mechanisms of the same parents differ at most in docs, layout and names of locals."""
    return _shape(scm, node) == _shape(scm, other)


def mechanism_size(scm: SCM, node: Endogenous) -> int:
    """Tokens in a mechanism's body, docstring and layout left out: a measure of its complexity."""
    body = _written_body(node) if scm.vetted else _body(node.source)
    return sum(not token.startswith(NEWLINE) for token in _tokens(body))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _law_shape(law: Distribution) -> str:
    if isinstance(law.weights[0][0], str):
        return "labels " + " ".join(str(weight) for _, weight in law.weights)
    return " ".join(f"{value}:{weight}" for value, weight in law.weights)


def _domain_shape(domain: Domain) -> str:
    match domain:
        case Category(labels):
            return f"labels {len(labels)}"
        case Boolean() | Integer():
            return domain.text()


def _shape(scm: SCM, node: Endogenous) -> tuple[str, tuple[str, ...]]:
    """The mechanism with numbered parents, locals and labels, and its parents in that numbering."""
    spoken: dict[str, int] = {}
    labels: dict[str, list[tuple[str, int]]] = {}
    words: dict[str, int] = {}
    tokens = _tokens(_written_body(node) if scm.vetted else _body(node.source))
    if "." in tokens:  # what follows a dot is a method, whatever a parent is called
        dotted = [before + token for before, token in pairwise(["", *tokens])]
        tokens = [pair if pair in _METHODS else token for pair, token in zip(dotted, tokens, strict=True)]
    parents = sorted(node.parents, key=lambda name: tokens.index(name) if name in tokens else len(tokens))
    for parent in parents:
        support = scm[parent].support
        if type(support[0]) is str:
            for index, label in enumerate(support):
                labels.setdefault(str(label), []).append((parent, index))
    if isinstance(node.domain, Category):
        for index, label in enumerate(node.domain.labels):
            labels.setdefault(label, []).append(("", index))
    forms = dict(_FIXED)
    for token in dict.fromkeys(tokens):
        if token not in forms:
            form = token
            if token[0] in "\"'":
                form = (
                    "|".join(f"{_owner(owner, spoken)}.{index}" for owner, index in labels.get(token[1:-1], ()))
                    or token
                )
            elif token in node.parents:
                form = _owner(token, spoken)
            elif token[0].isalpha():
                form = f"L{words.setdefault(token, len(words))}"
            forms[token] = form
    for parent in parents:
        spoken.setdefault(parent, len(spoken))
    return f"{_domain_shape(node.domain)} {' '.join([forms[token] for token in tokens])}", tuple(spoken)


def _owner(name: str, spoken: dict[str, int]) -> str:
    """A parent by its number, the variable itself by no number."""
    return f"P{spoken.setdefault(name, len(spoken))}" if name else "self"


def _tokens(body: str) -> list[str]:
    """Tokens in order; a line break carries the indentation behind it."""
    return [f"\n{len(t) - t.index(NEWLINE)}" if NEWLINE in t else t for t in _TOKEN.findall(body)]


def _written_body(node: Endogenous) -> str:
    """The body of a vetted mechanism, which is already written as `ast.unparse` would, but for tables of importers."""
    lines = node.source.split(NEWLINE)
    start = 2 if node.doc else 1
    if lines[start].startswith("    match ("):
        return _body(node.source)
    return NEWLINE.join([line[4:] for line in lines[start:]])


@lru_cache(maxsize=8192)
def _body(source: str) -> str:
    """The body as `ast.unparse` prints it, without signature and docstring."""
    function = parse_python(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return "\n".join(ast.unparse(statement) for statement in body)


def anonymise(scm: SCM) -> SCM:
    """The twin with names `v1`, `u1`, labels `k1` and no docs."""
    names = {v.name: f"u{i}" for i, v in enumerate(scm.exogenous, 1)}
    names.update((v.name, f"v{i}") for i, v in enumerate(scm.order, 1))
    words: dict[str, str] = {}
    for variable in scm.variables:
        for value in variable.support:
            if type(value) is str and value not in words:
                words[value] = f"k{len(words) + 1}"
    exogenous = [
        Exogenous(
            names[v.name],
            Distribution(tuple((_reword(value, words), weight) for value, weight in v.distribution.weights)),
        )
        for v in scm.exogenous
    ]
    tables = {
        names[name]: {
            tuple([_reword(value, words) for value in row]): _reword(value, words) for row, value in table.items()
        }
        for name, table in ({} if scm.vetted else scm.tables).items()
    }
    return SCM("", exogenous, [renamed(v, names, words) for v in scm.order], vetted=scm.vetted, tables=tables)


def renamed_values(values: Mapping[str, Value], scm: SCM, twin: SCM) -> dict[str, Value]:
    """Values of an SCM's variables as values of its anonymised twin's."""
    pairs = zip(scm.variables, twin.variables, strict=True)
    renamed: dict[str, Value] = {}
    for variable, other in pairs:
        if variable.name in values:
            place = [literal(v) for v in variable.support].index(literal(values[variable.name]))
            renamed[other.name] = other.support[place]
    return renamed


def _reword(value: Value, words: Mapping[str, str]) -> Value:
    return words[value] if type(value) is str else value


def renamed(node: Endogenous, names: Mapping[str, str], words: Mapping[str, str], doc: str = "") -> Endogenous:
    """A mechanism under other names.

    Args:
        node: The mechanism.
        names: From its name and those of its parents to the new ones.
        words: From labels to the new ones.
        doc: The new doc.
    """
    function = parse_python(node.source).body[0]
    assert isinstance(function, ast.FunctionDef)
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    local: dict[str, str] = {parent: names[parent] for parent in node.parents}
    rewrite = _Rewrite(local, words)
    text = "\n".join(ast.unparse(rewrite.visit(statement)) for statement in body)
    text = _double_quoted(text, words)
    domain = node.domain
    if isinstance(domain, Category):
        domain = Category(tuple(words[label] for label in domain.labels))
    parents = tuple(names[parent] for parent in node.parents)
    name = names[node.name]
    return Endogenous(name, parents, domain, mechanism_source(name, parents, domain, doc, text), doc)


def _double_quoted(text: str, words: Mapping[str, str]) -> str:
    for word in words.values() if "'" in text else ():
        text = text.replace(f"'{word}'", f'"{word}"')
    return text


class _Rewrite(ast.NodeTransformer):
    """Renames parents as told and every other name to `t1`, `t2` and so on."""

    def __init__(self, names: dict[str, str], words: Mapping[str, str]) -> None:
        self.names = names
        self.words = words

    def _rename(self, name: str) -> str:
        if name in BUILTINS:
            return name
        if name not in self.names:
            self.names[name] = f"t{sum(new.startswith('t') for new in self.names.values()) + 1}"
        return self.names[name]

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self._rename(node.id), node.ctx)

    def visit_MatchAs(self, node: ast.MatchAs) -> ast.MatchAs:
        self.generic_visit(node)
        return ast.MatchAs(node.pattern, None if node.name is None else self._rename(node.name))

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        if isinstance(node.value, str):
            return ast.Constant(self.words.get(node.value, node.value))
        return node
