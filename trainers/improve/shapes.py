"""What a simulator is made of: its mechanism families, its graph, and how many of each some proposals have."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from causim_env.authors.graphs import GRAPHS
from causim_env.scm import SCM
from causim_env.scm.mechanisms import recognise
from causim_env.splits import HELD_OUT_GRAPHS
from causim_env.streams import Stream
from trainers.improve.propose import Proposal

if TYPE_CHECKING:
    from networkx import DiGraph

_CORE = 5


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
        "extensions": sum(bool(p.parent) for p in proposals) / n,
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


def holds_graph(scm: SCM) -> bool:
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
