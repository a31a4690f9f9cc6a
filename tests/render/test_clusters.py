from __future__ import annotations

import re

import pytest

from causim_env.authors.procedural import Spec, draw
from causim_env.queries import Query
from causim_env.render.clusters import MOST, arrows, clusters, homes
from causim_env.render.picture import overview, svg
from causim_env.scm import SCM
from causim_env.streams import Stream


@pytest.fixture(scope="module")
def large() -> SCM:
    return draw(Stream("author", 0, 0), Spec(nodes=300))


def test_every_variable_is_in_one_cluster_and_the_edges_add_up(large: SCM) -> None:
    found = clusters(large)
    assert 2 <= len(found) <= MOST
    assert sorted(name for cluster in found for name in cluster.variables) == sorted(large.names)
    assert arrows(large, homes(found)).total() == sum(len(v.parents) for v in large.endogenous)
    assert found == clusters(SCM.from_source(large.to_source()))


def test_the_overview_is_small_self_contained_and_counts_every_edge_between_boxes(large: SCM) -> None:
    target, done = large.order[-1].name, large.order[150].name
    query = Query(kind="intervention", target=target, do={done: large[done].support[0]})
    picture = overview(large, query)
    assert len(picture) < 200_000
    assert "http" not in picture.replace("http://www.w3.org/2000/svg", "")
    home = {v: v if v in (target, done) else f"{c} ..." for v, c in homes(clusters(large)).items()}
    between = sum(n for (a, b), n in arrows(large, home).items() if a != b)
    counts = re.findall(r'class="count"[^>]*>([^<]*)<', picture)
    assert sum(int(n) for text in counts for n in re.findall(r"\d+", text)) == between
    assert f"{target} ?" in picture and f"{done} := " in picture


def test_one_cluster_is_drawn_with_its_neighbours(large: SCM) -> None:
    cluster = clusters(large)[0]
    picture = svg(large, None, cluster)
    near = {o for v in cluster.variables for o in (*large.parents(v), *large.children(v))} - {*cluster.variables}
    assert picture.count(' outside" x=') == len(near) + 1, "and one in the legend"
