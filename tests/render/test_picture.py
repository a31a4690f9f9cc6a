from __future__ import annotations

from types import SimpleNamespace
from typing import cast
from xml.etree import ElementTree

from causim_env.queries import Query
from causim_env.render.layout import layered
from causim_env.render.picture import svg
from causim_env.scm import SCM

NAMESPACE = "{http://www.w3.org/2000/svg}"
GREENHOUSE = SCM.from_source('''"""A <small> greenhouse & more."""

u_sun: Uniform(0, 3)
u_pump: Bernoulli(1, 5)

def light(u_sun) -> Integer(0, 6):
    """Usable light [h]."""
    return 2 * u_sun

def moisture(light, u_pump) -> Integer(0, 9):
    """Soil moisture [points]."""
    return 5 + (3 if u_pump else 0) - light // 2

def crop(light, moisture) -> Boolean():
    """Crop [good / poor]."""
    return moisture > light
''')


def shapes(picture: str, tag: str) -> list[dict[str, str]]:
    return [e.attrib for e in ElementTree.fromstring(picture).iter(f"{NAMESPACE}{tag}")]


def test_every_variable_and_every_edge_is_drawn() -> None:
    picture = svg(GREENHOUSE)
    texts = [e.text for e in ElementTree.fromstring(picture).iter(f"{NAMESPACE}text")]
    assert {"u_sun", "u_pump", "light", "moisture", "crop", "Bernoulli(1, 5)"} <= set(texts)
    assert len([s for s in shapes(picture, "path") if "edge" in s.get("class", "")]) == 5
    assert "A &lt;small&gt; greenhouse &amp; more." in picture


def test_a_query_marks_what_is_seen_done_and_asked() -> None:
    query = Query(kind="counterfactual", target="crop", evidence={"u_pump": True}, do={"moisture": 2})
    picture = svg(GREENHOUSE, query)
    for text in ("u_pump = true", "moisture := 2", "crop ?"):
        assert text in picture
    cut = [s for s in shapes(picture, "path") if s.get("class") == "edge cut"]
    assert len(cut) == 2, "both arrows into moisture are cut"
    assert len([s for s in shapes(picture, "rect") if s["class"] == "node target"]) == 2


def test_the_picture_is_self_contained_and_always_the_same() -> None:
    picture = svg(GREENHOUSE)
    assert picture == svg(SCM.from_source(GREENHOUSE.to_source()))
    assert "http" not in picture.replace("http://www.w3.org/2000/svg", "")


def test_layers_run_downwards_and_nodes_of_a_layer_do_not_overlap() -> None:
    parents: dict[str, tuple[str, ...]] = {"a": (), "b": (), "late": (), "n0": ("a", "b")}
    parents |= {f"n{i}": (f"n{i // 2}", f"n{i // 3}") for i in range(1, 30)}
    parents["n29"] += ("late",)
    widths = {name: 60.0 + len(name) for name in parents}
    layout = layered(parents, widths, 50.0)
    for (parent, child), bends in layout.edges.items():
        heights = [layout.nodes[parent][1], *(y for _, y in bends), layout.nodes[child][1]]
        assert all(low - high == 50.0 for high, low in zip(heights, heights[1:], strict=False))
    for one, (x, y) in layout.nodes.items():
        assert widths[one] / 2 <= x <= layout.width - widths[one] / 2 + 1e-6
        for other, (x2, y2) in layout.nodes.items():
            if other != one and y2 == y:
                assert abs(x - x2) >= (widths[one] + widths[other]) / 2


def test_an_empty_graph_is_an_empty_picture() -> None:
    empty = cast(SCM, SimpleNamespace(exogenous=(), endogenous=(), order=(), doc=""))
    assert shapes(svg(empty), "rect")[0]["class"] == "node exogenous"
    assert layered({}, {}, 50.0).height == 0
