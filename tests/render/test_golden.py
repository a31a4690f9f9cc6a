"""Every representation of a few fixed SCMs, compared with the files in golden/.

Write them anew with `CAUSIM_WRITE_GOLDEN=1 pytest tests/render/test_golden.py` and read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from causim_env.queries import Query
from causim_env.render import REPRESENTATIONS, prompt, register
from causim_env.scm import SCM

HOME = Path(__file__).parent / "golden"

QUERIES = {
    "greenhouse": [
        Query("counterfactual", "moisture", {"moisture": 7}, {"light": 0}),
        Query("counterfactual", "moisture", {}, {"light": 0}, ask="value"),
        Query("counterfactual", "light", {"moisture": 7}, {"u_pump": False}, ask="set"),
        Query("abduction", "u_soil", {"moisture": 7}),
        Query("intervention", "moisture", {"u_soil": "clay"}, {"light": 0, "u_pump": True}),
        Query("intervention", "moisture", {}, {"light": 0}, ask="set"),
        Query("deduction", "moisture", {"u_sun": 1, "u_pump": True, "u_soil": "loam"}),
        Query("association", "u_pump", {"moisture": 7}),
        Query("association", "moisture"),
    ],
    "families": [
        Query("abduction", "u_gate", {"light": True, "power": 3}, ask="value"),
        Query("intervention", "grade", {"alarm": True}, {"u_rain": 4}, ask="set"),
        Query("counterfactual", "grade", {"alarm": True}, {"u_rain": 0}, ask="value"),
    ],
    "unknown_families": [Query("deduction", "f7", {"a": 1, "b": False, "c": "clay"})],
}


def text(name: str, representation: str) -> str:
    scm = SCM.from_source((HOME / "models" / f"{name}.txt").read_text())
    module = register(representation)
    blocks = [prompt(scm, QUERIES[name][0], representation)]
    blocks += [module.render_query(scm, query) for query in QUERIES[name][1:]]
    world = {root.name: root.support[-1] for root in scm.exogenous}
    values = scm.evaluate(world)
    steps = [module.step(scm, node.name, values) for node in scm.endogenous]
    blocks.append("\n".join(steps))
    blocks.append("\n".join(module.assign(scm, name, value) for name, value in values.items()))
    if representation != "code":
        blocks.append(module.render_scm(scm.anonymise()))
    return "\n\n----\n\n".join(blocks) + "\n"


@pytest.mark.parametrize("representation", REPRESENTATIONS)
@pytest.mark.parametrize("name", QUERIES)
def test_text_is_as_committed(name: str, representation: str) -> None:
    path = HOME / f"{name}.{representation}.txt"
    made = text(name, representation)
    if os.environ.get("CAUSIM_WRITE_GOLDEN"):
        path.write_text(made)
    assert made == path.read_text()
