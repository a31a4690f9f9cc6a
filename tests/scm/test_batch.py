import pytest

from causim_env.authors.procedural import Spec, draw
from causim_env.scm import SCM
from causim_env.scm.batch import _program
from causim_env.streams import Stream

pytest.importorskip("numpy")


def test_columns_equal_worlds_one_by_one():
    taken = 0
    for i in range(30):
        scm = draw(
            Stream("batch", i), Spec(nodes=5, families=("linear", "threshold", "modular", "extremum", "piecewise"))
        )
        stream = Stream("batch-world", i)
        worlds = [{v.name: stream.choice(v.support) for v in scm.exogenous} for _ in range(80)]
        node = stream.choice(scm.endogenous)
        for do in ({}, {node.name: stream.choice(node.support)}):
            rows = scm.evaluate_batch(worlds, do)
            for row, world in zip(rows, worlds, strict=True):
                one = scm.evaluate(world, do)
                assert row == one
                assert [type(value) for value in row.values()] == [type(value) for value in one.values()]
        taken += _program(scm, frozenset()) is not None
    assert taken >= 10


def test_numbers_past_64_bits_leave_the_numpy_path():
    source = "u: Uniform(0, 1)\ndef y(u) -> Integer(0, 9):\n    t = (u + 3000000000) * 4000000000\n    return t % 7\n"
    read = SCM.from_source(source)
    scm = SCM(read.doc, read.exogenous, read.endogenous, vetted=True)
    assert _program(scm, frozenset()) is None
    worlds = [{"u": i % 2} for i in range(100)]
    assert [row["y"] for row in scm.evaluate_batch(worlds)] == [
        ((u["u"] + 3000000000) * 4000000000) % 7 for u in worlds
    ]
