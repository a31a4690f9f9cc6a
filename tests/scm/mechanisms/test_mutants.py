"""Code that is almost a family's: recognised only where the family computes the same, renderable always."""

from __future__ import annotations

import ast
from collections.abc import Callable
from itertools import product

import pytest

from causim_env.render import register
from causim_env.scm import SCM, SCMError
from causim_env.scm.domains import Boolean, Category, Domain, Integer, Value
from causim_env.scm.language import check_function
from causim_env.scm.mechanisms import FAMILIES, Family, recognise
from causim_env.scm.mechanisms.base import Kind
from causim_env.streams import Stream

PARENTS: dict[str, Domain] = {
    "a": Integer(0, 5),
    "u_b": Boolean(),
    "c": Category(("clay", "loam", "sand")),
}
LAWS = "a: Uniform(0, 5)\nu_b: Bernoulli(1, 2)\nc: Categorical(clay=1, loam=1, sand=1)\n\n"
OPERATORS = (ast.Add(), ast.Sub(), ast.Mult(), ast.FloorDiv(), ast.Mod())
TESTS = (ast.Lt(), ast.GtE(), ast.Gt(), ast.LtE(), ast.Eq(), ast.NotEq())


class Mutation(ast.NodeTransformer):
    def __init__(self, stream: Stream) -> None:
        self.stream = stream

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if not self.stream.chance(0.12):
            return node
        if isinstance(node.value, str):
            return ast.Constant(self.stream.choice(("clay", "loam", "sand", "low", "mid")))
        return ast.Constant(self.stream.choice((0, 1, 2, 3, 7, True, False, 2.5)))

    def visit_Name(self, node: ast.Name) -> ast.Name:
        if isinstance(node.ctx, ast.Load) and node.id in PARENTS and self.stream.chance(0.1):
            return ast.Name(self.stream.choice(tuple(PARENTS)), node.ctx)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.BinOp:
        self.generic_visit(node)
        if self.stream.chance(0.12):
            node.op = self.stream.choice(OPERATORS)
        if self.stream.chance(0.06):
            node.left, node.right = node.right, node.left
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.Compare:
        self.generic_visit(node)
        if self.stream.chance(0.15):
            node.ops = [self.stream.choice(TESTS)]
        return node


def mutants(name: str) -> list[str]:
    found: list[str] = []
    kinds: tuple[Kind, ...] = ("integer", "boolean", "category")
    for i in range(45):
        stream = Stream("mutants", name, i)
        family = FAMILIES[name].sample(stream, list(PARENTS.items()), kinds[i % 3], ("low", "mid"), 6)
        if family is None:
            continue
        function = ast.parse(family.source("y", "")).body[0]
        assert isinstance(function, ast.FunctionDef)
        mutation = Mutation(stream)
        function.body = [mutation.visit(statement) for statement in function.body]
        text = ast.unparse(ast.fix_missing_locations(function))
        try:
            check_function(text)
        except SCMError:
            continue
        found.append(text)
    return found


def outcome(call: Callable[[], Value]) -> tuple[type, Value] | None:
    try:
        value = call()
    except (TypeError, KeyError, ZeroDivisionError, IndexError, ValueError):
        return None
    return type(value), value


@pytest.mark.parametrize("name", FAMILIES)
def test_recognised_means_the_same(name: str) -> None:
    for text in mutants(name):
        scm = SCM.from_source(LAWS + text)
        family = recognise(scm.endogenous[0], scm)
        if family is not None:
            agrees(family, text)
        for representation in ("equations", "prose"):
            assert register(representation).render_scm(scm)


def agrees(family: Family, text: str) -> None:
    namespace: dict[str, Callable[..., Value]] = {}
    exec("from __future__ import annotations\n" + text, namespace)
    for values in product(*(domain.values for domain in PARENTS.values())):
        known = dict(zip(PARENTS, values, strict=True))
        expected = outcome(lambda: namespace["y"](*values))  # noqa: B023
        if expected is not None:
            assert outcome(lambda: family.value(known)) == expected, text  # noqa: B023
