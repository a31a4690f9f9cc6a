"""How far apart a model's accuracies on the three twins of the library are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from causim_env.evaluation.differences import Interval, difference
from causim_env.evaluation.estimates import Record
from causim_env.library import TWINS


def gaps(records: Iterable[Record]) -> dict[str, Interval]:
    """How much better a model is at the named twin than at the two others; paired by question, clustered by model.

    Raises:
        ValueError: There are no twins among the records.
    """
    sides: dict[str, list[Record]] = {twin: [] for twin in TWINS}
    for record in records:
        sides[record.split].append(replace(record, id=record.id.removesuffix(f"-{record.split}")))
    return {f"named - {twin}": difference(sides[twin], sides["named"]) for twin in TWINS if twin != "named"}


def of_twins(records: Iterable[Record]) -> bool:
    """Whether records are those of this suite: their splits are the three twins."""
    return {record.split for record in records} == set(TWINS)
