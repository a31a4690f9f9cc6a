"""The bounded store of a run's own simulators, with where each came from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean
from typing import Any, cast

from causim_env.files import read_rows, write_rows
from trainers.improve.propose import Proposal
from trainers.improve.solve import Attempts


class Buffer:
    """New proposals of all rounds, the latest `most` of them; what fell out stays known by its hash.

    Args:
        most: How many are kept.
        known: Canonical hashes that are no news from the start.
    """

    def __init__(self, most: int, known: Iterable[str] = ()) -> None:
        self.most = most
        self.known = set(known)
        self.proposals: list[Proposal] = []

    def add(self, proposals: Sequence[Proposal]) -> None:
        """Takes in the new ones of a round."""
        self.proposals += [proposal for proposal in proposals if proposal.fate == "new"]
        self.known.update(proposal.canonical_hash for proposal in self.proposals)
        del self.proposals[: -self.most]

    def learnable(self) -> list[Proposal]:
        """Those about which a problem was kept: what the proposer learns to write."""
        return [proposal for proposal in self.proposals if proposal.problems]

    def teaching(self, most: int) -> list[Proposal]:
        """Of those at most so many, in order: the ones whose problems taught most on average, by hash where equal."""
        ranked = sorted(self.learnable(), key=lambda one: (-(one.learnable or 0.0), one.canonical_hash))
        chosen = {one.canonical_hash for one in ranked[:most]}
        return [one for one in self.learnable() if one.canonical_hash in chosen]


def write_proposals(path: Path, proposals: Iterable[Proposal]) -> None:
    """One line of JSON each."""
    write_rows(path, (proposal.to_json() for proposal in proposals))


def read_proposals(path: Path) -> list[Proposal]:
    """What `write_proposals` wrote."""
    return [Proposal(**cast("dict[str, Any]", row)) for row in read_rows(path)]


def credited(proposals: Sequence[Proposal], attempts: Sequence[Attempts], kept: Sequence[Attempts]) -> list[Proposal]:
    """The proposals with what became of the problems about them."""
    about: dict[str, list[Attempts]] = defaultdict(list)
    for a in attempts:
        about[a.problem.scm.canonical_hash].append(a)
    learned = Counter(a.problem.scm.canonical_hash for a in kept)
    found = []
    for one in proposals:
        own = about[one.canonical_hash]
        tried = sum(a.n for a in own)
        success = sum(a.successes for a in own) / tried if tried else None
        teaches = fmean(a.learnable for a in own) if own else None
        found.append(replace(one, problems=learned[one.canonical_hash], success=success, learnable=teaches))
    return found
