"""RLCausal: 6,000 marginals under observation, intervention and both, from unrounded tables.

The printed tables have two digits, so the answers agree up to a total variation of 0.0101. Its
counterfactuals are those of the selector coupling; the other coupling must not reproduce them.
"""

from __future__ import annotations

from typing import Any

import pytest

from causim_env.authors.importers.couplings import Coupling
from causim_env.scm.infer import infer
from tests.oracles.external import rlcausal, rlcausal_scm

LEVELS = ("observational", "interventional", "counterfactual")
TOLERANCE = 0.0101
SHARE = 0.995


def distance(item: dict[str, Any], coupling: Coupling) -> float:
    """Total variation between the engine's marginal and the item's."""
    scm = rlcausal_scm(item, coupling)
    law = infer(scm, [item["target"]], item["observed"], item["do"], counterfactual=bool(item["observed"]))
    values = item["values"][item["target"]]
    gold: list[float] = item["gold"]
    return sum(abs(float(law.get((v,), 0)) - g) for v, g in zip(values, gold, strict=True)) / 2


def share_within(items: list[dict[str, Any]], coupling: Coupling) -> float:
    return sum(distance(item, coupling) <= TOLERANCE for item in items) / len(items)


@pytest.mark.parametrize("level", LEVELS)
def test_a_tenth_of_the_items(level: str) -> None:
    assert share_within(rlcausal(level)[::10], "selector") >= SHARE


@pytest.mark.slow
def test_all_items() -> None:
    items = [item for level in LEVELS for item in rlcausal(level)]
    assert len(items) == 6000
    assert share_within(items, "selector") >= SHARE


def test_the_other_coupling_agrees_below_counterfactuals_and_fails_on_them() -> None:
    for level in LEVELS[:2]:
        assert share_within(rlcausal(level)[::40], "inverse_cdf") >= SHARE
    informative = [item for item in rlcausal("counterfactual")[::20] if moved(item)]
    assert share_within(informative, "inverse_cdf") < 0.9
    assert share_within(informative, "selector") >= SHARE


def moved(item: dict[str, Any]) -> bool:
    """Whether both the observation and the intervention matter to the answer."""
    gold = item["gold"]
    return gold not in (item["gold_no_obs"], item["gold_no_intv"])
