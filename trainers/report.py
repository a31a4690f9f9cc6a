"""A self-contained HTML page about an experiment: tables, plots, and a few answers with the SCM they are about.

    python trainers/report.py runs/demo/results.json

Reads `results.json` as `recipes/nano/demo.py` writes it, and the predictions that it names. Plots and pictures
are inline SVG; the page loads nothing.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

if not __package__:
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from causim_env.evaluation.predictions import Prediction, read_predictions
from causim_env.problems import Problem
from causim_env.render.picture import svg
from trainers.evaluate import held_out
from trainers.mix import MixArguments

COLOURS = ("#b86e00", "#0072b2", "#007a59", "#aa4499", "#57606a")
SHOWN = 3
TEMPLATE = Path(__file__).with_name("report.html.j2")


def write(results: Path) -> Path:
    """Writes `report.html` beside the results.

    Args:
        results: The file `results.json`.

    Returns:
        The page.
    """
    import jinja2

    facts = json.loads(results.read_text(encoding="utf-8"))
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["percent"] = percent
    page = environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        facts=facts,
        by_kind=[(split, _bars(facts, split)) for split in facts["splits"]],
        curves=_curves(facts),
        answers=list(_answers(facts)),
    )
    out = results.with_name("report.html")
    out.write_text(page, encoding="utf-8")
    return out


def markdown(facts: Mapping[str, Any]) -> str:
    """The table of results: every arm with its intervals, then chance and the floors, on every split."""
    splits = facts["splits"]
    lines = ["| | " + " | ".join(splits) + " | CPU min |", "|---|" + "---:|" * (len(splits) + 1)]
    for row in facts["table"]:
        cells = [row["splits"][split] for split in splits]
        shown = [f"{100 * c['value']:.1f} [{100 * c['low']:.1f}, {100 * c['high']:.1f}]" for c in cells]
        lines.append(f"| {row['title']} | " + " | ".join(shown) + f" | {row['cpu_seconds'] / 60:.1f} |")
    for name, accuracy in facts["floors"].items():
        shown = ["-" if accuracy[split] is None else f"{100 * accuracy[split]:.1f}" for split in splits]
        lines.append(f"| floor: {name.replace('_', ' ')} | " + " | ".join(shown) + " | |")
    return "\n".join(lines) + "\n"


def percent(share: float | None) -> str:
    """`0.7312` as `73.1 %`."""
    return "-" if share is None else f"{100 * share:.1f} %"


def _bars(facts: Mapping[str, Any], split: str) -> str:
    """Accuracy by kind and level of every arm, with intervals and the best constant."""
    from matplotlib.figure import Figure

    arms = [arm for arm in facts["runs"] if arm["seed"] == facts["seeds"][0]]
    groups = list(arms[0]["evaluation"][split]["model"]["by_kind_and_level"])
    figure = Figure(figsize=(10, 3.4), layout="constrained")
    axes = figure.add_subplot()
    width = 0.8 / len(arms)
    for i, arm in enumerate(arms):
        found = arm["evaluation"][split]["model"]["by_kind_and_level"]
        cells = [found.get(group, {"accuracy": 0.0, "low": 0.0, "high": 0.0}) for group in groups]
        heights = [cell["accuracy"] or 0.0 for cell in cells]
        below = [max(0.0, height - cell["low"]) for height, cell in zip(heights, cells, strict=True)]
        above = [max(0.0, cell["high"] - height) for height, cell in zip(heights, cells, strict=True)]
        places = [place + (i - (len(arms) - 1) / 2) * width for place in range(len(groups))]
        axes.bar(places, heights, width * 0.92, color=COLOURS[i], label=arm["title"])
        axes.errorbar(places, heights, [below, above], fmt="none", ecolor="#1b1f24", elinewidth=1, capsize=2)
    constant = arms[0]["evaluation"][split]["floors"]["constant"]["by_kind_and_level"]
    for place, group in enumerate(groups):
        level = constant.get(group, {}).get("accuracy") or 0.0
        axes.plot([place - 0.45, place + 0.45], [level, level], color="#1b1f24", linestyle=":", linewidth=1.4)
    axes.set_xticks(range(len(groups)), [group.replace("/", "\nlevel ") for group in groups], fontsize=8)
    axes.set_ylim(0, 1.02)
    axes.set_ylabel("accuracy")
    figure.legend(fontsize=8, frameon=False, loc="outside upper right", ncols=3)
    return _inline(figure, f"bars {split}")


def _curves(facts: Mapping[str, Any]) -> str:
    """Loss of the supervised arms; reward and completion length of the reinforced one."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 2.8), layout="constrained")
    loss, reward, length = figure.subplots(1, 3)
    seen: set[str] = set()
    for run in facts["runs"]:
        colour = COLOURS[facts["arms"].index(run["arm"]) % len(COLOURS)]
        label = None if run["arm"] in seen else run["title"]
        seen.add(run["arm"])
        for axes, key, where in (
            (loss, "loss", "reward" not in _keys(run["history"])),
            (reward, "rewards/correct/mean", True),
            (length, "completions/mean_length", True),
        ):
            points = [(row["step"], row[key]) for row in run["history"] if row.get(key) is not None]
            if points and where:
                axes.plot(*zip(*points, strict=True), color=colour, label=label, linewidth=1.3)
    for axes, title in ((loss, "SFT: loss"), (reward, "GRPO: share correct"), (length, "GRPO: tokens per answer")):
        axes.set_title(title, fontsize=9)
        axes.set_xlabel("step", fontsize=8)
        axes.tick_params(labelsize=8)
    loss.legend(fontsize=7, frameon=False)
    return _inline(figure, "curves")


def _keys(history: Iterable[Mapping[str, Any]]) -> set[str]:
    return {key for row in history for key in row}


def _inline(figure: Any, salt: str) -> str:
    import matplotlib

    text = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": salt, "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure.savefig(text, format="svg", metadata={"Date": None})
    drawing = text.getvalue()
    return drawing[drawing.index("<svg") :]


def _answers(facts: Mapping[str, Any]) -> Iterable[Mapping[str, object]]:
    """A few right and wrong answers of the last arm that was reinforced, on the split in focus."""
    run = next(run for run in facts["runs"] if run["arm"] == facts["focus"]["arm"])
    split = facts["focus"]["split"]
    mix = MixArguments(**facts["mix"])
    problems = {p.id: p for p in held_out(mix, split, facts["problem_seed"]) if isinstance(p, Problem)}
    predictions = [p for p in read_predictions(Path(run["predictions"], f"{split}.jsonl")) if p.id in problems]
    for right in (True, False):
        for prediction in _spread([p for p in predictions if p.correct is right], SHOWN):
            yield {"right": right, "prediction": prediction, **_shown(problems[prediction.id])}


def _spread(predictions: Sequence[Prediction], n: int) -> list[Prediction]:
    """Up to `n` predictions of different kinds, where there are such."""
    kinds = list(dict.fromkeys(p.kind for p in predictions))
    picked: list[Prediction] = []
    for turn in range(n):
        of_kind = [p for p in predictions if kinds and p.kind == kinds[turn % len(kinds)] and p not in picked]
        picked += of_kind[:1]
    return picked


def _shown(problem: Problem) -> Mapping[str, object]:
    return {"problem": problem, "picture": svg(problem.scm, problem.query), "gold": problem.answer.text()}


def main() -> None:
    """Writes the page of the results named on the command line."""
    if len(sys.argv) != 2:
        raise SystemExit("usage: python trainers/report.py runs/demo/results.json")
    sys.stdout.write(f"{write(Path(sys.argv[1]))}\n")


if __name__ == "__main__":
    main()
