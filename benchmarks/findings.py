"""The findings: what the studies of `recipes/findings/studies` found, as JSON, as a page and as figures.

    python -m benchmarks.findings --lanes 2                 # all studies, three seeds: `make findings`
    python -m benchmarks.findings --only curriculum --seeds 0
    python -m benchmarks.findings --dry-run                 # the runs and their commands
    python -m benchmarks.findings --only-report             # page and figures of what is there

Every run is in `benchmarks/findings.json` as soon as it has ended, and what is there is not run again; without that
file and `runs/findings`, everything is. The page, `docs/findings.md`, says nothing that is not in that file or in the
study files.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.results import Results, summary
from benchmarks.study import Study, execute, select
from causim_env.files import write_text
from trainers.commands import ROOT
from trainers.compare import Interval, over_seeds
from trainers.guards import GuardError, command

STUDIES = ROOT / "recipes" / "findings" / "studies"
RESULTS = ROOT / "benchmarks" / "findings.json"
PAGE = ROOT / "docs" / "findings.md"
HEAD = """# Findings

Studies with the embedded model on two CPU cores. `make findings` runs what is missing and writes this page again from
[`benchmarks/findings.json`](../benchmarks/findings.json); [`recipes/findings`](../recipes/findings) says what is run.

Accuracies are means over seeds, in percent. A seed changes the first weights, the training problems, all sampling and
the held-out problems; the arms of a seed share their start and those problems. The interval is Student's, 95 %, over
the seeds, and never less than that of a run's own problems, clustered by SCM. Differences are taken seed by seed; with
three seeds an interval reaches two and a half standard deviations to either side, so small differences cannot show, and
"no difference shown" does not mean equal. Nothing is adjusted for the number of comparisons: of twenty true equalities,
one would be called a difference. No SCM is shared between training and test; in spaces as small as these a question
with the same relevant mechanisms and values sometimes is. Floors are a random answer and the best constant one. Cost is
what an arm takes beyond the model that all arms start from: processor seconds of whole processes, and the steps,
samples and tokens that its trainers counted.
"""


def page(studies: Sequence[Study], results: Mapping[str, Any]) -> str:
    """The page, from the results alone."""
    parts = [HEAD]
    parts += ["\n".join(section(study, results[study.name])) for study in studies if study.name in results]
    return "\n".join(parts)


def section(study: Study, found: Mapping[str, Any]) -> Iterator[str]:
    """The lines of one study: question, setting, verdict, table."""
    yield f"## {study.title}\n"
    yield f"{study.question}\n"
    yield f"{study.setting}\n"
    lines = [*verdicts(study, found), *reached(study, found), *goals(study, found)]
    if lines:
        yield "\n".join(f"- {line}" for line in lines) + "\n"
    yield f"![{study.title}](findings-{study.name}.svg)\n"
    yield f"| arm | seeds | {study.split} | problems | CPU s | samples | tokens | commit |"
    yield "|---|---:|---:|---:|---:|---:|---:|---|"
    for name, arm in found["arms"].items():
        cell = arm["splits"][study.split]
        counts = [f"{arm[count]:,.0f}" if arm[count] else "-" for count in ("cpu_seconds", "samples", "tokens")]
        commits = ", ".join(arm["commits"])
        yield f"| {name} | {len(arm['seeds'])} | {percent(cell)} | {cell['n']} | {' | '.join(counts)} | {commits} |"
    floors = next(iter(found["arms"].values()))["splits"][study.split]["floors"]
    if floors:
        yield "\nFloors: " + ", ".join(f"{name} {100 * value:.1f}" for name, value in floors.items()) + "."
    yield ""


def verdicts(study: Study, found: Mapping[str, Any]) -> Iterator[str]:
    """What the comparisons say, in words."""
    for one, other in study.compare:
        pairs = _pairs(found, one, other)
        if not pairs:
            continue
        cells = [[run["splits"][study.split]["overall"] for run in pair] for pair in pairs]
        gaps = [a["accuracy"] - b["accuracy"] for a, b in cells]
        shift = over_seeds(gaps)
        if len(gaps) < 2:
            yield f"{one} less {other}: {100 * gaps[0]:+.1f} points in one seed, which says nothing about the next."
            continue
        if max(gaps) - min(gaps) < 1 / min(cell["n"] for pair in cells for cell in pair):
            said = "seeds that agree to the problem leave no interval to judge by"
        elif shift.low <= 0 <= shift.high:
            said = "no difference shown"
        else:
            said = f"**{one}** is {'better' if shift.value > 0 else 'worse'}"
        yield f"{one} less {other}: {points(shift)} points over {len(gaps)} seeds; {said}."


def reached(study: Study, found: Mapping[str, Any]) -> Iterator[str]:
    """How soon one arm gets to where another one ends, seed by seed."""
    for one, other in study.reach:
        touched, kept = _shares(found, one, other)
        own, _ = _shares(found, other, other)
        if touched:
            yield (
                f"{one} first touches the final accuracy of {other} after these shares of its samples, seed by seed: "
                f"{_said(touched)} ({other} itself: {_said(own)}), and stays there from {_said(kept)} on. First "
                "touches of noisy curves come early."
            )


def goals(study: Study, found: Mapping[str, Any]) -> Iterator[str]:
    """Whether what was hoped for came true."""
    for goal in study.goals:
        one, other = goal["arm"], goal["other"]
        if "share" in goal:
            touched, kept = _shares(found, one, other)
            soon, long = [
                sum(share is not None and share <= goal["share"] for share in shares) for shares in (touched, kept)
            ]
            if touched:
                yield (
                    f"Goal, {one} at the final accuracy of {other} with at most {goal['share']:g} of its samples: "
                    f"touched in time in {soon} of {len(touched)} seeds, for good in {long}."
                )
            continue
        cells = [[run["splits"][study.split]["overall"]["accuracy"] for run in p] for p in _pairs(found, one, other)]
        if cells:
            shift = over_seeds([a - b for a, b in cells])
            met = "met" if shift.low >= goal["gain"] else "met in the mean" if shift.value >= goal["gain"] else "missed"
            yield f"Goal, {one} at least {100 * goal['gain']:g} points above {other}: {met}."


def _shares(found: Mapping[str, Any], one: str, other: str) -> tuple[list[float | None], list[float | None]]:
    """For every seed, when an arm first has the final accuracy of another, and from when on it keeps it."""
    starts = {
        run["seed"]: run["splits"][found["split"]]["overall"]["accuracy"]
        for run in found["runs"]
        if run["arm"] == "start"
    }
    pairs = [(a, b, starts.get(a["seed"], 0.0)) for a, b in _pairs(found, one, other)]
    return [reach(*pair) for pair in pairs], [reach(*pair, lasting=True) for pair in pairs]


def _said(shares: Sequence[float | None]) -> str:
    return ", ".join("never" if share is None else f"{share:.2f}" for share in shares)


def reach(
    run: Mapping[str, Any], other: Mapping[str, Any], start: float = 0.0, *, lasting: bool = False
) -> float | None:
    """Samples after which a run has the final accuracy of another one, as a share of what that one took.

    Accuracy is taken to change evenly between two checkpoints.

    Args:
        run: The run.
        other: The other one.
        start: The accuracy of both before the first sample.
        lasting: Whether it has to stay there, instead of touching it once.

    Returns:
        The share; None where no checkpoint gets there, or where the other run ends no better than it started.
    """
    goal = other["curve"][-1]["overall"]["accuracy"]
    whole = other["curve"][-1]["samples"]
    if goal <= start:
        return None
    points = [(0.0, start), *((point["samples"], point["overall"]["accuracy"]) for point in run["curve"])]
    below = [place for place, (_, accuracy) in enumerate(points) if accuracy < goal]
    first = next((place for place, (_, accuracy) in enumerate(points) if accuracy >= goal), len(points))
    place = below[-1] + 1 if lasting else first
    if place == len(points):
        return None
    (before, low), (after, high) = points[place - 1], points[place]
    return float((before + (goal - low) / (high - low) * (after - before)) / whole)


def figure(study: Study, found: Mapping[str, Any], path: Path) -> None:
    """Every arm with its interval, and accuracy over the samples where the study has checkpoints."""
    import matplotlib
    from matplotlib.figure import Figure

    curves = {name: _curve(found, name) for name in found["arms"]}
    curved = any(curves.values())
    drawing = Figure(figsize=(9 if curved else 6, max(2.4, 0.9 + 0.34 * len(curves))), layout="constrained")
    left, *right = drawing.subplots(1, 2 if curved else 1, squeeze=False)[0]
    for place, (name, arm) in enumerate(found["arms"].items()):
        cell = arm["splits"][study.split]
        error = [[100 * (cell["value"] - cell["low"])], [100 * (cell["high"] - cell["value"])]]
        left.errorbar([100 * cell["value"]], [place], xerr=error, fmt="o", capsize=3, color=f"C{place}")
        if curves[name]:
            samples, values = zip(*curves[name], strict=True)
            right[0].plot(samples, [100 * one.value for one in values], color=f"C{place}", label=name, marker=".")
            bounds = [[100 * getattr(one, side) for one in values] for side in ("low", "high")]
            right[0].fill_between(samples, *bounds, color=f"C{place}", alpha=0.12, linewidth=0)
    left.set_yticks(range(len(curves)), list(curves), fontsize=8)
    left.set_ylim(len(curves) - 0.5, -0.5)
    left.set_xlabel(f"accuracy on {study.split}, %", fontsize=8)
    left.set_xlim(0, 100)
    if curved:
        right[0].set_xlabel("samples", fontsize=8)
        right[0].set_ylim(0, 100)
        right[0].legend(fontsize=7, frameon=False)
    with matplotlib.rc_context({"svg.hashsalt": study.name}):
        drawing.savefig(path, format="svg", metadata={"Date": None})


def percent(cell: Mapping[str, float]) -> str:
    """A mean with its interval, which a share of right answers cannot leave."""
    return f"{100 * cell['value']:.1f} [{100 * max(0, cell['low']):.1f}, {100 * min(1, cell['high']):.1f}]"


def points(shift: Interval) -> str:
    """A difference with its interval, in percentage points."""
    return f"{100 * shift.value:+.1f} [{100 * shift.low:+.1f}, {100 * shift.high:+.1f}]"


def _pairs(found: Mapping[str, Any], one: str, other: str) -> list[tuple[Any, Any]]:
    """Runs of two arms with the same seed."""
    of_arm = {(run["arm"], run["seed"]): run for run in found["runs"]}
    seeds = dict.fromkeys(run["seed"] for run in found["runs"])
    keys = [((one, seed), (other, seed)) for seed in seeds]
    return [(of_arm[a], of_arm[b]) for a, b in keys if a in of_arm and b in of_arm]


def _curve(found: Mapping[str, Any], arm: str) -> list[tuple[int, Interval]]:
    """Samples and accuracy of every checkpoint that all runs of an arm have."""
    curves = [{p["samples"]: p["overall"]["accuracy"] for p in r["curve"]} for r in found["runs"] if r["arm"] == arm]
    shared = sorted(set.intersection(*map(set, curves))) if curves else []
    return [(samples, over_seeds([curve[samples] for curve in curves]).within(0, 1)) for samples in shared]


def report(studies: Sequence[Study], results: Results) -> None:
    """Writes the page and the figures of what is there."""
    found = {study.name: summary(study, rows) for study in studies if (rows := results.valid(study))}
    for study in studies:
        if study.name in found:
            figure(study, found[study.name], PAGE.with_name(f"findings-{study.name}.svg"))
    write_text(PAGE, page(studies, found))


def known() -> list[Study]:
    """All studies, in the order of the page."""
    order = ("curriculum", "volume", "self_improvement", "sources", "written", "order")
    return [Study.read(STUDIES / f"{name}.yaml") for name in order]


def main(argv: Sequence[str] | None = None) -> None:
    """Runs the studies and writes what they found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    studies = known()
    parser.add_argument("--only", nargs="+", choices=[study.name for study in studies], help="these studies alone")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--lanes", type=int, default=1, help="runs at a time, one core each")
    parser.add_argument("--dry-run", action="store_true", help="print the runs and their commands")
    parser.add_argument("--only-report", action="store_true", help="write page and figures of what is there")
    options = parser.parse_args(argv)
    results = Results(RESULTS)
    failures: list[str] = []
    if not options.only_report:
        chosen = select(studies, options.only)
        failures = execute(chosen, options.seeds, results, options.lanes, dry=options.dry_run)
    if not options.dry_run:
        report(studies, results)
    if failures:
        raise GuardError(f"{len(failures)} run(s) failed; the others are in {RESULTS}")


if __name__ == "__main__":
    command(main)
