"""Studies: arms that are compared, each a chain of commands, over several seeds, with one file of results.

A study is a YAML file, such as `recipes/findings/studies/volume.yaml`. It names stages, which are command lines, and
arms, which are chains of stages; every arm goes on from the chain in `start`. In a command line `{out}` is the folder
that the stage writes, `{start}` the one of the stage before, `{name}` the one of an earlier stage of that name, and
`{seed}` the seed. What follows a stage's name in a chain is put after its command line. `evaluate` is run on the last
model of a chain and says how well it does.

Chains that begin alike share what they have in common. A run is in the results as soon as it has ended, under a key
made of all its commands and the recipes they read, and what is there is not run again: a study that was killed goes
on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import shlex
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.results import COUNTS, Results, outcome, provenance
from causim_env.files import write_text
from trainers.commands import ENVIRONMENT, ROOT
from trainers.commands import execute as execute_command
from trainers.guards import GuardError

DONE = "stage.json"


@dataclass(frozen=True)
class Study:
    """What a study file says.

    Attributes:
        name: Its name in the results.
        title: Its name in words.
        question: What it asks.
        setting: What was held equal, and how it was made small enough.
        output_dir: Folder of everything it writes but the results.
        stages: Command lines by name.
        arms: Chains of stages by name.
        evaluate: The command line of the evaluation.
        start: The chain that all arms begin with.
        split: The split whose accuracy is compared.
        compare: Pairs of arms; the first is compared with the second.
        reach: Pairs of arms; when does the first reach what the second ends with?
        goals: What is hoped for: an `arm`, an `other` one, and either `share`, the share of the other's samples after
            which the arm should have its final accuracy, or `gain`, by how much it should end better.
        needs: Files or folders without which the study cannot run.
    """

    name: str
    title: str
    question: str
    setting: str
    output_dir: str
    stages: Mapping[str, str]
    arms: Mapping[str, Sequence[str]]
    evaluate: str
    start: Sequence[str] = ()
    split: str = "test-iid"
    compare: Sequence[tuple[str, str]] = ()
    reach: Sequence[tuple[str, str]] = ()
    goals: Sequence[Mapping[str, Any]] = ()
    needs: Sequence[str] = ()

    @classmethod
    def read(cls, path: Path) -> Study:
        """Reads a study file; its name is that of the file.

        Raises:
            GuardError: A key is unknown or missing, or an arm or stage is named that does not exist.
        """
        row = yaml.safe_load(path.read_text(encoding="utf-8"))
        known = [name for name in cls.__dataclass_fields__ if name != "name"]
        wrong = sorted({*row} - {*known})
        if wrong:
            raise GuardError(f"{path}: unknown key {wrong[0]}; write some of {', '.join(known)}")
        missing = [name for name in known[:7] if name not in row]
        if missing:
            raise GuardError(f"{path}: no {missing[0]}; write it")
        study = cls(path.stem, **row)
        for step in [step for chain in (study.start, *study.arms.values()) for step in chain]:
            if step.split()[0] not in study.stages:
                raise GuardError(f"{path}: no stage {step.split()[0]}; write one of {', '.join(study.stages)}")
        aimed = [(goal["arm"], goal["other"]) for goal in study.goals]
        for arm in [arm for pair in (*study.compare, *study.reach, *aimed) for arm in pair]:
            if arm not in study.arms:
                raise GuardError(f"{path}: no arm {arm}; write one of {', '.join(study.arms)}")
        return study

    def runs(self, seeds: Sequence[int]) -> list[Run]:
        """Every arm with every seed; runs that share a stage are far apart, so that none waits for another."""
        return [Run(self, arm, seed) for arm in self.arms for seed in seeds]

    def ordered(self, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Results in the order of the arms, then of the seeds."""
        arms = list(self.arms)
        return sorted(rows, key=lambda row: (arms.index(row["arm"]), row["seed"]))


@dataclass(frozen=True)
class Stage:
    """One command of a run.

    Attributes:
        name: Its name in the study.
        command: Its command line, whole.
        folder: Where it writes.
        key: A hash of the command, of the recipes it reads and of all stages before it.
        own: Whether it belongs to the arm alone, not to the chain that all arms begin with.
    """

    name: str
    command: tuple[str, ...]
    folder: Path
    key: str
    own: bool

    def execute(self) -> dict[str, Any]:
        """Runs the command unless it has ended well before; its output goes to `log.txt` beside its folder.

        Returns:
            What it cost: processor seconds of the command and its children, and what the trainer counted.

        Raises:
            GuardError: It failed; the message holds the end of its output.
        """
        mark = self.folder / DONE
        if mark.exists():
            found: dict[str, Any] = json.loads(mark.read_text(encoding="utf-8"))
            return found
        environment = {**ENVIRONMENT, "PYTHONPATH": str(ROOT)}
        seconds = execute_command(self.command, self.folder.with_suffix(".log"), self.name, **environment)
        facts: dict[str, Any] = {"stage": self.name, "cpu_seconds": round(seconds, 1), "commit": provenance()["commit"]}
        run = self.folder / "run.json"
        if run.exists():
            counted = json.loads(run.read_text(encoding="utf-8"))
            facts |= {name: counted[name] for name in COUNTS if name in counted}
        write_text(mark, json.dumps(facts) + "\n")
        return facts


@dataclass(frozen=True)
class Run:
    """One arm with one seed."""

    study: Study
    arm: str
    seed: int

    def stages(self) -> list[Stage]:
        """Its commands in order, the evaluation last."""
        study, found = self.study, []
        key, fill = "", {"seed": str(self.seed)}
        chain = [*study.start, *study.arms[self.arm], "evaluate"]
        for place, step in enumerate(chain):
            name, *more = shlex.split(step)
            line = study.evaluate if place == len(chain) - 1 else study.stages[name]
            template = [*shlex.split(line), *more]
            facts = [key, self.seed, [_content(word) for word in template]]
            key = hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:12]
            out = ROOT / study.output_dir / f"seed{self.seed}" / f"{name}-{key}"
            command = tuple(word.format(**fill, out=out) for word in template)
            found.append(Stage(name, command, out, key, place >= len(study.start)))
            fill |= {name: str(out), "start": str(out)}
        return found

    @property
    def title(self) -> str:
        """Its study, arm and seed in words."""
        return f"{self.study.name}, {self.arm}, seed {self.seed}"

    @property
    def key(self) -> str:
        """What its result is filed under."""
        return self.stages()[-1].key

    def execute(self, locks: Mapping[str, threading.Lock]) -> dict[str, Any]:
        """Runs what has not run yet.

        Args:
            locks: One for every stage, so that a stage which two runs share runs once.

        Returns:
            The result: accuracies, what they cost, and what made them.
        """
        stages, costs = self.stages(), []
        for stage in stages:
            with locks[stage.key]:
                costs.append(stage.execute())
        own = [cost for cost, stage in zip(costs[:-1], stages, strict=False) if stage.own]
        return {
            "arm": self.arm,
            "seed": self.seed,
            "key": self.key,
            **outcome(stages[-1].folder),
            "cost": {name: round(sum(cost.get(name, 0) for cost in own), 1) for name in ("cpu_seconds", *COUNTS)},
            "cost_of_start": round(sum(cost["cpu_seconds"] for cost in costs[: len(self.study.start)]), 1),
            "cost_of_evaluation": costs[-1]["cpu_seconds"],
            **provenance(),
            "commits": sorted({cost["commit"] for cost in costs}),
        }


def select(studies: Sequence[Study], names: Sequence[str] | None) -> list[Study]:
    """The studies that are named, or all that have what they need; what is left out is said.

    Raises:
        GuardError: One that is named lacks something.
    """
    chosen = []
    for study in studies:
        lacking = [need for need in study.needs if not (ROOT / need).exists()]
        if names and study.name not in names:
            continue
        if lacking and names:
            raise GuardError(f"{study.name} needs {lacking[0]}: there is none")
        if lacking:
            say(f"{study.name} is left out: no {lacking[0]}")
        else:
            chosen.append(study)
    return chosen


def execute(
    studies: Sequence[Study], seeds: Sequence[int], results: Results, lanes: int = 1, *, dry: bool = False
) -> list[str]:
    """Runs what is missing, several runs at a time, and says how it goes.

    Args:
        studies: The studies, in the order to run them.
        seeds: The seeds of every arm.
        results: Where every run goes as soon as it has ended.
        lanes: How many runs at a time; each uses one core.
        dry: Whether the commands are printed instead.

    Returns:
        What failed, in words; other runs go on.
    """
    wanted = [run for study in studies for run in study.runs(seeds)]
    there = {row["key"] for study in studies for row in results.valid(study)}
    missing = [run for run in wanted if run.key not in there]
    say(f"{len(wanted)} runs, {len(wanted) - len(missing)} done already")
    if dry:
        for run in missing:
            say(f"{run.title}\n" + "\n".join(f"    python {shlex.join(stage.command)}" for stage in run.stages()))
        return []
    locks = {stage.key: threading.Lock() for run in missing for stage in run.stages()}
    failures: list[str] = []
    pool = ThreadPoolExecutor(max_workers=max(1, lanes))
    going = {pool.submit(run.execute, locks): run for run in missing}
    try:
        for place, future in enumerate(as_completed(going), start=1):
            run = going[future]
            try:
                row = future.result()
            except (GuardError, OSError, ValueError) as error:
                failures.append(f"{run.title}: {error}")
                say(f"{place}/{len(missing)} {failures[-1]}")
                continue
            results.add(run.study, row)
            found = row["splits"][run.study.split]["overall"]["accuracy"]
            say(f"{place}/{len(missing)} {run.title}: {found:.3f}, {row['cost']['cpu_seconds']:.0f} CPU s")
    finally:
        pool.shutdown(cancel_futures=True)
    return failures


def say(line: str) -> None:
    """One line of progress."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _content(word: str) -> str:
    """A word of a command line; a recipe stands for what it says, so that its name and comments do not matter.

    What a recipe names stands for what that says in turn.
    """
    path = ROOT / word
    if not word.endswith(".yaml") or not path.is_file():
        return word
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    named = {key: _content(value) for key, value in said.items() if isinstance(value, str) and value.endswith(".yaml")}
    return json.dumps(said | named, sort_keys=True)
