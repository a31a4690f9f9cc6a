"""What scoring costs is measured on the recipe that trains."""

from __future__ import annotations

import pytest

pytest.importorskip("trl")

from benchmarks.reward_share import scoring_seconds


def test_every_way_scores_a_batch_of_the_recipe() -> None:
    found = scoring_seconds(rounds=2)
    assert set(found) == {"in the process", "with a curriculum", "in a process of its own"}
    assert all(0 < seconds < 1 for seconds in found.values())
