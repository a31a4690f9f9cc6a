"""What names and values are called while one mechanism is told: parents by their nouns, locals in quotation marks."""

from __future__ import annotations

import ast

from causim_env.render.words import Words
from causim_env.scm.domains import Boolean, Integer, Value
from causim_env.scm.mechanisms import domain_of
from causim_env.scm.mechanisms.base import constant
from causim_env.scm.model import SCM, Endogenous


class Unspoken(Exception):
    """A construct that has no English here."""


class Vocabulary:
    """The names of one mechanism.

    Args:
        scm: Where it belongs.
        node: The mechanism.
    """

    def __init__(self, scm: SCM, node: Endogenous) -> None:
        self.words = Words.of(scm)
        self.name = node.name
        self.domain = node.domain
        self.parents = {parent: domain_of(scm[parent]) for parent in node.parents}
        self._locals: dict[str, str] = {}

    def noun(self, name: str) -> str:
        """`the usable light`, `"base"`."""
        if name in self.parents:
            return self.words.noun(name)
        if name in self._locals:
            return f'"{name.replace("_", " ")}"'
        raise Unspoken

    def new(self, name: str, sort: str) -> str:
        """A local by its name, from here on known to hold a truth, an amount or an answer."""
        if name in self.parents:
            raise Unspoken
        if self._locals.setdefault(name, sort) != sort:
            raise Unspoken
        return self.noun(name)

    def sort(self, name: str) -> str:
        """What a local holds; empty for a parent."""
        return self._locals.get(name, "")

    def is_truth(self, name: str) -> bool:
        """Whether a name stands for true or false."""
        return isinstance(self.parents.get(name), Boolean) or self.sort(name) == "truth"

    def known(self, node: ast.expr) -> str | None:
        """The parent that an expression names."""
        return node.id if isinstance(node, ast.Name) and node.id in self.parents else None

    def value_of(self, node: ast.expr, value: Value) -> str:
        """A value of what an expression holds, in the words of the parent that it names."""
        parent = self.known(node)
        if parent is None:
            if type(value) is not int:
                raise Unspoken
            return str(value)
        self.check(parent, value)
        return self.words.value(parent, value)

    def check(self, parent: str, value: Value) -> None:
        """Refuses a value of another type than the parent's.

        Raises:
            Unspoken: It could not be told apart in English.
        """
        domain = self.parents[parent]
        kind = int if isinstance(domain, Integer) else bool if isinstance(domain, Boolean) else str
        if type(value) is not kind:
            raise Unspoken


def as_constant(node: ast.expr | None) -> Value:
    """A literal value.

    Raises:
        Unspoken: It is none.
    """
    known = literal(node)
    if known is None:
        raise Unspoken
    return known


def literal(node: ast.expr | None) -> Value | None:
    """A literal value that is written in the one way in which it is read: not `--1`, not `-0`."""
    if isinstance(node, ast.UnaryOp) and not (isinstance(node.operand, ast.Constant) and node.operand.value):
        return None
    return constant(node)


def integer(node: ast.expr | None) -> int | None:
    """A whole number that is written in the one way in which it is read."""
    known = literal(node)
    return known if type(known) is int else None
