"""What scoring costs is measured on the recipe that trains."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("trl")

from benchmarks.reward_share import main, scoring_seconds


def test_every_way_scores_a_batch_of_the_recipe() -> None:
    found = scoring_seconds(rounds=2)
    assert set(found) == {"in the process", "with a curriculum", "in a process of its own"}
    assert all(0 < seconds < 1 for seconds in found.values())


@pytest.mark.slow
def test_it_prints_json_alone(capfd: pytest.CaptureFixture[str]) -> None:
    main([])
    found = json.loads(capfd.readouterr().out)["results"]
    assert 0 < found["measured_in_the_step"]["share"] < found["goal"]
