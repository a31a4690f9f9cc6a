"""The back-door criterion (Pearl 1993), for questions that ask which variables to adjust for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import networkx as nx


def adjusts(graph: nx.DiGraph[Any], treatment: str, outcome: str, names: Iterable[str]) -> bool:
    """Whether adjusting for variables meets the back-door criterion for an effect.

    None of them descends from the treatment, and without the arrows out of the treatment they separate it from the
    outcome: in the moral graph of all that is involved, no way is left (Lauritzen 1990).
    """
    chosen = set(names)
    if treatment == outcome or chosen & {treatment, outcome} or chosen & nx.descendants(graph, treatment):
        return False
    cut = graph.copy()
    cut.remove_edges_from([*cut.out_edges(treatment)])
    involved = {treatment, outcome} | chosen
    for name in tuple(involved):
        involved |= nx.ancestors(cut, name)
    moral = nx.moral_graph(cut.subgraph(involved))
    moral.remove_nodes_from(chosen)
    return not nx.has_path(moral, treatment, outcome)


def graph_of(edges: Iterable[tuple[str, str]], *names: str) -> nx.DiGraph[Any]:
    """A graph of edges, with these variables in it whether an edge touches them or not."""
    graph: nx.DiGraph[Any] = nx.DiGraph()
    graph.add_nodes_from(names)
    graph.add_edges_from(edges)
    return graph
