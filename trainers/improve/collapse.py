"""When to stop, and what is left then: a loop that feeds on itself can starve, repeat itself, or unlearn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    """What counts as collapse.

    Attributes:
        least_valid: Least share of valid proposals.
        least_new: Least share of new proposals.
        least_graphs: Least number of different graphs among the new proposals of a round.
        greatest_fall: Greatest fall of held-out accuracy below the best round before.
        greatest_valid_fall: Greatest fall of the share of valid proposals below the best round before.
        greatest_graphs_fall: Greatest fall of the number of different graphs, as a share of the best round before.
    """

    least_valid: float = field(default=0.05, metadata={"help": "Stop where a smaller share of proposals is valid."})
    least_new: float = field(default=0.02, metadata={"help": "Stop where a smaller share of proposals is new."})
    least_graphs: int = field(default=2, metadata={"help": "Stop where the new proposals have fewer graphs."})
    greatest_fall: float = field(default=0.15, metadata={"help": "Stop where held-out accuracy falls further."})
    greatest_valid_fall: float = field(default=0.4, metadata={"help": "Stop where the valid share falls further."})
    greatest_graphs_fall: float = field(default=0.75, metadata={"help": "Stop where more of the graphs are lost."})


def collapsed(rounds: Sequence[Mapping[str, Any]], limits: Limits) -> str:
    """Why a run should stop, in one line; empty while it should not.

    Args:
        rounds: The reports of the rounds so far, the start first.
        limits: What counts as collapse.
    """
    last = rounds[-1]
    if "valid" in last:
        if last["valid"] < limits.least_valid:
            return f"validity: {last['valid']:.1%} of the proposals pass the ladder (limit {limits.least_valid:.1%})"
        if last["new"] < limits.least_new:
            return f"novelty: {last['new']:.1%} of the proposals are new (limit {limits.least_new:.1%})"
        if last["graphs"] < limits.least_graphs:
            return f"diversity: {last['graphs']} different graphs among the new ones (limit {limits.least_graphs})"
        most = max(report.get("valid", 0) for report in rounds)
        if last["valid"] < most - limits.greatest_valid_fall:
            fall = 100 * (most - last["valid"])
            return f"validity: {fall:.0f} points below the best round (limit {100 * limits.greatest_valid_fall:.0f})"
        graphs = max(report.get("graphs", 0) for report in rounds)
        if last["graphs"] < graphs * (1 - limits.greatest_graphs_fall):
            lost = f"{last['graphs']} different graphs of the {graphs} of the best round"
            return f"diversity: {lost} (limit {1 - limits.greatest_graphs_fall:.0%})"
    best = max(report["accuracy"] for report in rounds)
    if last["accuracy"] < best - limits.greatest_fall:
        fall = best - last["accuracy"]
        return f"accuracy: {100 * fall:.0f} points below the best round (limit {100 * limits.greatest_fall:.0f})"
    return ""


def best(rounds: Sequence[Mapping[str, Any]]) -> int:
    """Which of the rounds so far was the best by the first evaluation split; the earlier one of equals."""
    found: int = max(rounds, key=lambda report: (report["accuracy"], -report["round"]))["round"]
    return found
