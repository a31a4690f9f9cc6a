import random
import re

import pytest

from causim_env.authors.procedural import Spec, draw
from causim_env.scm import SCM, SCMError
from causim_env.scm.canonical import renamed_values
from causim_env.scm.domains import Distribution
from causim_env.streams import Stream
from tests.scm.greenhouse import GREENHOUSE


def test_names_docs_and_order_do_not_matter():
    scm = SCM.from_source(GREENHOUSE)
    other = SCM.from_source(
        "rain: Categorical(a=2, b=5, c=1)\nsun: Uniform(0, 3)\nq: Bernoulli(1, 5)\n"
        "def m(rain, q, hours) -> Integer(0, 9):\n    t = 5 + (3 if q else 0) - hours // 2\n"
        "    if rain == 'a':\n        t += 2\n    return max(0, min(9, t))\n"
        "def hours(sun) -> Integer(0, 6):\n    return 2 * sun\n"
    )
    assert other.canonical_hash == scm.canonical_hash
    assert other.content_hash != scm.content_hash


def test_what_differs_in_substance_differs_in_hash():
    base = SCM.from_source(GREENHOUSE).canonical_hash
    edits = [
        ("Uniform(0, 3)", "Uniform(0, 2)"),
        ("Bernoulli(1, 5)", "Bernoulli(2, 5)"),
        ("clay=2", "clay=3"),
        ('== "clay"', '== "sand"'),
        ("base += 2", "base += 1"),
        ("- light // 2", "+ light // 2"),
        ("Integer(0, 9)", "Integer(0, 10)"),
        ("    if u_soil", "    base = base\n    if u_soil"),
    ]
    hashes = {SCM.from_source(GREENHOUSE.replace(old, new)).canonical_hash for old, new in edits}
    assert len(hashes) == len(edits)
    assert base not in hashes


def test_another_law_changes_the_hash_as_if_the_text_were_read_again():
    scm = SCM.from_source(GREENHOUSE)
    before = scm.canonical_hash
    for root in scm.exogenous:
        weights = tuple((value, 7 + place) for place, value in enumerate(root.support))
        twin = scm.with_law(root.name, Distribution(weights))
        assert twin.canonical_hash == SCM.from_source(twin.to_source()).canonical_hash != before
    assert scm.canonical_hash == before
    root = scm.exogenous[0]
    with pytest.raises(SCMError, match="write a law on"):
        scm.with_law(root.name, Distribution(tuple((value, 1) for value in root.support[1:])))


def test_shared_and_separate_noise_are_told_apart():
    shared = """
u: Uniform(0, 1)
w: Uniform(0, 1)

def a(u) -> Integer(0, 1):
    return u

def b(u) -> Integer(0, 1):
    return u
"""
    separate = shared.replace("def b(u) -> Integer(0, 1):\n    return u", "def b(w) -> Integer(0, 1):\n    return w")
    assert SCM.from_source(shared).canonical_hash != SCM.from_source(separate).canonical_hash


def test_indentation_is_part_of_the_meaning():
    inside = """
u: Uniform(0, 3)

def a(u) -> Integer(0, 9):
    x = 0
    if u:
        x = 1
        x += u
    return x
"""
    outside = inside.replace("        x += u", "    x += u")
    assert SCM.from_source(inside).canonical_hash != SCM.from_source(outside).canonical_hash


def test_drawn_scms_keep_their_hash_through_text_shuffling_and_anonymising():
    seen = set()
    for i in range(60):
        scm = draw(Stream("canonical", i), Spec(nodes=2 + i % 7))
        read = SCM.from_source(scm.to_source())
        shuffler = random.Random(i)
        exogenous, endogenous = list(scm.exogenous), list(scm.endogenous)
        shuffler.shuffle(exogenous)
        shuffler.shuffle(endogenous)
        assert read.canonical_hash == scm.canonical_hash
        assert SCM("", exogenous, endogenous, vetted=True).canonical_hash == scm.canonical_hash
        twin = scm.anonymise()
        assert twin.canonical_hash == scm.canonical_hash
        assert SCM.from_source(twin.to_source()) == twin
        seen.add(scm.canonical_hash)
    assert len(seen) >= 59


def test_the_anonymised_twin_computes_the_same():
    for i in range(20):
        scm = draw(Stream("twin", i), Spec(nodes=5))
        twin = scm.anonymise()
        stream = Stream("twin-world", i)
        for _ in range(5):
            world = {v.name: stream.choice(v.support) for v in scm.exogenous}
            values = scm.evaluate(world)
            assert twin.evaluate(renamed_values(world, scm, twin)) == renamed_values(values, scm, twin)


@pytest.mark.parametrize("name", ["upper", "count", "values", "items"])
def test_a_parent_or_a_local_named_like_a_method_is_a_name(name: str) -> None:
    text = "other: Uniform(0, 3)\nu: Categorical(a=1, b=2)\n\ndef x(u, other) -> Integer(0, 9):\n    n = 0\n"
    text += '    if u.upper() == "A":\n        n = other + [other, 1].count(1)\n    return n\n'
    scm = SCM.from_source(text)
    for old in ("other", "n"):
        renamed = re.sub(rf"\b{old}\b", name, text)
        assert SCM.from_source(renamed).canonical_hash == scm.canonical_hash
    swapped = SCM.from_source(text.replace(".upper()", ".lower()"))
    assert swapped.canonical_hash != scm.canonical_hash
