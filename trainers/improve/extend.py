"""Proposals that extend: a useful simulator of the run, written once more with one function more.

What was there has to stay: every law of an input, and every mechanism up to its docs, its layout and the names of its
locals. What is new has to read something of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from causim_env.authors.prompting import prompt
from causim_env.authors.targets import Targets
from causim_env.scm import SCM, Endogenous
from causim_env.scm.canonical import same_mechanism
from causim_env.streams import Stream
from trainers.improve.propose import Asked, Proposal
from trainers.mix import EXTEND


def parents(useful: Sequence[Proposal], most_nodes: int) -> list[Proposal]:
    """Those that can take one function more."""
    return [one for one in useful if len(SCM.from_source(one.text).endogenous) < most_nodes]


def pick(useful: Sequence[Proposal], share: float, stream: Stream) -> Proposal | None:
    """What a proposal extends; None if it is to be a whole one.

    Args:
        useful: What can be extended.
        share: Share of the proposals that extend, where anything can be.
        stream: Of this proposal.
    """
    return stream.choice(useful) if useful and stream.chance(share) else None


def extension(parent: Proposal, name: str, themed: bool, refused: str = "") -> Asked:
    """What the proposer is asked: a short line, or the question of the authors where there are themes.

    Args:
        parent: What to extend.
        name: Of the new simulator, in that question.
        themed: Whether there are themes.
        refused: Why the last answer was refused, where there are themes.
    """
    if not themed:
        return Asked(EXTEND.format(text=parent.text.strip()), parent)
    facts = {"scm": name, "text": parent.text.strip(), "max_parents": Targets().max_parents, "refused": refused}
    return Asked(prompt("extend", facts), parent)


def strays(written: SCM, parent: SCM) -> str:
    """How a text fails to extend a simulator by one function, in one line; empty where it does not fail."""
    roots = {root.name: root for root in written.exogenous}
    for root in parent.exogenous:
        if root.name not in roots or roots[root.name].distribution != root.distribution:
            return f"{root.name} is not the input of the simulator to extend: keep it as it is"
    mine = {node.name: node for node in written.endogenous}
    for node in parent.endogenous:
        own = mine.get(node.name)
        if own is None or not _same(parent, node, own):
            return f"{node.name} is not the function of the simulator to extend: keep it as it is"
    added = [node for node in written.endogenous if node.name not in parent]
    if len(added) != 1:
        return f"{len(added)} functions more than the simulator to extend: add one"
    if not any(name in parent for name in added[0].parents):
        return f"{added[0].name} reads nothing of the simulator to extend: let it read a variable that was there"
    return ""


def _same(scm: SCM, node: Endogenous, own: Endogenous) -> bool:
    return own.domain == node.domain and {*own.parents} == {*node.parents} and same_mechanism(scm, node, own)
