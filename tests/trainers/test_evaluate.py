"""`trainers/evaluate.py` on splits and suites, with a model that always says yes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("trl")

from tests.cli.test_evaluate import Yes
from tests.suites.test_suites import ATE, cladder, question
from trainers import evaluate
from trainers.evaluate import EvaluateArguments
from trainers.guards import GuardError
from trainers.mix import MixArguments


@pytest.fixture(autouse=True)
def agreeable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "LocalModel", Yes)
    monkeypatch.setattr(Yes, "asked", [])
    monkeypatch.setattr(Yes, "breaks_after", 99)


def options(tmp_path: Path, *suites: str) -> EvaluateArguments:
    return EvaluateArguments("m", str(tmp_path / "out"), splits=["test-iid"], suites=[*suites])


def test_a_suite_stands_beside_the_splits(tmp_path: Path) -> None:
    rows = [question(1, "ate", "yes", ATE), question(2, "ate", "no", -ATE), question(3, "ate", "no", ATE)]
    found = evaluate.run(options(tmp_path, f"cladder={cladder(tmp_path, *rows)}"), MixArguments(levels=[1], rows=2))
    written = json.loads((tmp_path / "out" / "evaluation.json").read_text())
    suite = written["suites"]["cladder"]
    assert suite["model"]["overall"]["accuracy"] == 0.5 and suite["model"]["untrusted"]["n"] == 1
    assert suite["floors"]["constant"]["overall"]["n"] == 2 and suite["model"]["flaws"]
    assert len((tmp_path / "out" / "suite-cladder.jsonl").read_text().splitlines()) == 3
    assert [line.split()[0] for line in evaluate.table(found).splitlines()] == ["split", "test-iid", "cladder"]


def test_a_suite_that_is_not_there_ends_the_run_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(GuardError, match="suites rlcausal=nowhere: nowhere: no such file"):
        evaluate.run(options(tmp_path, "rlcausal=nowhere"), MixArguments(levels=[1], rows=2))
