"""The demo from end to end, with two steps in place of hundreds."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

pytest.importorskip("trl")

from recipes.nano import demo


@pytest.mark.slow
def test_the_demo_trains_evaluates_and_reports(tmp_path: Path) -> None:
    demo.main(["--out", str(tmp_path), "--max_steps", "2"])
    facts = json.loads((tmp_path / "results.json").read_text())
    assert [row["arm"] for row in facts["table"]] == list(demo.ARMS)
    assert all(set(row["splits"]) == {"validation", "test-iid", "test-ood-size"} for row in facts["table"])
    assert facts["floors"]["random"]["test-iid"] > 0
    table = (tmp_path / "table.md").read_text()
    assert all(title in table for title in demo.ARMS.values())
    page = (tmp_path / "report.html").read_text()
    assert page.count("<svg") > 4
    assert not re.search(r"(?:src|href)=.?(?:https?:|//)", page), "the report stands on its own"
