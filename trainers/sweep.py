"""Many runs of one recipe: a grid, or a random draw from it, over options and seeds; then one table and one figure.

    python -m trainers.sweep recipes/sweeps/curriculum.yaml --dry-run     # print the runs
    python -m trainers.sweep recipes/sweeps/curriculum.yaml               # here, one after the other
    python -m trainers.sweep recipes/sweeps/curriculum.yaml --ray         # on a Ray cluster that shares this folder
    python -m trainers.sweep recipes/sweeps/curriculum.yaml --slurm       # print an array script for sbatch
    python -m trainers.sweep recipes/sweeps/curriculum.yaml --report      # table and figure of what is there

A run trains, then evaluates, in a folder of its own under `output_dir`. A finished one is left alone, so a stopped
sweep goes on where it was; a training run that was stopped goes on from its last checkpoint, if its recipe saves any.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

if not __package__:
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import yaml

from causim_env.files import write_text
from causim_env.streams import Stream
from trainers.commands import ROOT, execute
from trainers.compare import Interval, over_seeds
from trainers.guards import GuardError

RESULT = "result.json"
SEED = "seed"


@dataclass(frozen=True)
class Sweep:
    """What a sweep file says.

    Attributes:
        output_dir: Folder of all runs.
        script: The training script.
        config: Its recipe.
        evaluate: The recipe of the evaluation; none if empty.
        split: The split whose accuracy the table shows.
        options: Options of every run.
        grid: Values of the options that vary.
        also: Combinations outside the grid.
        random: How many combinations of the grid are drawn; all if 0.
        random_seed: Seed of that draw.
    """

    output_dir: str
    script: str
    config: str
    grid: Mapping[str, Sequence[Any]]
    evaluate: str = ""
    split: str = "test-iid"
    options: Mapping[str, Any] = field(default_factory=dict)
    also: Sequence[Mapping[str, Any]] = ()
    random: int = 0
    random_seed: int = 0

    @classmethod
    def read(cls, path: Path) -> Sweep:
        """Reads a sweep file.

        Raises:
            GuardError: A key is unknown or missing, or a value has the wrong form.
        """
        row = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(row, dict):
            raise GuardError(f"{path}: write keys and values, at least output_dir, script, config and grid")
        wrong = sorted({*row} - {*cls.__dataclass_fields__})
        if wrong:
            raise GuardError(f"{path}: unknown key {wrong[0]}; write some of {', '.join(cls.__dataclass_fields__)}")
        missing = [name for name in ("output_dir", "script", "config", "grid") if name not in row]
        if missing:
            raise GuardError(f"{path}: no {missing[0]}; write it")
        for name, values in row["grid"].items():
            if not isinstance(values, list) or not values:
                raise GuardError(f"{path}: grid {name} is {values!r}; write a list of its values")
        return cls(**row)

    def runs(self) -> list[Run]:
        """Every run, in order, none twice."""
        combinations = [dict(zip(self.grid, values, strict=True)) for values in itertools.product(*self.grid.values())]
        if self.random:
            combinations = Stream("sweep", self.random_seed).sample(combinations, min(self.random, len(combinations)))
        runs = [Run(self, {**combination}) for combination in [*combinations, *self.also]]
        return [*{run.name: run for run in runs}.values()]


@dataclass(frozen=True)
class Run:
    """One combination.

    Attributes:
        sweep: Where it belongs.
        varied: Its own options.
    """

    sweep: Sweep
    varied: Mapping[str, Any]

    @property
    def arm(self) -> str:
        """Its options but the seed, in words: runs of one arm are averaged."""
        return ", ".join(f"{name} {_word(value)}" for name, value in self.varied.items() if name != SEED)

    @property
    def name(self) -> str:
        """Its folder: the words, and a hash of all that decides what it does."""
        facts = [self.sweep.script, self.sweep.config, {**self.sweep.options}, {**self.varied}]
        digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:8]
        words = "-".join(_word(value) for value in self.varied.values())
        return f"{''.join(c if c.isalnum() or c in '.-' else '_' for c in words)}-{digest}"

    @property
    def folder(self) -> Path:
        """Where it writes."""
        return ROOT / self.sweep.output_dir / self.name

    @property
    def done(self) -> bool:
        """Whether it has a result."""
        return (self.folder / RESULT).exists()

    def commands(self) -> list[list[str]]:
        """What is run: the training, then the evaluation."""
        options = {**self.sweep.options, **self.varied}
        model = str(self.folder / "model")
        train = [self.sweep.script, "--config", self.sweep.config, *_words(options)]
        commands = [[*train, "--output_dir", model, "--resume_from_checkpoint", "last"]]
        if self.sweep.evaluate:
            evaluate = ["trainers/evaluate.py", "--config", self.sweep.evaluate, "--model_name_or_path", model]
            commands.append([*evaluate, "--output_dir", str(self.folder / "evaluation"), "--splits", self.sweep.split])
        return commands

    def execute(self) -> None:
        """Runs it, unless it is done; its output goes to `log.txt` in its folder.

        Raises:
            GuardError: A script failed; the message holds the end of its output.
        """
        if self.done:
            return
        for command in self.commands():
            execute(command, self.folder / "log.txt", self.name)
        write_text(self.folder / RESULT, json.dumps(self._result(), indent=2) + "\n")

    def _result(self) -> dict[str, Any]:
        facts = json.loads((self.folder / "model" / "run.json").read_text(encoding="utf-8"))
        found: dict[str, Any] = {"arm": self.arm, "varied": {**self.varied}, "options": {**self.sweep.options}}
        found |= {name: facts[name] for name in ("steps", "seconds", "cpu_seconds", "world_size")}
        if self.sweep.evaluate:
            evaluation = json.loads((self.folder / "evaluation" / "evaluation.json").read_text(encoding="utf-8"))
            found["accuracy"] = evaluation["splits"][self.sweep.split]["model"]["overall"]
        return found


def execute_here(runs: Sequence[Run]) -> None:
    """One after the other; the first failure ends the sweep."""
    for place, run in enumerate(runs, start=1):
        state = "done already" if run.done else "runs"
        sys.stdout.write(f"  {place}/{len(runs)} {run.name} {state}\n")
        sys.stdout.flush()
        run.execute()


def execute_on_ray(runs: Sequence[Run], cpus: float, gpus: float) -> None:
    """As many at a time as the cluster has room for; a run whose worker is lost is started again."""
    from causim_env.cluster import mapped

    for run, _ in zip(runs, mapped(Run.execute, runs, cpus=cpus, gpus=gpus), strict=True):
        sys.stdout.write(f"  {run.name} done\n")
        sys.stdout.flush()


def slurm(path: Path, runs: Sequence[Run]) -> str:
    """An array script: one task for each run, which leaves a finished one alone."""
    return f"""#!/bin/bash
#SBATCH --job-name={path.stem}
#SBATCH --array=0-{len(runs) - 1}
#SBATCH --output={runs[0].sweep.output_dir}/slurm-%A_%a.txt
#SBATCH --ntasks=1
#SBATCH --requeue
# mkdir -p {runs[0].sweep.output_dir} && sbatch this file, from the checkout; add partition, time and GPUs as your
# cluster wants them. Afterwards: python -m trainers.sweep {path} --report
set -euo pipefail
srun python -m trainers.sweep {path} --only "$SLURM_ARRAY_TASK_ID"
"""


def report(runs: Sequence[Run]) -> dict[str, Any]:
    """Writes `table.md`, `figure.svg` and `results.json` of the finished runs.

    Raises:
        GuardError: No run is finished.
    """
    done = [json.loads((run.folder / RESULT).read_text(encoding="utf-8")) for run in runs if run.done]
    if not done:
        raise GuardError("no run is finished: run the sweep without --report first")
    arms = [_arm(arm, [row for row in done if row["arm"] == arm]) for arm in dict.fromkeys(row["arm"] for row in done)]
    sweep = runs[0].sweep
    facts = {"split": sweep.split, "planned": len(runs), "finished": len(done), "arms": arms, "runs": done}
    out = ROOT / sweep.output_dir
    write_text(out / "results.json", json.dumps(facts, indent=2) + "\n")
    write_text(out / "table.md", table(facts))
    if sweep.evaluate:
        _figure(facts, out / "figure.svg")
    return facts


def table(facts: Mapping[str, Any]) -> str:
    """The arms as Markdown: means over seeds with Student's intervals, and what they cost."""
    lines = [
        f"{facts['finished']} of {facts['planned']} runs; accuracy on {facts['split']}, mean over seeds with its 95 % "
        "interval.",
        "",
        "| arm | seeds | accuracy | steps | CPU seconds |",
        "|---|---|---|---|---|",
    ]
    for arm in facts["arms"]:
        accuracy = arm["accuracy"]
        said = "-" if accuracy is None else f"{accuracy['value']:.3f} [{accuracy['low']:.3f}, {accuracy['high']:.3f}]"
        lines.append(f"| {arm['arm']} | {arm['seeds']} | {said} | {arm['steps']} | {arm['cpu_seconds']:.0f} |")
    total = sum(row["cpu_seconds"] for row in facts["runs"])
    return "\n".join([*lines, "", f"All training runs together: {total:.0f} CPU seconds.", ""])


def _arm(arm: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    found = [row["accuracy"] for row in rows if "accuracy" in row]
    accuracy: Interval | None = None
    if len(found) == 1:
        accuracy = Interval(found[0]["accuracy"], found[0]["low"], found[0]["high"])
    elif found:
        accuracy = over_seeds([one["accuracy"] for one in found])
    return {
        "arm": arm,
        "seeds": len(rows),
        "accuracy": accuracy and accuracy.to_json(),
        "steps": rows[0]["steps"],
        "cpu_seconds": sum(row["cpu_seconds"] for row in rows) / len(rows),
    }


def _figure(facts: Mapping[str, Any], path: Path) -> None:
    """Accuracy of every arm with its interval, over the compute spent on it."""
    import matplotlib
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 0.6 + 0.45 * len(facts["arms"])), layout="constrained")
    axes = figure.add_subplot()
    for place, arm in enumerate(facts["arms"]):
        found = arm["accuracy"]
        below, above = found["value"] - found["low"], found["high"] - found["value"]
        axes.errorbar([found["value"]], [place], xerr=[[max(0, below)], [max(0, above)]], fmt="o", capsize=3)
    labels = [f"{arm['arm']}\n{arm['cpu_seconds']:.0f} CPU s" for arm in facts["arms"]]
    axes.set_yticks(range(len(labels)), labels, fontsize=7)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_xlabel(f"accuracy on {facts['split']}", fontsize=8)
    with matplotlib.rc_context({"svg.hashsalt": path.stem}):
        figure.savefig(path, format="svg", metadata={"Date": None})


def _word(value: object) -> str:
    return "+".join(map(str, value)) if isinstance(value, list) else str(value)


def _words(options: Mapping[str, Any]) -> list[str]:
    """Options as a command line."""
    words: list[str] = []
    for name, value in options.items():
        words += [f"--{name}", *(map(str, value) if isinstance(value, list) else [str(value)])]
    return words


def main(argv: Sequence[str] | None = None) -> None:
    """Runs a sweep, or one of its parts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sweep", type=Path, help="a YAML file, such as recipes/sweeps/curriculum.yaml")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--dry-run", action="store_true", help="print the runs and what they execute")
    way.add_argument("--ray", action="store_true", help="run on a Ray cluster")
    way.add_argument("--slurm", action="store_true", help="print an array script")
    way.add_argument("--only", type=int, help="run number N, from 0, and nothing else")
    way.add_argument("--report", action="store_true", help="write table and figure of what is there")
    parser.add_argument("--cpus", type=float, default=1.0, help="cores of a run, on Ray")
    parser.add_argument("--gpus", type=float, default=0.0, help="GPUs of a run, on Ray")
    options = parser.parse_args(argv)
    runs = Sweep.read(options.sweep).runs()
    if options.dry_run:
        sys.stdout.write("".join(_shown(place, run) for place, run in enumerate(runs)))
        return
    if options.slurm:
        sys.stdout.write(slurm(options.sweep, runs))
        return
    if options.only is not None:
        if not 0 <= options.only < len(runs):
            raise GuardError(f"--only {options.only}: write a number from 0 to {len(runs) - 1}")
        runs[options.only].execute()
        return
    ways: dict[bool, Callable[[], None]] = {
        True: lambda: execute_on_ray(runs, options.cpus, options.gpus),
        False: lambda: execute_here(runs),
    }
    if not options.report:
        ways[options.ray]()
    sys.stdout.write(table(report(runs)))


def _shown(place: int, run: Run) -> str:
    state = " (done)" if run.done else ""
    lines = [f"{place} {run.name}{state}", *(f"    python {' '.join(command)}" for command in run.commands())]
    return "\n".join(lines).replace(f"{ROOT}{os.sep}", "") + "\n"


if __name__ == "__main__":
    from trainers.guards import command

    command(main)
