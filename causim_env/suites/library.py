"""The published models, asked three times over: how much of an accuracy is recited instead of reasoned.

Every question is posed on all three twins of a model. Named and anonymised have the same answer up to renaming; the
contrary twin, whose names are the same and whose rules are turned round, has another one. A model that reads the rules
is equally good at all three; one that knows the field by heart is better at the named twin than at the contrary one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from causim_env.evaluation.item import Item
from causim_env.library import TWINS, Entry, Twin, names, twin_problems
from causim_env.library import load as load_entry
from causim_env.problems import Problem
from causim_env.queries import Kind, Query
from causim_env.scm import SCMError
from causim_env.streams import Stream
from causim_env.suites.suite import Suite

KINDS: tuple[Kind, ...] = ("deduction", "intervention", "counterfactual")
DRAWS = 200
FLAWS = ("the distributions of the inputs are ours; every question here gives all inputs, so none of them matters",)


def load(of: Iterable[str] = ()) -> Suite:
    """One question of each of `KINDS` about every model of the library, or about some; three times over."""
    items = [item for name in of or names() for item in _items(load_entry(name))]
    return Suite("library", tuple(items), FLAWS, together=len(TWINS))


def _items(entry: Entry) -> Iterator[Item]:
    for kind in KINDS:
        twins = _question(entry, kind)
        for twin, problem in (twins or {}).items():
            plain = Item.of(problem)
            yield replace(plain, id=f"library-{entry.name}-{kind}-{twin}", scm=f"library-{entry.name}", split=twin)


def _question(entry: Entry, kind: Kind) -> dict[Twin, Problem] | None:
    """A question that the contrary twin answers otherwise; None where a model has none."""
    scm = entry.scm
    leaves = [node for node in scm.order if not scm.children(node.name)]
    for attempt in range(2 * DRAWS):
        stream = Stream("suite", "library", entry.name, kind, attempt)
        target = stream.choice(leaves if attempt < DRAWS else scm.order).name  # parity stays under any mirroring
        causes = [root for root in scm.exogenous if root.name in scm.ancestors([target])]
        cause = stream.choice(causes)
        world = {root.name: stream.choice(root.support) for root in scm.exogenous}
        change = {cause.name: stream.choice([value for value in cause.support if value != world[cause.name]])}
        seen = {name: value for name, value in world.items() if kind != "intervention" or name not in change}
        query = Query(kind, target, seen, {} if kind == "deduction" else change)
        try:
            twins = twin_problems(entry, query)
        except SCMError:
            continue
        if twins["named"].answer != twins["contrary"].answer:
            return {twin: twins[twin] for twin in TWINS}
    return None
