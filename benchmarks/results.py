"""The file of results: what runs of studies found, what they cost, and what made them."""

from __future__ import annotations

import json
import platform
import subprocess
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.machine import machine
from causim_env import __version__
from causim_env.evaluation import Prediction, summarise
from causim_env.evaluation.predictions import read_predictions
from causim_env.files import write_text
from trainers.commands import ROOT
from trainers.compare import over_seeds

if TYPE_CHECKING:
    from benchmarks.study import Study

COUNTS = ("steps", "samples", "tokens")
FLOORS = ("random", "constant")
_PACKAGES = ("torch", "transformers", "trl")


@dataclass
class Results:
    """The file of results.

    Attributes:
        path: The file.
    """

    path: Path
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def read(self) -> dict[str, Any]:
        """All studies by name; none where there is no file yet."""
        if not self.path.exists():
            return {}
        studies: dict[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))["studies"]
        return studies

    def valid(self, study: Study) -> list[dict[str, Any]]:
        """The runs of a study that are there and were made by what it says now, by arm and seed."""
        known = self.read().get(study.name, {}).get("runs", [])
        keys = {run.key for run in study.runs(sorted({row["seed"] for row in known}))}
        return study.ordered(row for row in known if row["key"] in keys)

    def add(self, study: Study, row: dict[str, Any]) -> None:
        """Puts in one run; one of the same arm and seed goes, and so do runs of commands that have changed."""
        with self._lock:
            others = [old for old in self.valid(study) if (old["arm"], old["seed"]) != (row["arm"], row["seed"])]
            studies = {**self.read(), study.name: summary(study, study.ordered([*others, row]))}
            text = json.dumps({"version": 1, "studies": dict(sorted(studies.items()))}, indent=1)
            write_text(self.path, text + "\n")


def outcome(folder: Path) -> dict[str, Any]:
    """What an evaluation found: on every split as a whole, by representation and by level, and over the samples.

    Args:
        folder: What `trainers/evaluate.py` wrote.
    """
    found = json.loads((folder / "evaluation.json").read_text(encoding="utf-8"))
    splits: dict[str, Any] = {}
    for split in found["splits"]:
        predictions = list(read_predictions(folder / f"{split}.jsonl"))
        floors = found["splits"][split].get("floors", {})
        splits[split] = {
            "overall": _estimate(predictions),
            "floors": {name: floors[name]["overall"]["accuracy"] for name in FLOORS if name in floors},
        }
        for axis in ("representation", "level"):
            groups: dict[str, list[Prediction]] = defaultdict(list)
            for prediction in predictions:
                groups[str(getattr(prediction, axis))].append(prediction)
            splits[split][f"by_{axis}"] = {name: _estimate(group) for name, group in sorted(groups.items())}
    return {"splits": splits, "curve": found.get("checkpoints", [])}


def _estimate(predictions: Sequence[Prediction]) -> dict[str, Any]:
    row = summarise(prediction.record for prediction in predictions).to_json()["overall"]
    assert isinstance(row, dict)
    return row


def summary(study: Study, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A study in the results: its runs, and its arms with means over seeds, intervals and costs."""
    arms = {}
    for arm in study.arms:
        own = [row for row in rows if row["arm"] == arm]
        if own:
            arms[arm] = _arm(study, own)
    return {"title": study.title, "split": study.split, "arms": arms, "runs": list(rows)}


def _arm(study: Study, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {"seeds": [row["seed"] for row in rows], "splits": {}}
    for split in rows[0]["splits"]:
        cells = [row["splits"][split]["overall"] for row in rows]
        floors = [row["splits"][split]["floors"] for row in rows]
        found["splits"][split] = {
            **mean(cells),
            "n": sum(cell["n"] for cell in cells),
            "floors": {name: round(sum(one[name] for one in floors) / len(floors), 4) for name in floors[0]},
        }
    for name in ("cpu_seconds", *COUNTS):
        found[name] = round(sum(row["cost"][name] for row in rows) / len(rows), 1)
    found["commits"] = sorted({commit for row in rows for commit in row["commits"]})
    return found


def mean(cells: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """The mean over seeds with its interval.

    That is Student's, over the seeds; but never less than what a run says of itself by its problems, clustered by SCM,
    so that three seeds which happen to agree claim no certainty, and one seed has an interval at all.
    """
    seeds = over_seeds([cell["accuracy"] for cell in cells])
    low, high = (sum(cell[end] for cell in cells) / len(cells) for end in ("low", "high"))
    if len(cells) > 1:
        low, high = min(low, seeds.low), max(high, seeds.high)
    return {"value": seeds.value, "low": max(0.0, low), "high": min(1.0, high)}


@cache
def provenance() -> dict[str, Any]:
    """Commit, versions and machine."""
    return {
        "commit": _commit(),
        "versions": {"causim_env": __version__, "python": platform.python_version(), **dict(_versions())},
        "machine": {name: fact for name, fact in machine().items() if name in ("processor", "cores", "platform")},
    }


def _commit() -> str:
    """The commit, marked where the code of a run is not what was committed; results in the checkout do not count."""
    head = _git("rev-parse", "--short=10", "HEAD")
    changed = _git("status", "--porcelain", "--", "causim_env", "trainers", "recipes")
    return f"{head or 'unknown'}{'-dirty' if changed else ''}"


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def _versions() -> Iterator[tuple[str, str]]:
    for package in _PACKAGES:
        try:
            yield package, version(package)
        except PackageNotFoundError:
            continue
