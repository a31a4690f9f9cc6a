"""270 marginals on five published networks, answered by pyAgrum."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from causim_env.authors.importers import COUPLINGS, import_bif
from causim_env.authors.importers.couplings import Coupling
from causim_env.scm.infer import infer
from causim_env.scm.model import SCM
from tests.oracles.external import folder

NETWORKS = ("asia", "cancer", "sachs", "child", "alarm")


@cache
def scm_of(name: str, coupling: Coupling) -> SCM:
    return import_bif(folder("bif") / f"{name}.bif", coupling)


def questions(name: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads((folder("bif") / "gold_pyagrum.json").read_text())
    return [item for item in items if item["net"] == name]


def test_every_question_belongs_to_a_tested_network() -> None:
    assert sum(len(questions(name)) for name in NETWORKS) == 270


@pytest.mark.parametrize("coupling", COUPLINGS)
@pytest.mark.parametrize("name", NETWORKS)
def test_marginals_agree(name: str, coupling: Coupling) -> None:
    scm = scm_of(name, coupling)
    for item in questions(name):
        law = infer(scm, [item["target"]], item["evidence"], item["do"])
        for label, gold in zip(item["labels"], item["gold"], strict=True):
            assert float(law.get((label,), 0)) == pytest.approx(gold, abs=1e-5), item
