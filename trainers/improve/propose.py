"""What a model proposes: simulators, each read, sent up the verification ladder, and held against what is known.

A proposal is new if its canonical hash, which names do not change, is neither in the buffer, nor among the simulators
the model started from, nor in the buckets of an evaluation split; and it uses no mechanism family that a split holds
out. So no simulator that a split tests on is ever trained on. Graphs, themes and sizes are not looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from causim_env.authors.candidate import fenced
from causim_env.authors.one_shot import grow_from
from causim_env.authors.prompting import prompt
from causim_env.authors.targets import Targets
from causim_env.sandbox import Runtime
from causim_env.scm import SCM, SCMError
from causim_env.scm.mechanisms import recognise
from causim_env.splits import HELD_OUT_FAMILIES, bucket, buckets
from trainers.mix import WRITE

Fate = Literal["new", "invalid", "held out", "copy"]
MAX_CHARS = 20_000


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal and what became of it.

    Attributes:
        fate: `new`, or why it is not: `invalid`, `held out` for an evaluation split, a `copy` of something known.
        reason: What the ladder said; empty unless it is invalid.
        prompt: What the model was asked.
        text: What it wrote; of a valid proposal the canonical text.
        canonical_hash: Of a valid one.
        round: When it was proposed.
        model: Hash of the weights that wrote it.
        problems: How many problems about it were kept.
        success: Share of attempts at its problems that were right; None before they were tried.
    """

    fate: Fate
    reason: str
    prompt: str
    text: str
    canonical_hash: str
    round: int
    model: str
    problems: int = 0
    success: float | None = None

    def to_json(self) -> dict[str, Any]:
        """The fields as JSON types."""
        return asdict(self)


def questions(n: int, nodes: Sequence[int], themes: Sequence[str], number: int) -> list[str]:
    """What the proposer is asked in a round: a short line, or the one-shot author's question where there are themes."""
    found = []
    for i in range(n):
        size = nodes[i % len(nodes)]
        if themes:
            targets = Targets(size, themes[i % len(themes)])
            facts = {
                "scm": f"{number}-{i:04d}",
                "targets": targets.to_json(),
                "setting": targets.setting,
                "refused": "",
            }
            found.append(prompt("whole", facts))
        else:
            found.append(WRITE.format(nodes=size))
    return found


def judge(
    written: Sequence[tuple[str, str]],
    known: Collection[str],
    runtime: Runtime,
    most_nodes: int,
    origin: tuple[int, str],
) -> Iterator[Proposal]:
    """Reads proposals one after the other; each that is new makes the next one like it a copy.

    Args:
        written: Pairs of what the model was asked and what it wrote.
        known: Canonical hashes that are no news.
        runtime: The sandbox.
        most_nodes: Greatest number of variables.
        origin: The current round, and the hash of the weights.
    """
    seen = set(known)
    for question, text in written:
        scm, reason = _read(text, runtime, most_nodes)
        if scm is None:
            yield Proposal("invalid", reason, question, text[:MAX_CHARS], "", *origin)
            continue
        found = scm.canonical_hash
        fate: Fate = "new"
        if bucket(found) not in buckets("train") or kinds_of(scm) & set(HELD_OUT_FAMILIES):
            fate = "held out"
        elif found in seen:
            fate = "copy"
        else:
            seen.add(found)
        yield Proposal(fate, "", question, scm.to_source(), found, *origin)


def _read(text: str, runtime: Runtime, most_nodes: int) -> tuple[SCM | None, str]:
    try:
        written = SCM.from_source(fenced(text[:MAX_CHARS]))
    except SCMError as error:
        return None, str(error)
    if not 2 <= len(written.endogenous) <= most_nodes:
        return None, f"{len(written.endogenous)} functions: 2 to {most_nodes} are asked for"
    scm, climbed = grow_from(written, [runtime])
    return scm, climbed.message


def diversity(proposals: Sequence[Proposal]) -> dict[str, float | int]:
    """How much there is of what: shares of valid and new proposals, and how many shapes and kinds the new ones have."""
    new = [SCM.from_source(p.text) for p in proposals if p.fate == "new"]
    families = {name for scm in new for name in kinds_of(scm)}
    n = max(1, len(proposals))
    return {
        "proposals": len(proposals),
        "valid": sum(p.fate != "invalid" for p in proposals) / n,
        "held_out": sum(p.fate == "held out" for p in proposals) / n,
        "copies": sum(p.fate == "copy" for p in proposals) / n,
        "new": len(new) / n,
        "graphs": len({shape(scm) for scm in new}),
        "families": len(families),
    }


def kinds_of(scm: SCM) -> set[str]:
    """The mechanism families in an SCM, as far as they are known ones."""
    return {family.name for node in scm.endogenous if (family := recognise(node, scm)) is not None}


def shape(scm: SCM) -> str:
    """The causal graph up to names, as a hash of Weisfeiler and Leman."""
    import networkx

    graph: networkx.DiGraph[str] = scm.graph.copy()
    for name in graph:
        graph.nodes[name]["kind"] = "input" if scm.is_exogenous(name) else "variable"
    found: str = networkx.weisfeiler_lehman_graph_hash(graph, node_attr="kind")
    return found
