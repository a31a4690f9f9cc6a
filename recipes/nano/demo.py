"""The road from SCMs to a better model, end to end on two CPU cores.

    python recipes/nano/demo.py              # one seed
    python recipes/nano/demo.py --seeds 3    # means and intervals over seeds

All models start from the same random weights. One learns from worked solutions, then for a while from imperfect
demonstrations, most without working and some wrong, as collected data is; GRPO on verdicts alone goes on from there.
The other learns from worked solutions only, for about the same compute as all of that together. Every stage is
evaluated on splits that no training problem comes from. Writes `results.json`, `table.md` and a self-contained
`report.html`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from causim_env.evaluation.predictions import read_predictions  # noqa: E402
from trainers.commands import ENVIRONMENT, execute  # noqa: E402
from trainers.compare import Interval, difference, over_seeds  # noqa: E402
from trainers.guards import command  # noqa: E402
from trainers.report import markdown, write  # noqa: E402

RECIPES = Path(__file__).resolve().parent
ARMS = {
    "curated": "SFT on worked solutions, 800 steps",
    "imperfect": "then SFT on imperfect demonstrations, 100 steps",
    "reinforced": "then GRPO on verdicts alone, 32 steps",
    "worked": "SFT on worked solutions only, same compute",
}
GOES_ON_FROM = {"imperfect": "curated", "reinforced": "imperfect"}
CURATED_STEPS = 800
FOCUS = "test-iid"


@dataclass(frozen=True, slots=True)
class Lab:
    """Where the demo runs and what it may override.

    Attributes:
        out: Directory of everything it writes.
        overrides: Command-line options appended to every training script, for quick trials.
    """

    out: Path
    overrides: tuple[str, ...] = ()

    def script(self, name: str, log: str, *options: object) -> None:
        """Runs one script with its output in `<out>/<log>.log`.

        Raises:
            GuardError: The script failed; the message holds the end of its output.
        """
        started = time.perf_counter()
        execute([str(ROOT / name), *map(str, options)], self.out / f"{log}.log", name, **ENVIRONMENT)
        say(f"{log}: {time.perf_counter() - started:.0f} s")

    def train(self, script: str, recipe: str, seed: int, arm: str, *options: object) -> None:
        """Trains one arm, from the arm that it goes on from."""
        home = self.out / f"seed{seed}"
        self.script(
            f"trainers/{script}.py",
            f"seed{seed}/{arm}",
            *("--config", RECIPES / recipe, "--model_name_or_path", home / GOES_ON_FROM.get(arm, "start")),
            *("--output_dir", home / arm, "--seed", seed, *options, *self.overrides),
        )

    def evaluate(self, seed: int, arm: str) -> None:
        """Evaluates one arm."""
        model = self.out / f"seed{seed}" / arm
        self.script(
            "trainers/evaluate.py",
            f"seed{seed}/{arm}-evaluation",
            *("--config", RECIPES / "evaluate.yaml", "--model_name_or_path", model),
        )


def say(line: str) -> None:
    """One line of progress."""
    sys.stdout.write(f"  {line}\n")
    sys.stdout.flush()


def reinforced(lab: Lab, seed: int, supervised: Event) -> None:
    """The first three arms of one seed; tells when the supervised ones are there."""
    try:
        lab.train("sft", "sft.yaml", seed, "curated", "--max_steps", CURATED_STEPS)
        lab.train("sft", "sft_imperfect.yaml", seed, "imperfect")
    finally:
        supervised.set()
    lab.train("grpo", "grpo.yaml", seed, "reinforced")
    lab.evaluate(seed, "reinforced")


def worked(lab: Lab, seed: int, supervised: Event) -> None:
    """The last arm of one seed, and the evaluations for which the other core has no time."""
    lab.train("sft", "sft.yaml", seed, "worked")
    lab.evaluate(seed, "worked")
    supervised.wait()
    lab.evaluate(seed, "curated")
    lab.evaluate(seed, "imperfect")


def collect(lab: Lab, seeds: Sequence[int], seconds: float) -> dict[str, Any]:
    """Everything the report needs, from what the scripts left behind."""
    recipe = yaml.safe_load((RECIPES / "evaluate.yaml").read_text(encoding="utf-8"))
    splits = recipe["splits"]
    runs = [_run(lab, seed, arm) for seed in seeds for arm in ARMS]
    floors = runs[0]["evaluation"][FOCUS]["floors"]
    table = [_row(arm, [run for run in runs if run["arm"] == arm], splits) for arm in ARMS]
    rows = {row["arm"]: row for row in table}
    for arm, before in GOES_ON_FROM.items():
        rows[arm]["cpu_seconds"] += rows[before]["cpu_seconds"]
    lift = _lift(lab, seeds)
    first = json.loads((lab.out / f"seed{seeds[0]}" / "imperfect" / "run.json").read_text(encoding="utf-8"))
    mix_names = set(first["mix"])
    return {
        "title": "CauSim-env: from SCMs to a better model",
        "seeds": list(seeds),
        "splits": splits,
        "arms": list(ARMS),
        "runs": runs,
        "table": table,
        "floors": {
            name: {
                split: runs[0]["evaluation"][split]["floors"].get(name, _NONE)["overall"]["accuracy"]
                for split in splits
            }
            for name in floors
        },
        "focus": {
            "arm": "reinforced",
            "split": FOCUS,
            "before": rows["imperfect"]["splits"][FOCUS],
            "after": rows["reinforced"]["splits"][FOCUS],
            "lift": lift.to_json(),
            "lift_interval": f"Student's interval over {len(seeds)} seeds"
            if len(seeds) > 1
            else "paired by problem, clustered by SCM",
        },
        "intervals": f"Means over {len(seeds)} seeds with Student's 95 % intervals."
        if len(seeds) > 1
        else "95 % intervals clustered by SCM; one seed.",
        "note": "A shortcut's floor counts the problems where it leaves something out.",
        "mix": {key: value for key, value in recipe.items() if key in mix_names},
        "problem_seed": recipe.get("seed", 0),
        "alarms": _alarms(lab, seeds),
        "seconds": round(seconds, 1),
        "machine": f"{seconds:.0f} s on {os.cpu_count()} cores, {platform.machine()}.",
    }


_NONE = {"overall": {"accuracy": None}}


def _run(lab: Lab, seed: int, arm: str) -> dict[str, Any]:
    folder = lab.out / f"seed{seed}" / arm
    facts = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    state = json.loads((folder / "trainer_state.json").read_text(encoding="utf-8"))
    found = json.loads((folder / "evaluation" / "evaluation.json").read_text(encoding="utf-8"))
    return {
        "arm": arm,
        "title": ARMS[arm],
        "seed": seed,
        "steps": facts["steps"],
        "cpu_seconds": facts["cpu_seconds"],
        "seconds": facts["seconds"],
        "history": state["log_history"],
        "evaluation": found["splits"],
        "predictions": str(folder / "evaluation"),
    }


def _row(arm: str, runs: Sequence[dict[str, Any]], splits: Sequence[str]) -> dict[str, Any]:
    cells: dict[str, dict[str, float]] = {}
    for split in splits:
        found = [run["evaluation"][split]["model"]["overall"] for run in runs]
        mean = over_seeds([one["accuracy"] for one in found]).within(0, 1)
        alone = Interval(mean.value, found[0]["low"], found[0]["high"])
        cells[split] = (mean if len(found) > 1 else alone).to_json()
    cpu = sum(run["cpu_seconds"] for run in runs) / len(runs)
    return {"arm": arm, "title": ARMS[arm], "splits": cells, "cpu_seconds": cpu, "steps": runs[0]["steps"]}


def _lift(lab: Lab, seeds: Sequence[int]) -> Interval:
    found = [
        difference(
            *(
                list(read_predictions(lab.out / f"seed{seed}" / arm / "evaluation" / f"{FOCUS}.jsonl"))
                for arm in ("imperfect", "reinforced")
            )
        )
        for seed in seeds
    ]
    return found[0] if len(found) == 1 else over_seeds([one.value for one in found])


def _alarms(lab: Lab, seeds: Sequence[int]) -> list[str]:
    logs = [lab.out / f"seed{seed}" / "reinforced.log" for seed in seeds]
    lines = [line for log in logs for line in log.read_text(encoding="utf-8", errors="replace").splitlines()]
    return [line.partition("alarm ")[2] for line in lines if "WARNING alarm" in line]


def main(argv: Sequence[str] | None = None) -> None:
    """Runs the demo."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds to repeat it with")
    parser.add_argument("--out", type=Path, default=ROOT / "runs" / "demo", help="where to write")
    parser.add_argument("--only-report", action="store_true", help="write the report of runs that are there")
    options, overrides = parser.parse_known_args(argv)
    lab = Lab(options.out.resolve(), tuple(overrides))
    seeds = range(options.seeds)
    started = time.perf_counter()
    if not options.only_report:
        shutil.rmtree(lab.out, ignore_errors=True)
        sys.stdout.write(f"Training and evaluating {', '.join(ARMS)}; {len(seeds)} seed(s); logs in {lab.out}\n")
        for seed in seeds:
            out = lab.out / f"seed{seed}" / "start"
            lab.script(
                "recipes/nano/make_model.py",
                f"seed{seed}/start",
                *("--config", RECIPES / "sft.yaml", "--out", out, "--seed", seed),
            )
        with ThreadPoolExecutor(max_workers=max(1, min(os.cpu_count() or 1, 2 * len(seeds)))) as lanes:
            done = [Event() for _ in seeds]
            chains = [lanes.submit(chain, lab, s, done[s]) for s in seeds for chain in (reinforced, worked)]
            for chain in chains:
                chain.result()
    results = lab.out / "results.json"
    facts = collect(lab, list(seeds), time.perf_counter() - started)
    results.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    page = write(results)
    table = markdown(facts)
    results.with_name("table.md").write_text(table, encoding="utf-8")
    sys.stdout.write(f"\n{table}\n")
    lift = facts["focus"]["lift"]
    say(f"GRPO lifts {FOCUS} by {100 * lift['value']:.1f} points [{100 * lift['low']:.1f}, {100 * lift['high']:.1f}]")
    sys.stdout.write(f"{page}\n")


if __name__ == "__main__":
    command(main)
