"""The twin against common sense: names and words are kept, causes act the other way round.

A mechanism reads its parents mirrored: true for false, the first value for the last, the second for the last but
one. What raised a result now lowers it. The mirror is written into the mechanism (`2 if smoker else 0`
becomes `0 if smoker else 2`), so that nothing in the text tells the twins apart but the rule itself, and it is a
bijection on every parent's values, so the twin's mechanisms stay inside their domains and no edge dies.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations, islice, product

from causim_env.library.mirror import mirrored_source
from causim_env.scm import SCM, Endogenous, Exogenous, SCMError, Value, marginal
from causim_env.scm.compile import functions
from causim_env.scm.text import endogenous_from_source

_MAX_ROWS = 200_000


def contrary(scm: SCM) -> SCM:
    """The twin in which causes act the other way round.

    Each mechanism reads as many of its parents mirrored as it can while its function changes and all values
    that it could take remain possible; one that no mirror changes stays as it is. Docs keep their first
    sentence, which says what the variable is; what they say about the mechanism no longer holds.

    Raises:
        SCMError: A mechanism assigns to one of its parents, or no mechanism changes.
        InferenceError: Which values are possible is too much to work out.
    """
    done: list[Endogenous] = []
    for node in scm.order:
        reached = set(marginal(scm, node.name))
        for parents in _choices(node.parents):
            changed = _mirrored(scm, node, parents)
            twin = SCM("", scm.exogenous, [*done, changed])
            if _differ(scm, twin, node) and reached <= set(marginal(twin, node.name)):
                break
        else:
            changed = _mirrored(scm, node, ())
        done.append(changed)
    if all(_body(node) == _body(old) for node, old in zip(done, scm.order, strict=True)):
        raise SCMError("no mechanism changes when its parents are mirrored: write the twin by hand")
    roots = [Exogenous(root.name, root.distribution, first_sentence(root.doc)) for root in scm.exogenous]
    return SCM(scm.doc, roots, done)


def first_sentence(doc: str) -> str:
    """What a doc says the variable is."""
    head, stop, _ = doc.partition(". ")
    return head + "." if stop else doc


def _choices(parents: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Sets of parents to mirror, the larger first; few of the smaller ones where parents are many."""
    for size in range(len(parents), 0, -1):
        yield from islice(combinations(parents, size), 20)


def _mirrored(scm: SCM, node: Endogenous, parents: tuple[str, ...]) -> Endogenous:
    source = mirrored_source(node, {name: scm[name].support for name in parents}, first_sentence(node.doc))
    return endogenous_from_source(source)


def _differ(scm: SCM, twin: SCM, node: Endogenous) -> bool:
    """Whether the twin's mechanism is another function of the parents."""
    old, new = functions(scm)[node.name], functions(twin)[node.name]
    rows: Iterator[tuple[Value, ...]] = product(*(scm[parent].support for parent in node.parents))
    return any(old(*row) != new(*row) for row in islice(rows, _MAX_ROWS))


def _body(node: Endogenous) -> str:
    function = ast.parse(node.source).body[0]
    assert isinstance(function, ast.FunctionDef)
    return ast.unparse(function.body[1:] if node.doc else function.body)  # type: ignore[arg-type]
