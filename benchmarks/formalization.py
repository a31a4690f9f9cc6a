"""Submitted SCMs judged per second on one core, and the floors of the reward.

Submissions have twenty endogenous variables each and come in four sorts: the gold text; one with one edit; one in
which every mechanism is written otherwise, and is seen for the first time; and the same when it is seen again. Time is
processor time of this process and of the sandbox's. The floors are the mean and the greatest reward of programs
without knowledge on problems of every level from 1 to 8.
Run with `python -m benchmarks.formalization [--submissions 100] [--problems 25]`.
"""

from __future__ import annotations

import argparse
import os
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.machine import publish
from causim_env.authors.procedural import Spec, draw
from causim_env.edits import edited
from causim_env.formalization import score_many
from causim_env.formalization.floors import FLOORS
from causim_env.formalization.problem import FormalizationSet
from causim_env.scm import SCM
from causim_env.streams import Stream

BATCH = 16
NODES = 20
_RETURN = re.compile(r"^( +)return (.+)$", re.MULTILINE)


def processor_seconds() -> float:
    """What this process and its children have used so far, in seconds."""
    total, ticks = time.process_time(), os.sysconf("SC_CLK_TCK")
    waiting = [os.getpid()]
    while waiting:
        for listed in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
            for child in listed.read_text().split():
                waiting.append(int(child))
                fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
                total += sum(map(int, fields[11:15])) / ticks
    return total


def rewritten(scm: SCM, salt: int) -> str:
    """The SCM with every mechanism in other words: what is returned gets a name of its own first."""
    return _RETURN.sub(rf"\1result_{salt} = \2\n\1return result_{salt}", scm.to_source())


def rate(texts: Sequence[str], golds: Sequence[SCM]) -> dict[str, float]:
    """Submissions per second, and the mean reward."""
    earned: list[float] = []
    start = processor_seconds()
    for i in range(0, len(texts), BATCH):
        verdicts = score_many([f"<answer>{text}</answer>" for text in texts[i : i + BATCH]], golds[i : i + BATCH])
        earned += [verdict.reward for verdict in verdicts if verdict.reward is not None]
    spent = processor_seconds() - start
    return {"per_second": round(len(texts) / spent, 1), "mean_reward": round(sum(earned) / len(earned), 4)}


def throughput(count: int) -> dict[str, dict[str, float]]:
    """Rates for every sort of submission."""
    golds = [draw(Stream("formalization benchmark", i % 20), Spec(nodes=NODES)) for i in range(count)]
    warm = rate([scm.to_source() for scm in golds], golds)
    again = [rewritten(scm, i) for i, scm in enumerate(golds)]
    sorts: dict[str, Callable[[], Sequence[str]]] = {
        "gold text": lambda: [scm.to_source() for scm in golds],
        "one edit": lambda: [edited(scm, Stream("edit", i)).to_source() for i, scm in enumerate(golds)],
        "all rewritten, new": lambda: again,
        "all rewritten, seen": lambda: again,
    }
    return {"gold text, first": warm, **{sort: rate(made(), golds) for sort, made in sorts.items()}}


def floors(count: int) -> dict[str, dict[str, float]]:
    """Mean and greatest reward of every program without knowledge."""
    problems = [FormalizationSet(level=1 + i % 8, descriptions=("plain",))[i] for i in range(count)]
    made = {}
    for name, floor in FLOORS.items():
        verdicts = score_many([floor(problem) for problem in problems], [problem.scm for problem in problems])
        earned = [verdict.reward for verdict in verdicts if verdict.reward is not None]
        made[name] = {"mean": round(sum(earned) / len(earned), 4), "greatest": round(max(earned), 4)}
    return made


def main() -> None:
    """Prints rates and floors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=100)
    parser.add_argument("--problems", type=int, default=25)
    chosen = parser.parse_args()
    publish("formalization", {"throughput": throughput(chosen.submissions), "floors": floors(chosen.problems)})


if __name__ == "__main__":
    main()
