"""What a model proposes: simulators, each read, sent up the verification ladder, and held against what is known.

A proposal is new if its canonical hash, which names do not change, is neither in the buffer, nor among the simulators
the model started from, nor in the buckets of an evaluation split; and it uses no mechanism family and contains no
graph that a split holds out. Themes and sizes that a split holds out are never asked for.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from causim_env.authors.candidate import fenced
from causim_env.authors.graphs import GRAPHS
from causim_env.authors.one_shot import grow_from
from causim_env.authors.prompting import prompt
from causim_env.authors.targets import Targets
from causim_env.sandbox import Runtime
from causim_env.scm import SCM, SCMError
from causim_env.scm.mechanisms import recognise
from causim_env.splits import HELD_OUT_FAMILIES, HELD_OUT_GRAPHS, bucket, buckets
from causim_env.streams import Stream
from trainers.mix import WRITE

if TYPE_CHECKING:
    from networkx import DiGraph

Fate = Literal["new", "invalid", "held out", "copy"]
MAX_CHARS = 20_000
_CORE = 5


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
        tries: How often the model was asked, each time with what was wrong before.
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
    tries: int = 1

    def to_json(self) -> dict[str, Any]:
        """The fields as JSON types."""
        return asdict(self)


def question(place: int, nodes: Sequence[int], themes: Sequence[str], number: int, refused: str = "") -> str:
    """What the proposer is asked: a short line, or the one-shot author's question where there are themes.

    Args:
        place: Which proposal of the round.
        nodes: Numbers of functions, dealt in turns.
        themes: Themes, dealt in turns.
        number: The round.
        refused: Why the last answer was refused, where there are themes.
    """
    size = nodes[place % len(nodes)]
    if not themes:
        return WRITE.format(nodes=size)
    targets = Targets(size, themes[place % len(themes)])
    facts = {
        "scm": f"{number}-{place:04d}",
        "targets": targets.to_json(),
        "setting": targets.setting,
        "refused": refused,
    }
    return prompt("whole", facts)


def propose(
    write: Callable[[Sequence[str]], Sequence[str]],
    ask: Callable[[int, str], str],
    n: int,
    tries: int,
    judged: Callable[[Sequence[tuple[str, str]], Collection[str]], Iterator[Proposal]],
) -> list[Proposal]:
    """Asks for proposals; one that is invalid is asked for again, with the reason.

    Args:
        write: The model: what it writes to each prompt.
        ask: The prompt of a place, and of what was wrong at that place before.
        n: How many.
        tries: How often each is asked for at most.
        judged: `judge`, but for what was written and the hashes that this round has taken already.
    """
    found: dict[int, Proposal] = {}
    reasons = dict.fromkeys(range(n), "")
    for attempt in range(1, tries + 1):
        prompts = [ask(place, reason) for place, reason in reasons.items()]
        written = list(zip(prompts, write(prompts), strict=True))
        taken = [one.canonical_hash for one in found.values() if one.fate == "new"]
        for place, one in zip(reasons, judged(written, taken), strict=True):
            found[place] = replace(one, tries=attempt)
        reasons = {place: found[place].reason for place in reasons if found[place].fate == "invalid"}
        if not reasons:
            break
    return [found[place] for place in range(n)]


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
        try:
            one = _judged(question, text, seen, runtime, most_nodes, origin)
        except Exception as error:  # whatever a text does to its judge, the others have theirs
            reason = f"it could not be judged: {type(error).__name__}: {error}"[:300]
            one = Proposal("invalid", reason, question, _sayable(text), "", *origin)
        if one.fate == "new":
            seen.add(one.canonical_hash)
        yield one


def _judged(
    question: str, text: str, seen: Collection[str], runtime: Runtime, most_nodes: int, origin: tuple[int, str]
) -> Proposal:
    scm, reason = _read(text, runtime, most_nodes)
    if scm is None:
        return Proposal("invalid", reason, question, _sayable(text), "", *origin)
    found = scm.canonical_hash
    fate: Fate = "new"
    if bucket(found) not in buckets("train") or kinds_of(scm) & set(HELD_OUT_FAMILIES) or _holds_graph(scm):
        fate = "held out"
    elif found in seen:
        fate = "copy"
    return Proposal(fate, "", question, scm.to_source(), found, *origin)


def _sayable(text: str) -> str:
    """The beginning of a text, in characters that every file can hold."""
    return text[:MAX_CHARS].encode(errors="backslashreplace").decode()


def _holds_graph(scm: SCM) -> bool:
    """Whether the graph of its variables contains one that a split holds out."""
    from networkx.algorithms.isomorphism import DiGraphMatcher

    graph = scm.graph.subgraph([node.name for node in scm.endogenous])
    matchers = [DiGraphMatcher(graph, core) for core in _held_out_graphs()]
    return any(next(matcher.subgraph_isomorphisms_iter(), None) is not None for matcher in matchers)


@cache
def _held_out_graphs() -> list[DiGraph[int]]:
    from networkx import DiGraph

    cores = [GRAPHS[name](Stream("held-out graph", name), _CORE, _CORE) for name in HELD_OUT_GRAPHS]
    return [DiGraph([(p, node) for node, parents in enumerate(core) for p in parents]) for core in cores]


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
        "tries": sum(p.tries for p in proposals) / n,
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
    with warnings.catch_warnings():  # networkx says at every call that its hashes changed once
        warnings.simplefilter("ignore", UserWarning)
        found: str = networkx.weisfeiler_lehman_graph_hash(graph, node_attr="kind")
    return found
