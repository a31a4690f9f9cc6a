"""The twin against common sense: names and words are kept, what comes from outside acts the other way round.

Mechanisms read exogenous variables mirrored: true for false, the first value for the last, the second for the
last but one. What raised a result now lowers it. The mirror is written into the mechanism (`2 if smoker else 0`
becomes `0 if smoker else 2`), so that nothing in the text tells the twins apart but the rules themselves.

In every world the twin does what the SCM does in the mirrored world. So its values stay inside their domains,
every value that was possible is possible, no edge dies, and the reversals along a path cannot cancel.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product

from causim_env.library.mirror import mirrored_source
from causim_env.scm import SCM, Endogenous, Exogenous, SCMError, Value
from causim_env.scm.compile import functions
from causim_env.scm.text import endogenous_from_source

_MAX_ROWS = 200_000


def contrary(scm: SCM) -> SCM:
    """The twin in which what comes from outside acts the other way round.

    All exogenous variables are mirrored, or all but one where that changes more mechanisms (an exclusive or of two
    of them is the same when both are mirrored). Docs keep their first sentence, which says what the variable
    is: what they say of the mechanism need no longer hold.

    Raises:
        SCMError: A mechanism assigns to one of its parents, or no mechanism changes.
    """
    best, most = scm, 0
    readers = [node for node in scm.order if any(scm.is_exogenous(parent) for parent in node.parents)]
    for roots in _choices([root.name for root in scm.exogenous]):
        twin = _mirrored(scm, roots)
        changed = sum(_differs(scm, twin, node) for node in readers)
        if changed > most:
            best, most = twin, changed
        if most == len(readers):
            break
    if not most:
        raise SCMError("no mechanism changes when exogenous variables are mirrored: write the twin by hand")
    return best


def first_sentence(doc: str) -> str:
    """What a doc says the variable is."""
    head, stop, _ = doc.partition(". ")
    return head + "." if stop else doc


def _choices(roots: Sequence[str]) -> Iterator[frozenset[str]]:
    """All of them, then all but one."""
    yield frozenset(roots)
    for root in roots:
        yield frozenset(roots) - {root}


def _mirrored(scm: SCM, roots: frozenset[str]) -> SCM:
    exogenous = [Exogenous(root.name, root.distribution, first_sentence(root.doc)) for root in scm.exogenous]
    supports = {name: scm[name].support for name in roots}
    nodes = []
    for node in scm.endogenous:
        read = {name: support for name, support in supports.items() if name in node.parents}
        nodes.append(endogenous_from_source(mirrored_source(node, read, first_sentence(node.doc))))
    return SCM(scm.doc, exogenous, nodes)


def _differs(scm: SCM, twin: SCM, node: Endogenous) -> bool:
    """Whether the twin's mechanism is another function of the parents."""
    old, new = functions(scm)[node.name], functions(twin)[node.name]
    rows: Iterator[tuple[Value, ...]] = product(*(scm[parent].support for parent in node.parents))
    return any(old(*row) != new(*row) for row in islice(rows, _MAX_ROWS))
