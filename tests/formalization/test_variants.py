"""Variants stay verified, differ from each other, and say truly what was altered in which SCM."""

from __future__ import annotations

import json
from itertools import islice, product
from pathlib import Path

import pytest

pytest.importorskip("jinja2", reason="needs the llm extra")

from causim_env.authors.incremental import Rules
from causim_env.authors.one_shot import grow_from
from causim_env.authors.procedural import Spec, draw
from causim_env.authors.run import MANIFEST
from causim_env.formalization.alterations import KINDS
from causim_env.formalization.reader import OwnReader
from causim_env.formalization.run import Order, formalize_all, verified
from causim_env.formalization.variants import variants
from causim_env.informal import tell
from causim_env.problems import read_simulators
from causim_env.sandbox import default_runtime
from causim_env.scm import SCM
from causim_env.scm.compile import functions
from causim_env.streams import Stream

RULES = Rules([default_runtime()])
HELP_DESK = draw(Stream("varied", 0), Spec(nodes=4))


def behaviour(scm: SCM) -> object:
    """Laws and tables, by plain calls."""
    tables = [
        [functions(scm)[node.name](*row) for row in product(*(scm[parent].support for parent in node.parents))]
        for node in scm.order
    ]
    return [root.distribution for root in scm.exogenous], [v.name for v in scm.variables], tables


def test_variants_are_verified_different_and_of_every_kind() -> None:
    made = list(variants(HELP_DESK, 10, RULES.runtimes))
    assert {one.kind for one in made} == set(KINDS)
    assert len({one.scm.content_hash for one in made} | {HELP_DESK.content_hash}) == 11
    known = {HELP_DESK.content_hash}
    for one in made:
        assert one.parent in known
        known.add(one.scm.content_hash)
        again = SCM.from_source(one.scm.to_source())
        assert again.content_hash == one.scm.content_hash
        grown, climbed = grow_from(again, RULES.runtimes)
        assert grown is not None, climbed.message


def test_variants_depend_on_scm_and_seed_alone() -> None:
    def hashes(seed: int, count: int) -> list[str]:
        return [one.scm.content_hash for one in islice(variants(HELP_DESK, count, RULES.runtimes, seed=seed), 4)]

    assert hashes(1, 4) == hashes(1, 9) != hashes(2, 4)


def test_the_edit_says_what_differs() -> None:
    by_hash = {HELP_DESK.content_hash: HELP_DESK}
    for one in variants(HELP_DESK, 10, RULES.runtimes, seed=3):
        parent = by_hash[one.parent]
        by_hash[one.scm.content_hash] = one.scm
        edges = {(p, node.name) for node in one.scm.endogenous for p in node.parents}
        old_edges = {(p, node.name) for node in parent.endogenous for p in node.parents}
        if one.kind == "theme":
            assert one.scm.canonical_hash == parent.canonical_hash
            assert set(one.scm.names) != set(parent.names)
            continue
        assert behaviour(one.scm) != behaviour(parent)
        assert any(name in one.edit for name in parent.names)
        if one.kind == "structure":
            assert edges != old_edges
        if one.kind in ("law", "support"):
            assert edges == old_edges and one.scm.endogenous[0].parents
            changed = [r.name for r in parent.exogenous if one.scm[r.name].distribution != r.distribution]  # type: ignore[union-attr]
            assert len(changed) == 1 and changed[0] in one.edit


def test_false_claims_do_not_survive_in_docs() -> None:
    text = (
        'u: Uniform(0, 3)\n"""Dose."""\nv: Bernoulli(1, 2)\n"""Valve."""\n\ndef x(u, v) -> Integer(0, 4):\n'
        '    """Flow [l]. Rises with u. Ranges from 0 to 4."""\n    return u + (1 if v else 0)\n'
    )
    scm = verified(SCM.from_source(text), RULES)
    for one in variants(scm, 8, RULES.runtimes):
        assert grow_from(SCM.from_source(one.scm.to_source()), RULES.runtimes)[0] is not None
    wide = [one for one in variants(scm, 12, RULES.runtimes) if one.scm.to_source().count("Integer(0, 5)")]
    assert all("Ranges from 0 to 4" not in one.scm.to_source() for one in wide)


def test_what_is_not_verified_is_refused() -> None:
    idle = SCM.from_source("u: Uniform(0, 3)\nv: Uniform(0, 3)\n\ndef x(u, v) -> Integer(0, 3):\n    return u\n")
    with pytest.raises(ValueError, match="V4: v changes nothing"):
        verified(idle, RULES)


def test_a_folder_holds_texts_scms_variants_and_where_they_come_from(tmp_path: Path) -> None:
    texts = [(f"{style}.txt", tell(HELP_DESK, style, 1)) for style in ("plain", "report")]
    order = Order(texts, variants=3, seed=5)
    found = formalize_all(tmp_path, order, OwnReader(), RULES)
    assert all(made.complete for made in found)
    manifest = json.loads((tmp_path / MANIFEST).read_text())
    assert len(manifest["scms"]) == 8 and len(read_simulators(tmp_path)) == 8
    first, *others = manifest["scms"][:4]
    assert set(first["sentences"]) == set(found[0].scm.names)  # type: ignore[union-attr]
    assert all(other["lineage"]["edit"] for other in others)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(ValueError, match="--resume"):
        formalize_all(tmp_path, order, OwnReader(), RULES)
    journal = tmp_path / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[: len(journal.read_bytes()) // 2])
    (tmp_path / MANIFEST).unlink()
    formalize_all(tmp_path, order, OwnReader(), RULES, resume=True)
    after = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    del before["journal.jsonl"], after["journal.jsonl"]
    assert before == after
    with pytest.raises(ValueError, match="written with variants 3"):
        formalize_all(tmp_path, Order(texts, variants=2, seed=5), OwnReader(), RULES, resume=True)
