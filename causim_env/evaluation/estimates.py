"""From scored completions to accuracies with intervals.

Several problems may be asked about one SCM, and their outcomes then hang together: the intervals
here are clustered by SCM. The variance of the accuracy is the cluster-robust one of a ratio, with
the usual small-sample factor; it is turned into an effective number of independent problems, and
that into a Wilson interval, which stays inside [0, 1] and keeps its width at 0 % and 100 %.
This module only counts; it does not run models, parse answers or draw tables.

Records of the split `untrusted` are those whose published gold answer is known to be wrong or cannot be checked.
They stand apart: no other estimate counts them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import TypedDict, TypeVar

_Key = TypeVar("_Key", str, int, tuple[str, int])
UNTRUSTED = "untrusted"
_Z = NormalDist().inv_cdf(0.975)


class EstimateRow(TypedDict):
    """An `Estimate` as JSON."""

    accuracy: float | None
    low: float
    high: float
    n: int
    scms: int
    failed: int


@dataclass(frozen=True, slots=True)
class Record:
    """One scored completion: which problem, on which SCM, and whether it was right.

    `correct` is None where the verifier failed; such records are counted but never as wrong.
    """

    id: str
    scm: str
    kind: str
    level: int
    split: str
    correct: bool | None

    @classmethod
    def from_json(cls, row: Mapping[str, object]) -> Record:
        """Read a record out of a prediction row, leaving its other columns alone.

        Raises:
            ValueError: If a column is missing or has the wrong type.
        """
        for name in ("id", "scm", "kind", "split"):
            if not isinstance(row.get(name), str):
                raise ValueError(f"column {name!r} must be text, got {row.get(name)!r}")
        level, correct = row.get("level"), row.get("correct")
        if not isinstance(level, int) or isinstance(level, bool):
            raise ValueError(f"column 'level' must be an integer, got {level!r}")
        if correct is not None and not isinstance(correct, bool):
            raise ValueError(f"column 'correct' must be true, false or null, got {correct!r}")
        id, scm, kind, split = (str(row[name]) for name in ("id", "scm", "kind", "split"))
        return cls(id, scm, kind, level, split, correct)


@dataclass(frozen=True, slots=True)
class Estimate:
    """An accuracy over `n` verified records on `scms` simulators, with its 95 % interval.

    `failed` records, whose verifier gave no verdict, are outside `n`. Without any verified record
    the accuracy is None and the interval is [0, 1].
    """

    accuracy: float | None
    low: float
    high: float
    n: int
    scms: int
    failed: int

    def to_json(self) -> EstimateRow:
        """Return the estimate as plain numbers."""
        return EstimateRow(
            accuracy=self.accuracy,
            low=self.low,
            high=self.high,
            n=self.n,
            scms=self.scms,
            failed=self.failed,
        )


@dataclass(frozen=True, slots=True)
class Summary:
    """Accuracy overall, by kind, by level, by split, and by kind at each level; apart, on what is not to be trusted."""

    overall: Estimate
    by_kind: Mapping[str, Estimate]
    by_level: Mapping[int, Estimate]
    by_split: Mapping[str, Estimate]
    by_kind_and_level: Mapping[tuple[str, int], Estimate]
    untrusted: Estimate | None = None

    def to_json(self) -> dict[str, object]:
        """Return the summary as nested dictionaries with text keys."""
        row: dict[str, object] = {
            "overall": self.overall.to_json(),
            "by_kind": {kind: e.to_json() for kind, e in self.by_kind.items()},
            "by_level": {str(level): e.to_json() for level, e in self.by_level.items()},
            "by_split": {split: e.to_json() for split, e in self.by_split.items()},
            "by_kind_and_level": {
                f"{kind}/{level}": e.to_json() for (kind, level), e in self.by_kind_and_level.items()
            },
        }
        if self.untrusted is not None:
            row[UNTRUSTED] = self.untrusted.to_json()
        return row


def summarise(records: Iterable[Record]) -> Summary:
    """Summarise scored completions; the order of `records` does not matter."""
    every = list(records)
    rows = [record for record in every if record.split != UNTRUSTED]
    apart = [record for record in every if record.split == UNTRUSTED]
    return Summary(
        overall=estimate(rows),
        by_kind=_grouped(rows, lambda r: r.kind),
        by_level=_grouped(rows, lambda r: r.level),
        by_split=_grouped(rows, lambda r: r.split),
        by_kind_and_level=_grouped(rows, lambda r: (r.kind, r.level)),
        untrusted=estimate(apart) if apart else None,
    )


def estimate(records: Iterable[Record]) -> Estimate:
    """Estimate one accuracy, its interval clustered by SCM."""
    right: dict[str, int] = defaultdict(int)
    asked: dict[str, int] = defaultdict(int)
    failed = 0
    for record in records:
        if record.correct is None:
            failed += 1
        else:
            right[record.scm] += record.correct
            asked[record.scm] += 1
    n = sum(asked.values())
    if n == 0:
        return Estimate(accuracy=None, low=0.0, high=1.0, n=0, scms=0, failed=failed)
    accuracy = sum(right.values()) / n
    size = _effective_size(accuracy, [(right[scm], asked[scm]) for scm in asked])
    low, high = wilson(accuracy, size)
    return Estimate(accuracy, low, high, n=n, scms=len(asked), failed=failed)


def _grouped(rows: list[Record], key: Callable[[Record], _Key]) -> dict[_Key, Estimate]:
    groups: dict[_Key, list[Record]] = defaultdict(list)
    for record in rows:
        groups[key(record)].append(record)
    return {name: estimate(groups[name]) for name in sorted(groups)}


def _effective_size(accuracy: float, clusters: list[tuple[int, int]]) -> float:
    """Return how many independent problems the clusters (right, asked) are worth.

    Never more than the problems themselves. Where nothing varies, or there is one cluster only,
    the data cannot tell how strongly a cluster hangs together, and every cluster counts once.
    """
    n = sum(asked for _, asked in clusters)
    count = len(clusters)
    spread = sum((right - accuracy * asked) ** 2 for right, asked in clusters)
    if count == 1 or spread < 1e-9:
        return float(count)
    variance = count / (count - 1) * spread / n**2
    return min(float(n), accuracy * (1 - accuracy) / variance)


def wilson(accuracy: float, size: float) -> tuple[float, float]:
    """Return the 95 % Wilson interval of a proportion (Wilson 1927) for a given sample size."""
    centre = (accuracy + _Z**2 / (2 * size)) / (1 + _Z**2 / size)
    half = _Z / (1 + _Z**2 / size) * sqrt(accuracy * (1 - accuracy) / size + (_Z / size / 2) ** 2)
    return max(0.0, centre - half), min(1.0, centre + half)
