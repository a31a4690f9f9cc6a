"""What an SCM lacks of its targets, and which step would put a target out of reach.

Shares are met within `TOLERANCE`, levels where there are enough variables of each. A mechanism whose family nobody
recognises belongs to no family of the mix; one of a known family outside of the mix is one too many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from causim_env.authors.proposal import Proposal, ProposalError
from causim_env.authors.targets import Targets, level_of_size, own_inputs, still_needed
from causim_env.scm.mechanisms import recognise
from causim_env.scm.model import SCM

Graph = Mapping[str, Sequence[str]]


def unmet(scm: SCM, targets: Targets) -> tuple[str, ...]:
    """What of the targets an SCM misses, a phrase each; nothing where it is what was asked for."""
    graph = _graph(scm)
    found: list[str] = []
    if len(graph) != targets.nodes:
        found.append(f"{len(graph)} functions: write {targets.nodes}")
    deepest = max(_depths(graph).values(), default=0)
    if deepest > targets.depth:
        found.append(f"a path of {deepest} steps: at most {targets.depth}")
    unread = [root.name for root in scm.exogenous if not scm.children(root.name)]
    if unread:
        found.append(f"nobody reads the input {unread[0]}: drop it")
    crowded = [(name, len(parents)) for name, parents in graph.items() if not 1 <= len(parents) <= targets.max_parents]
    if crowded:
        found.append(f"{crowded[0][0]} reads {crowded[0][1]} parents: 1 to {targets.max_parents}")
    levels = _levels(graph) if targets.levels else Counter[int]()
    for level, wanted in targets.levels.items():
        if levels[level] < wanted:
            found.append(f"{levels[level]} variables of level {level}: {wanted} are wanted")
    found.extend(_off_the_mix(scm, targets))
    own, (least, most) = own_inputs(graph), targets.own
    if not least <= own <= most:
        found.append(f"{own} variables have an input of their own: {least} to {most} of {targets.nodes}")
    return tuple(found)


def reachable(proposal: Proposal, scm: SCM, targets: Targets) -> None:
    """Refuses a step after which the targets are out of reach, as far as the graph shows it.

    Raises:
        ProposalError: A path grows too long, there is no room for the levels that are missing, or too few or too many
            variables have an input of their own.
    """
    before, after, name = _graph(scm), _graph(scm, proposal), proposal.node.name
    left = targets.nodes - len(after)
    deepest = max(_depths(after).values())
    if deepest > targets.depth:
        raise ProposalError(f"{name} makes a path of {deepest} steps: at most {targets.depth}")
    if targets.levels and _needed(before, targets) <= left + 1 < 1 + _needed(after, targets):
        missing = ", ".join(f"{n} of level {level}" for level, n in _missing(after, targets).items())
        raise ProposalError(f"{name} leaves room for {left} more variables, too few for those missing: {missing}")
    had, have, (least, most) = own_inputs(before), own_inputs(after), targets.own
    if have > max(had, most):
        raise ProposalError(f"{name} makes {have} variables with an input of their own: at most {most}")
    if have + left < least <= had + left + 1:
        raise ProposalError(f"{name} leaves too few variables with an input of their own: give it one")


def _graph(scm: SCM, proposal: Proposal | None = None) -> dict[str, Sequence[str]]:
    """The parents of every endogenous variable, parents first; with a proposal, of the SCM grown by it."""
    parents: dict[str, Sequence[str]] = {node.name: node.parents for node in scm.order}
    if proposal is None:
        return parents
    parents.update({node.name: node.parents for node in proposal.written})
    ordered: dict[str, Sequence[str]] = {}
    for name in parents:
        todo = [name]
        while todo:  # parents first, without recursion: paths may be long
            waiting = [above for above in parents[todo[-1]] if above in parents and above not in ordered]
            if waiting:
                todo.extend(waiting)
            else:
                one = todo.pop()
                ordered[one] = parents[one]
    return ordered


def _depths(graph: Graph) -> dict[str, int]:
    depths: dict[str, int] = {}
    for name, parents in graph.items():
        depths[name] = 1 + max((depths.get(parent, 0) for parent in parents), default=0)
    return depths


def _levels(graph: Graph) -> Counter[int]:
    above: dict[str, frozenset[str]] = {}
    for name, parents in graph.items():
        above[name] = frozenset({name}).union(*(above[parent] for parent in parents if parent in above))
    return Counter(level_of_size(len(names)) for names in above.values())


def _missing(graph: Graph, targets: Targets) -> dict[int, int]:
    have = _levels(graph)
    return {level: n - have[level] for level, n in targets.levels.items() if n > have[level]}


def _needed(graph: Graph, targets: Targets) -> int:
    return still_needed(_missing(graph, targets), len(graph))


def _off_the_mix(scm: SCM, targets: Targets) -> list[str]:
    if not targets.families:
        return []
    known = [family.name for node in scm.endogenous if (family := recognise(node, scm)) is not None]
    have = Counter(known)
    mix = ", ".join(targets.families)
    outside = [
        f"{n} functions of family {name}: write {mix}" for name, n in have.items() if name not in targets.families
    ]
    few = [
        f"{have[name]} functions of family {name}: at least {least}"
        for name, least in targets.least_of_families.items()
        if have[name] < least
    ]
    return few + outside
