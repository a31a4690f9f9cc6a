"""What a text says decides what the system does: SCMs that behave otherwise are never told in the same words."""

from __future__ import annotations

from itertools import product
from math import prod

import pytest

from causim_env.authors import gallery
from causim_env.authors.procedural import draw
from causim_env.authors.spec import Spec
from causim_env.edits import edited
from causim_env.render import REPRESENTATIONS, register
from causim_env.scm import SCM, SCMError
from causim_env.scm.compile import functions
from causim_env.streams import Stream

EDITS = 12


def behaviour(scm: SCM) -> list[object]:
    """The laws from outside, and the table of every mechanism."""
    laws: list[object] = [(root.name, root.distribution.probabilities) for root in scm.exogenous]
    calls = functions(scm)
    for node in scm.order:
        supports = [scm[parent].support for parent in node.parents]
        if prod(map(len, supports)) <= 4096:
            laws.append((node.name, node.parents, node.support, [calls[node.name](*row) for row in product(*supports)]))
        else:
            laws.append((node.name, node.source))
    return laws


def check(scm: SCM, salt: int) -> None:
    shown = {one: register(one).render_scm(scm) for one in REPRESENTATIONS}
    known = behaviour(scm)
    for turn in range(EDITS):
        try:
            other = edited(scm, Stream("nothing left out", salt, turn))
        except SCMError:
            continue
        if behaviour(other) != known:
            for one, text in shown.items():
                assert register(one).render_scm(other) != text, (one, other.to_source())


@pytest.mark.parametrize("index", range(40))
def test_an_edit_that_changes_a_drawn_system_changes_every_text(index: int):
    check(draw(Stream("nothing left out", index), Spec(nodes=2 + index % 9)), index)


@pytest.mark.parametrize("name", gallery.themes())
def test_an_edit_that_changes_a_simulator_of_the_gallery_changes_every_text(name: str):
    check(gallery.load(name), 0)


@pytest.mark.slow
def test_two_thousand_drawn_systems():
    for index in range(40, 2_040):
        check(draw(Stream("nothing left out", index), Spec(nodes=2 + index % 9)), index)
