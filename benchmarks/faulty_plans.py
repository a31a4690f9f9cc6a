"""Faults that are planned: the code does what the proposal says, every claim is true, and the step is wrong still.

Each takes a right step and gives one that is wrong, or None where the step leaves no room for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from benchmarks.steps import Step
from causim_env.authors.claiming import derive
from causim_env.authors.noisy import clean
from causim_env.authors.proposal import Node, Proposal
from causim_env.authors.written import Written, grid_of
from causim_env.scm.domains import Integer, Uniform, Value
from causim_env.scm.model import SCM, Exogenous
from causim_env.scm.text import endogenous_from_source, mechanism_source
from causim_env.streams import Stream

_READ, _BROAD, _COMMON = 4, 11, 3


def planned_cycle(step: Step, stream: Stream) -> Step | None:
    """Reads something below the child that is rewired to it, or that child."""
    if not step.proposal.rewire:
        return None
    below = [node.name for node in step.scm.order if node.name in step.scm.descendants([step.proposal.rewire[0].name])]
    name = stream.choice(below)
    node = replace(step.proposal.node, parents=(*step.proposal.node.parents, name))
    parents = (*step.written.parents, (name, step.scm[name].support))
    return replace(step, proposal=replace(step.proposal, node=node), written=replace(step.written, parents=parents))


def twin(step: Step, stream: Stream) -> Step | None:
    """Another variable over again, under a new name."""
    other = stream.choice(step.scm.endogenous)
    known = clean(step.scm, other)
    return _leaf(step, replace(known, name=step.proposal.node.name))


def explosion(step: Step, stream: Stream) -> Step | None:
    """Adds up four broad variables with a common cause, which stand there already.

    Their joint law is just within the cap, so that the sum can be judged. A counterfactual about it is not: it has to
    remember the cause as well.
    """
    common = Exogenous("u_common", Uniform(0, _COMMON - 1), "Common cause [units].")
    own = [Exogenous(f"u_broad_{i}", Uniform(0, _BROAD - 1), "Own cause [units].") for i in range(_READ)]
    domain = Integer(0, _BROAD - 1)
    broad = [
        endogenous_from_source(
            mechanism_source(
                f"broad_{i}",
                (one.name, common.name),
                domain,
                "Broad quantity [units].",
                f"return ({one.name} + {common.name}) % {_BROAD}",
            )
        )
        for i, one in enumerate(own)
    ]
    table: dict[tuple[Value, ...], Value] = {
        (one, shared): (one + shared) % _BROAD for one in range(_BROAD) for shared in range(_COMMON)
    }
    names = [node.name for node in broad]
    tables = {**step.scm.tables, **dict.fromkeys(names, table)}
    scm = SCM(step.scm.doc, [*step.scm.exogenous, common, *own], [*step.scm.endogenous, *broad], tables=tables)
    body = f"return {' + '.join(names)}"
    parents = tuple((name, domain.values) for name in names)
    total = Integer(0, _READ * (_BROAD - 1))
    return _leaf(replace(step, scm=scm), Written(step.proposal.node.name, parents, total, "", body))


PLANS: dict[str, Callable[[Step, Stream], Step | None]] = {
    plan.__name__: plan for plan in (planned_cycle, twin, explosion)
}


def _leaf(step: Step, written: Written) -> Step | None:
    """A step that adds this node and rewires nothing, with what is true of it claimed."""
    meaning = step.proposal.node.meaning
    grid = grid_of(written)
    if grid is None:
        return None
    claims = tuple(derive(grid, 3))
    doc = " ".join([meaning, *(claim.text() for claim in claims)])
    node = Node(written.name, meaning, written.domain, tuple(name for name, _ in written.parents), claims)
    return replace(step, proposal=Proposal(node), written=replace(written, doc=doc), place="leaf")
