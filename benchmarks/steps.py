"""Steps for the ladder: what the incremental author asks for, and what a faultless executor writes, place by place.

Simulators are grown by the noisy author without faults. At some sizes one step of each place is taken on the side: a
leaf reads a variable and nobody reads it; a root reads inputs alone; a node between two others has a child that is
rewired to read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from benchmarks.authors import Metered
from causim_env.authors.backend import Request
from causim_env.authors.candidate import Candidate
from causim_env.authors.claims import Claim
from causim_env.authors.incremental import fits_table, neighbourhood
from causim_env.authors.noisy import NoisyAuthor
from causim_env.authors.noisy_plan import propose
from causim_env.authors.proposal import Proposal, check
from causim_env.authors.targets import Targets, view
from causim_env.authors.themes import theme_names
from causim_env.authors.verify import climb
from causim_env.authors.written import Written
from causim_env.sandbox import Runtime
from causim_env.scm.domains import SCMError
from causim_env.scm.model import SCM
from causim_env.streams import Stream

PLACES = ("leaf", "root", "between")
_MAX_PARENTS = 4
_PROPOSALS = 60


@dataclass(frozen=True, slots=True)
class Step:
    """One step of growth, written right.

    Attributes:
        scm: The SCM so far.
        proposal: What is asked for.
        written: The answer, in its parts.
        place: One of `PLACES`.
    """

    scm: SCM
    proposal: Proposal
    written: Written
    place: str

    def claiming(self, claim: Claim) -> Step:
        """The same step with one more claim planned and written."""
        node = replace(self.proposal.node, claims=(*self.proposal.node.claims, claim))
        written = replace(self.written, doc=f"{self.written.doc} {claim.text()}")
        return replace(self, proposal=replace(self.proposal, node=node), written=written)


def grown(number: int, sizes: Sequence[int]) -> Iterator[Step]:
    """One simulator, and of every size the steps that make it so large, one for each place that is found.

    Where the step by which it then grows is refused, it is still of that size and they are taken anew.

    Args:
        number: Which simulator.
        sizes: How many variables there are with the new one, ascending.
    """
    themes = theme_names()
    author, name = NoisyAuthor(0.0, seed=number), f"ladder {number}"
    targets = Targets(sizes[-1], themes[number % len(themes)], depth=sizes[-1], max_parents=_MAX_PARENTS)
    with Metered() as metered:
        yield from _grow(author, name, targets, sizes, metered)


def _grow(author: NoisyAuthor, name: str, targets: Targets, sizes: Sequence[int], runtime: Runtime) -> Iterator[Step]:
    scm = SCM(targets.setting, [], [])
    turn = 0
    while True:
        if len(scm.endogenous) + 1 in sizes:
            wanted = set(PLACES)
            for _ in range(_PROPOSALS):
                turn += 1
                step = _step(author, name, scm, targets, turn)
                if step is not None and step.place in wanted:
                    wanted.remove(step.place)
                    yield step
                if not wanted:
                    break
        if len(scm.endogenous) + 1 >= sizes[-1]:
            return
        turn += 1
        step = _step(author, name, scm, targets, turn)
        if step is not None:
            candidate = Candidate(scm, step.proposal, step.written.source, [runtime])
            scm = candidate.scm if climb(candidate).accepted else scm


def _step(author: NoisyAuthor, name: str, scm: SCM, targets: Targets, turn: int) -> Step | None:
    """What the author proposes in that turn and writes for it; None where it does not fit."""
    try:
        proposal = propose((author.seed, name), view(scm, targets), Stream("benchmark step", name, turn))
        check(proposal, scm, targets.max_parents)
        fits_table(proposal, scm)
    except SCMError:
        return None
    facts = neighbourhood(scm, targets.setting, proposal)
    written = author.written(Request(name, turn, "write", "", facts))
    inputs = {root.name for root in (*scm.exogenous, *proposal.inputs)}
    place = "between" if proposal.rewire else "root" if inputs.issuperset(proposal.node.parents) else "leaf"
    return Step(scm, proposal, written, place)
