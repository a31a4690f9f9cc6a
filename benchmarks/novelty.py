"""How much of held-out accuracy is on questions that training has met in all but name.

No SCM is shared between training and test. But the demo's SCMs are tiny: two that differ in something irrelevant can
leave the same formula with the same numbers: then the worked solution of a held-out problem stands verbatim among those
of the training problems. This counts such problems, and gives the accuracy on the others.
Run after `make demo` with `python -m benchmarks.novelty [--runs runs/demo] [--seeds 0]`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import yaml

from benchmarks.machine import publish
from causim_env.evaluation.estimates import estimate
from causim_env.evaluation.predictions import Prediction, read_predictions
from trainers.mix import Mix, MixArguments

RECIPES = Path(__file__).resolve().parents[1] / "recipes" / "nano"
TRAINING = ("sft.yaml", "sft_imperfect.yaml", "grpo.yaml")
ARMS = ("curated", "imperfect", "reinforced", "worked")
SPLIT = "test-iid"


def mix(recipe: str, seed: int, **changes: Any) -> Mix:
    """The problems of a recipe."""
    names = {one.name for one in fields(MixArguments)}
    content = yaml.safe_load((RECIPES / recipe).read_text(encoding="utf-8"))
    options = MixArguments(**{name: value for name, value in content.items() if name in names})
    return Mix(replace(options, **changes), seed)


def solutions(problems: Mix) -> Iterator[str]:
    """Worked solutions of all rows."""
    return (problems.problem(row).solution for row in range(problems.options.rows))


def novelty(runs: Path, seed: int) -> dict[str, object]:
    """Shares and accuracies of one seed of the demo."""
    known = {text for recipe in TRAINING for text in solutions(mix(recipe, seed))}
    asked = mix("evaluate.yaml", 0, split=SPLIT)
    problems = [asked.problem(row) for row in range(asked.options.rows)]
    met = {problem.id for problem in problems if problem.solution in known}
    found: dict[str, object] = {"problems": len(problems), "met": len(met)}
    for arm in ARMS:
        path = runs / f"seed{seed}" / arm / "evaluation" / f"{SPLIT}.jsonl"
        found[arm] = accuracies(list(read_predictions(path)), met)
    return found


def accuracies(predictions: list[Prediction], met: set[str]) -> Mapping[str, object]:
    """Accuracy on all problems, on those that were met and on the others, with intervals clustered by SCM."""
    parts = {
        "all": predictions,
        "met": [one for one in predictions if one.id in met],
        "new": [one for one in predictions if one.id not in met],
    }
    return {name: estimate(one.record for one in part).to_json() for name, part in parts.items()}


def main() -> None:
    """Prints JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=Path, default=Path("runs/demo"))
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    options = parser.parse_args()
    publish("novelty", {f"seed {seed}": novelty(options.runs, seed) for seed in options.seeds})


if __name__ == "__main__":
    main()
