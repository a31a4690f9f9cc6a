"""Whether a step is degenerate where it stands, told from drawn worlds alone."""

from __future__ import annotations

from collections import Counter

from causim_env.authors.proposal import Proposal
from causim_env.scm.model import SCM
from causim_env.streams import Stream

WORLDS = 1_000
RARE = 0.01
"""A variable hardly varies where all its values but one come less often."""


def degenerate(scm: SCM, proposal: Proposal) -> bool:
    """Whether the worlds show a variable that hardly varies, a copy, or a rewired child that does not react."""
    stream = Stream("benchmark worlds", scm.content_hash)
    worlds = [{root.name: stream.weighted(root.distribution.weights) for root in scm.exogenous} for _ in range(WORLDS)]
    values = scm.evaluate_batch(worlds)
    for node in proposal.written:
        column = [world[node.name] for world in values]
        if Counter(column).most_common(1)[0][1] > (1 - RARE) * WORLDS:
            return True
        for other in scm.names:
            same = [
                type(world[other]) is type(world[node.name]) and world[other] == world[node.name] for world in values
            ]
            if other != node.name and all(same):
                return True
    new = proposal.node.name
    changed = [scm.evaluate_batch(worlds, {new: value}) for value in scm[new].support]
    return any(
        all(len({world[child.name] for world in same}) == 1 for same in zip(*changed, strict=True))
        for child in proposal.rewire
    )
