"""Groups the variables of a large SCM into clusters that read each other more than the rest.

The clusters come from greedy modularity (Clauset, Newman and Moore 2004) on the undirected causal graph. They are
for looking at an SCM, not for reasoning on it: an arrow between two clusters says only that some variable of one is
a parent of some variable of the other, so that arrows may run in circles. The result depends on nothing but the SCM.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from causim_env.queries import Query
    from causim_env.scm import SCM

LARGE = 40  # with more endogenous variables than this, a drawing of every variable is hard to read
MOST = 24  # clusters
_PIECES = 12  # unconnected parts of the graph that get clusters of their own


@dataclass(frozen=True, slots=True)
class Cluster:
    """Some variables of an SCM.

    Attributes:
        name: The name of its variable with the most parents and children.
        variables: Its variables, exogenous first, parents before children.
    """

    name: str
    variables: tuple[str, ...]


def is_large(scm: SCM) -> bool:
    """Whether an SCM is better shown by its clusters."""
    return len(scm.endogenous) > LARGE


def clusters(scm: SCM) -> tuple[Cluster, ...]:
    """Put every variable into one of at most `MOST` clusters, and those first that others read."""
    import networkx as nx

    names = [variable.name for variable in scm.variables]
    number = {name: i for i, name in enumerate(names)}
    graph: nx.Graph[int] = nx.Graph()  # of numbers: a set of strings has another order in every process
    graph.add_nodes_from(range(len(names)))
    graph.add_edges_from((number[parent], number[name]) for name in names for parent in scm.parents(name))
    pieces = sorted(nx.connected_components(graph), key=lambda piece: (-len(piece), min(piece)))
    rest = [i for piece in pieces[_PIECES:] for i in piece]
    graph.remove_nodes_from(rest)
    most = min(MOST - 1, len(graph))
    groups = [*nx.community.greedy_modularity_communities(graph, best_n=most), *([rest] if rest else [])]

    found: dict[str, Cluster] = {}
    for group in groups:
        variables = tuple(names[i] for i in sorted(group))
        name = max(variables, key=lambda name: len(scm.parents(name)) + len(scm.children(name)))
        found[name] = Cluster(name, variables)
    return tuple(found[name] for name in downwards(scm, homes(found.values())))


def alone(scm: SCM, query: Query | None) -> frozenset[str]:
    """Return the variables of a query that stand out; observed inputs, often hundreds, stay in their clusters."""
    if query is None:
        return frozenset()
    seen = (name for name in query.evidence if not scm.is_exogenous(name))
    return frozenset((query.target, *query.do, *seen))


def homes(groups: Iterable[Cluster]) -> dict[str, str]:
    """Return the name of the cluster that each variable is in."""
    return {variable: cluster.name for cluster in groups for variable in cluster.variables}


def arrows(scm: SCM, home: Mapping[str, str]) -> Counter[tuple[str, str]]:
    """Count the causal edges from group to group; those inside a group stand under the pair of it with itself.

    Args:
        scm: The SCM.
        home: The group of every variable.
    """
    return Counter((home[parent], home[variable.name]) for variable in scm.order for parent in variable.parents)


def downwards(scm: SCM, home: Mapping[str, str]) -> list[str]:
    """Order groups so that arrows run from earlier to later ones, but for those that close a circle.

    Args:
        scm: The SCM.
        home: The group of every variable.
    """
    import networkx as nx

    places: dict[str, list[int]] = {}
    for i, variable in enumerate(scm.variables):
        places.setdefault(home[variable.name], []).append(i)
    mean = {group: sum(numbers) / len(numbers) for group, numbers in places.items()}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(mean)
    graph.add_edges_from(arrows(scm, home))
    circles = nx.condensation(graph)
    members = {circle: sorted(circles.nodes[circle]["members"], key=lambda g: (mean[g], g)) for circle in circles}
    order = nx.lexicographical_topological_sort(circles, key=lambda circle: mean[members[circle][0]])
    return [group for circle in order for group in members[circle]]
