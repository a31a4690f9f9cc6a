"""Evaluates a model on named splits and suites, by kind and level, next to what can be earned without thinking.

    python trainers/evaluate.py --config recipes/nano/evaluate.yaml --model_name_or_path runs/nano/grpo

For every split and suite it writes the predictions, which `causim score` can score again, and for all of them one
JSON file with accuracies and intervals clustered by SCM, the floors of guessing, of the best constant and of each
shortcut. Of kinds that ask for programs the accuracy is the share that is wholly right, and the mean reward stands
beside it; their floors are programs without knowledge. Decoding is greedy.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

if not __package__:
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from trl import TrlParser

from causim_env import suites
from causim_env.cli.tables import mean_reward
from causim_env.cli.tables import result as facts
from causim_env.evaluation import Prediction, evaluate, summarise
from causim_env.evaluation.baselines import baseline
from causim_env.evaluation.gold import FORMAL
from causim_env.evaluation.local import LocalModel
from causim_env.problems import Problem
from trainers.guards import GuardError
from trainers.kinds import AnyProblem
from trainers.launch import RUN, SEAL, command, options
from trainers.mix import Mix, MixArguments

REWARDS = "mean_reward_by_kind"


@dataclass
class EvaluateArguments:
    """Which model, on what, and where the result goes.

    Attributes:
        model_name_or_path: A directory or a hub name.
        output_dir: Where `evaluation.json` and the predictions are written; `<model>/evaluation` if empty.
        splits: Splits to evaluate on; the mix's `rows` problems of each.
        suites: `heldout`, `library`, or one from elsewhere with its path: `cladder=data/cladder`.
        suite_rows: Questions of each suite, evenly spread; all if 0.
        batch_size: Problems answered at once.
        max_tokens: The longest completion.
        seed: Seed of the problem sets.
        checkpoints: Also the checkpoints that its training left, on the first split, for a curve over the samples.
    """

    model_name_or_path: str = field(default="", metadata={"help": "A directory or a hub name."})
    output_dir: str = field(default="", metadata={"help": "Where the results go (default: <model>/evaluation)."})
    splits: list[str] = field(
        default_factory=lambda: ["validation", "test-iid"], metadata={"help": "Splits, `rows` problems of each."}
    )
    suites: list[str] = field(default_factory=list, metadata={"help": "Suites: heldout, library, cladder=PATH, ..."})
    suite_rows: int = field(default=0, metadata={"help": "Questions of each suite (default: all)."})
    batch_size: int = field(default=64, metadata={"help": "Problems answered at once."})
    max_tokens: int = field(default=512, metadata={"help": "The longest completion."})
    seed: int = field(default=0, metadata={"help": "Seed of the problem sets."})
    checkpoints: bool = field(default=False, metadata={"help": "Its checkpoints too, on the first split."})


def run(options: EvaluateArguments, mix: MixArguments) -> dict[str, object]:
    """Evaluates one model and writes what it finds.

    Returns:
        The content of `evaluation.json`.
    """
    out = Path(options.output_dir or Path(options.model_name_or_path) / "evaluation")
    out.mkdir(parents=True, exist_ok=True)
    chosen = [_suite(word, options.suite_rows) for word in options.suites]
    model = LocalModel(options.model_name_or_path, batch_size=options.batch_size, max_tokens=options.max_tokens)
    splits: dict[str, object] = {}
    for split in options.splits:
        problems = held_out(mix, split, options.seed)
        predictions = evaluate(model, problems, out / f"{split}.jsonl")
        splits[split] = {"model": _summary(predictions), "floors": floors(problems)}
    result: dict[str, object] = {"model": options.model_name_or_path, "seed": options.seed, "splits": splits}
    if chosen:
        result["suites"] = {suite.name: _on_suite(suite, model, out) for suite in chosen}
    if options.checkpoints:
        result["checkpoints"] = list(_curve(options, mix, out))
    (out / "evaluation.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return result


def _suite(word: str, rows: int) -> suites.Suite:
    """The suite of `name` or `name=path`, or a part of it."""
    name, _, path = word.partition("=")
    try:
        return suites.load(name, Path(path) if path else None).spread(rows or None)
    except ValueError as error:
        raise GuardError(f"suites {word}: {error}") from None


def _on_suite(suite: suites.Suite, model: LocalModel, out: Path) -> dict[str, object]:
    predictions = evaluate(model, suite.items, out / f"suite-{suite.name}.jsonl")
    constant = baseline("constant", suite.items)["constant"]
    return {"model": facts(predictions, suite.flaws), "floors": {"constant": _summary(constant)}}


def _curve(options: EvaluateArguments, mix: MixArguments, out: Path) -> Iterator[dict[str, object]]:
    """The whole checkpoints of a training run in order: step, samples, and accuracy on the first split."""
    trained = Path(options.model_name_or_path)
    facts = json.loads((trained / RUN).read_text(encoding="utf-8"))
    split = options.splits[0]
    problems = held_out(mix, split, options.seed)
    whole = {int(seal.parent.name.rpartition("-")[2]): seal.parent for seal in trained.glob(f"checkpoint-*/{SEAL}")}
    for step, folder in sorted(whole.items()):
        model = LocalModel(str(folder), batch_size=options.batch_size, max_tokens=options.max_tokens)
        found = _summary(evaluate(model, problems, out / f"{split}-{step}.jsonl"))
        yield {"step": step, "samples": step * facts["samples"] // facts["steps"], "overall": found["overall"]}


def held_out(mix: MixArguments, split: str, seed: int) -> list[AnyProblem]:
    """The first problems of a split, as many as the mix has rows."""
    problems = Mix(replace(mix, split=split), seed)
    return [problems.any_problem(row) for row in range(mix.rows or 200)]


def floors(problems: Sequence[AnyProblem]) -> dict[str, object]:
    """Summaries of the policies that skip the thinking, by name; the best constant goes over all problems."""
    queries = [problem for problem in problems if isinstance(problem, Problem)]
    programs = [problem for problem in problems if not isinstance(problem, Problem)]
    found: dict[str, list[Prediction]] = {}
    for asked, names in ((queries, ("random", "shortcuts")), (programs, ("shortcuts",))):
        for floor in names if asked else ():
            for name, predictions in baseline(floor, asked).items():
                found.setdefault(name, []).extend(predictions)
    return {name: _summary(predictions) for name, predictions in found.items() if predictions}


def _summary(predictions: Sequence[Prediction]) -> dict[str, object]:
    """Accuracies, and by kind the mean reward of programs."""
    row = summarise(prediction.record for prediction in predictions).to_json()
    means = {kind: mean_reward([p for p in predictions if p.kind == kind]) for kind in FORMAL}
    known = {kind: mean for kind, mean in means.items() if mean is not None}
    return {**row, REWARDS: known} if known else row


def main(argv: Sequence[str] | None = None) -> None:
    """Evaluates one model as the configuration says."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    parser = TrlParser((EvaluateArguments, MixArguments))  # type: ignore[arg-type]
    given, mix = options(parser, argv)
    result = run(given, mix)
    sys.stdout.write(table(result) + "\n")


def table(result: dict[str, object]) -> str:
    """The overall accuracies as lines of text, and below a split what programs earn there."""
    lines = [f"{'split or suite':26}{'accuracy':>9}{'95 % interval':>18}{'n':>7}{'chance':>9}{'constant':>10}"]
    splits, asked = result["splits"], result.get("suites", {})
    assert isinstance(splits, dict) and isinstance(asked, dict)
    for name, found in [*splits.items(), *asked.items()]:
        own, best = found["model"]["overall"], found["floors"]["constant"]["overall"]
        chance = found["floors"].get("random")
        guessed = "-" if chance is None else f"{chance['overall']['accuracy']:.3f}"
        interval = f"[{own['low']:.3f}, {own['high']:.3f}]"
        lines.append(f"{name:26}{own['accuracy']:9.3f}{interval:>18}{own['n']:7}{guessed:>9}{best['accuracy']:10.3f}")
        lines += _earned(found)
    return "\n".join(lines)


def _earned(found: dict[str, dict[str, Any]]) -> Iterator[str]:
    for kind, mean in found["model"].get(REWARDS, {}).items():
        whole = found["model"]["by_kind"][kind]["accuracy"]
        floor = max(one[REWARDS].get(kind, 0.0) for one in found["floors"].values() if REWARDS in one)
        yield f"  {kind}: mean reward {mean:.3f}, {whole:.1%} wholly right; the best floor earns {floor:.3f}"


if __name__ == "__main__":
    command(main)
