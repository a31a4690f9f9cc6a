"""The findings: what the studies of `recipes/findings/studies` found, as JSON, as a page and as figures.

    python -m benchmarks.findings --lanes 2                 # all studies, three seeds: `make findings`
    python -m benchmarks.findings --only curriculum --seeds 0
    python -m benchmarks.findings --dry-run                 # the runs and their commands
    python -m benchmarks.findings --only-report             # page and figures of what is there

Every run is in `benchmarks/findings.json` as soon as it has ended, and what is there is not run again. The page,
`docs/findings.md`, says nothing that is not in that file or in the study files.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.results import Results
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
Accuracies are means over seeds with Student's 95 % interval over the seeds, in percent; with one seed the interval is
that of its problems, clustered by SCM. A difference is taken seed by seed and called one only if its interval leaves
out zero. Cost is what an arm takes beyond the model that all arms start from: processor seconds of whole processes,
and the samples and tokens that its trainers counted.
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
    lines = [*verdicts(study, found)]
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
    yield ""


def verdicts(study: Study, found: Mapping[str, Any]) -> Iterator[str]:
    """What the comparisons say, in words."""
    for one, other in study.compare:
        pairs = _pairs(found, one, other)
        if not pairs:
            continue
        gaps = [
            a["splits"][study.split]["overall"]["accuracy"] - b["splits"][study.split]["overall"]["accuracy"]
            for a, b in pairs
        ]
        shift = over_seeds(gaps)
        if len(gaps) < 2:
            said = "one seed says nothing about the next"
        elif shift.low <= 0 <= shift.high:
            said = "cannot be told apart"
        else:
            said = f"**{one}** is {'better' if shift.value > 0 else 'worse'}"
        yield f"{one} less {other}: {points(shift)} points over {len(gaps)} seed(s); {said}."
    for one, other in study.reach:
        shares = [reach(a, b) for a, b in _pairs(found, one, other)]
        reached = [share for share in shares if share is not None]
        if not shares:
            continue
        said = f"{one} reaches the final accuracy of {other} in {len(reached)} of {len(shares)} seeds"
        if reached:
            share = over_seeds(reached)
            said += f", with {share.value:.2f} [{share.low:.2f}, {share.high:.2f}] times its samples"
            said += " (counting those seeds alone)" if len(reached) < len(shares) else ""
        yield said + "."


def reach(run: Mapping[str, Any], other: Mapping[str, Any]) -> float | None:
    """Samples that a run needs for the final accuracy of another one, as a share of what that one took.

    Accuracy is taken to change evenly between two checkpoints. Where the first checkpoint is past it already, its
    samples are the answer. None where no checkpoint gets there.
    """
    goal = other["curve"][-1]["overall"]["accuracy"]
    whole = other["curve"][-1]["samples"]
    before: tuple[float, float] | None = None
    for point in run["curve"]:
        samples, accuracy = point["samples"], point["overall"]["accuracy"]
        if accuracy >= goal:
            if before is None:
                return float(samples / whole)
            share = (goal - before[1]) / (accuracy - before[1])
            return float((before[0] + share * (samples - before[0])) / whole)
        before = (samples, accuracy)
    return None


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
    return [(samples, over_seeds([curve[samples] for curve in curves])) for samples in shared]


def report(studies: Sequence[Study], results: Results) -> None:
    """Writes the page and the figures of what is there."""
    found = results.read()
    for study in studies:
        if study.name in found:
            figure(study, found[study.name], PAGE.with_name(f"findings-{study.name}.svg"))
    write_text(PAGE, page(studies, found))


def known() -> list[Study]:
    """All studies, in the order of the page."""
    order = ("curriculum", "volume", "self_improvement", "sources", "order")
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
