"""Self-improvement: a model trains on simulators that it built itself, round by round.

    python trainers/self_improve.py --config recipes/nano/self_improve.yaml
    python trainers/self_improve.py --config recipes/qwen3-1.7b/self_improve.yaml --launcher "accelerate launch"

A round: the model proposes simulators; the verification ladder and a search for copies leave the new ones; problems
are posed on them; the model tries each k times; what it can learn from is kept; a fresh trainer learns from its own
verified solutions (SFT) or from verdicts (GRPO), and the proposer from the simulators that proved useful; the result
is evaluated on splits that no proposal may come from. The last model is left in the output folder itself.

Every phase leaves one file or folder under its final name only when it is whole, so a run that was killed goes on where
it was and ends the same. It stops by itself on collapse.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, fields, replace
from itertools import count, islice
from pathlib import Path
from typing import Any

if not __package__:
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import yaml
from trl import TrlParser

from causim_env import __version__
from causim_env.curriculum import LADDER
from causim_env.evaluation.local import LocalModel
from causim_env.files import read_rows, write_rows, write_text
from causim_env.problems import Problem
from causim_env.sandbox import default_runtime
from causim_env.splits import sizes
from causim_env.streams import Stream
from trainers.evaluate import EvaluateArguments
from trainers.evaluate import run as evaluate
from trainers.guards import GuardError
from trainers.improve.buffer import Buffer, credited, read_proposals, write_proposals
from trainers.improve.collapse import Limits, collapsed
from trainers.improve.learn import counted, train, weights
from trainers.improve.options import SelfImproveArguments
from trainers.improve.phases import TIMES, phase
from trainers.improve.propose import Proposal, diversity, judge, propose, question
from trainers.improve.solve import Attempts, attempt, keep, read_attempts, write_attempts
from trainers.launch import RUN, command
from trainers.mix import Mix, MixArguments


class Run:
    """A run and its folder.

    Args:
        options: The run.
        mix: What is posed, and what evaluation asks.
        limits: What counts as collapse.

    Raises:
        GuardError: The folder holds a run of other settings, or proposals are as large as what is held out for size.
    """

    def __init__(self, options: SelfImproveArguments, mix: MixArguments, limits: Limits) -> None:
        self.options, self.mix, self.limits = options, mix, limits
        larger = min(sizes("test-ood-size", LADDER[level].nodes)[0] for level in mix.levels)
        if "test-ood-size" in options.splits and max(options.nodes) >= larger:
            raise GuardError(f"nodes {max(options.nodes)}: test-ood-size tests {larger}; propose fewer or leave it out")
        self.out = Path(options.output_dir)
        run = {name: value for name, value in asdict(options).items() if name not in ("rounds", "output_dir")}
        facts = {"version": __version__, "run": run, "mix": asdict(mix), "limits": asdict(limits)}
        path = self.out / "settings.json"
        text = json.dumps(facts, indent=2) + "\n"
        if path.exists() and path.read_text(encoding="utf-8") != text:
            raise GuardError(f"{self.out} holds a run of other settings: choose another output_dir")
        write_text(path, text)
        self.buffer = Buffer(options.buffer)

    def go(self) -> list[dict[str, Any]]:
        """All rounds, or those until collapse; returns their reports, the start first."""
        reports = [self._report(0, self.out / "round-00", {})]
        phase(self.out, "known.json", self._look_up)
        self.buffer = Buffer(self.options.buffer, json.loads((self.out / "known.json").read_text(encoding="utf-8")))
        for number in range(1, self.options.rounds + 1):
            reports.append(self.round(number))
            reason = collapsed(reports, self.limits)
            if reason:
                write_text(self.out / "stopped.json", json.dumps({"round": number, "reason": reason}) + "\n")
                say(f"stopped after round {number}, collapse of {reason}")
                break
        write_text(self.out / "rounds.json", json.dumps(reports, indent=2) + "\n")
        last = Path(self.model(self.options.rounds))
        if last.is_dir():
            ignored = shutil.ignore_patterns("checkpoint-*", RUN)
            shutil.copytree(last, self.out, dirs_exist_ok=True, ignore=ignored)
        write_text(self.out / RUN, json.dumps(counted(self.out), indent=2) + "\n")
        return reports

    def round(self, number: int) -> dict[str, Any]:
        """One round; what is there already is read."""
        home = self.out / f"round-{number:02d}"
        home.mkdir(parents=True, exist_ok=True)
        facts: dict[str, Any] = {}
        proposals: list[Proposal] = []
        if self.options.proposer != "procedural":
            phase(home, "proposals.jsonl", lambda path: self._propose(number, path))
            proposals = read_proposals(home / "proposals.jsonl")
            facts = diversity(proposals)
        if not proposals or any(p.fate == "new" for p in proposals):
            phase(home, "attempts.jsonl", lambda path: self._solve(number, home, proposals, path))
            attempts = read_attempts(home / "attempts.jsonl")
            kept = keep(attempts, self.options.keep)
            facts |= {
                "posed": len(attempts),
                "solved": sum(a.successes for a in attempts) / max(1, sum(a.n for a in attempts)),
                "learnable": sum(a.learnable > 0 for a in attempts) / max(1, len(attempts)),
                "kept": len(kept),
            }
            self.buffer.add(credited(proposals, attempts, kept))
            if kept:
                phase(home, "train.jsonl", lambda path: self._rows(number, kept, path))
                phase(home, "model", lambda path: self._learn(number, home, path))
        write_proposals(self.out / "buffer.jsonl", self.buffer.proposals)
        return self._report(number, home, facts)

    def model(self, number: int) -> Path | str:
        """The model after a round: the last one that was trained until then."""
        for before in range(number, 0, -1):
            if (self.out / f"round-{before:02d}" / "model").is_dir():
                return self.out / f"round-{before:02d}" / "model"
        return self.options.model_name_or_path

    def _propose(self, number: int, path: Path) -> None:
        writer = self.model(number - 1) if self.options.proposer == "current" else self.options.model_name_or_path
        nodes, origin = self.options.nodes, (number, weights(writer))
        model = self._load(writer, "propose", number)

        def write(prompts: Sequence[str]) -> list[str]:
            texts = [""] * len(prompts)
            model.complete_prompts(prompts, lambda place, done: texts.__setitem__(place, done.text or ""))
            return texts

        def judged(written: Sequence[tuple[str, str]], taken: Collection[str]) -> Iterator[Proposal]:
            return judge(written, self.buffer.known | set(taken), default_runtime(), max(nodes), origin)

        def ask(place: int, refused: str) -> str:
            return question(place, nodes, self.options.themes, number, refused)

        write_proposals(path, propose(write, ask, self.options.propose, self.options.tries, judged))

    def _solve(self, number: int, home: Path, proposals: Sequence[Proposal], path: Path) -> None:
        posed = self.mix
        if proposals:
            folder = home / "simulators"
            shutil.rmtree(folder, ignore_errors=True)
            for place, one in enumerate(p for p in proposals if p.fate == "new"):
                write_text(folder / f"{place:04d}.scm.py", one.text)
            posed = replace(posed, simulators=str(folder), problem_seed=number)
        else:
            posed = replace(posed, first_row=posed.first_row + number * 1_000_000)
        mix = Mix(posed, self.options.seed)
        asked = (problem for row in count() if self._is_news(problem := mix.problem(row), drawn=not proposals))
        problems = list(islice(asked, self.options.problems))
        found = attempt(self._load(self.model(number - 1), "solve", number), problems, self.options.attempts)
        write_attempts(path, found)

    def _is_news(self, problem: Problem, *, drawn: bool) -> bool:
        """Whether the start model was not trained on a drawn simulator; proposals were held against that before."""
        return not drawn or problem.scm.canonical_hash not in self.buffer.known

    def _rows(self, number: int, kept: Sequence[Attempts], path: Path) -> None:
        if self.options.learn == "grpo":
            rows = [{k: v for k, v in one.problem.row().items() if k != "solution"} for one in kept]
        else:
            rows = [
                {"prompt": [_message("user", one.problem.prompt)], "completion": [_message("assistant", text)]}
                for one in kept
                for text in one.right[: self.options.solutions]
            ]
            rows += self._own_simulators(number)
        write_rows(path, Stream("self-improvement rows", self.options.seed, number).shuffled(rows))

    def _own_simulators(self, number: int) -> list[dict[str, object]]:
        """What the model learns to write: some of its useful simulators, whoever goes on proposing."""
        stream = Stream("self-improvement proposer", self.options.seed, number)
        useful = stream.shuffled(self.buffer.learnable())[: self.options.proposer_rows]
        return [
            {"prompt": [_message("user", one.prompt)], "completion": [_message("assistant", one.text.strip())]}
            for one in useful
        ]

    def _learn(self, number: int, home: Path, path: Path) -> None:
        start, seed = self.model(number - 1), self.options.seed + number
        if self.options.learn == "sft":
            self._train("sft", home / "train.jsonl", start, path, seed)
            return
        own, rows = self._own_simulators(number), home / "train.jsonl"
        if not own:
            self._train("grpo", rows, start, path, seed)
            return
        phase(home, "model-grpo", lambda out: self._train("grpo", rows, start, out, seed))
        write_rows(home / "own.jsonl", own)
        self._train("sft", home / "own.jsonl", home / "model-grpo", path, seed)

    def _train(self, script: str, rows: Path, start: Path | str, out: Path, seed: int) -> None:
        config = self.options.sft_config if script == "sft" else self.options.grpo_config
        train(script, config, rows, start, out, seed, self.options.launcher)

    def _report(self, number: int, home: Path, facts: dict[str, Any]) -> dict[str, Any]:
        home.mkdir(parents=True, exist_ok=True)
        phase(home, "evaluation.json", lambda path: self._evaluate(number, home, path))
        found = json.loads((home / "evaluation.json").read_text(encoding="utf-8"))
        asked = {**found["splits"], **found.get("suites", {})}
        splits = {name: row["model"]["overall"] for name, row in asked.items()}
        times = read_rows(home / TIMES)
        report = {
            "round": number,
            "accuracy": splits[self.options.splits[0]]["accuracy"],
            "splits": splits,
            **facts,
            "cpu_seconds": {row["phase"]: row["cpu_seconds"] for row in times},
        }
        write_text(home / "report.json", json.dumps(report, indent=2) + "\n")
        shown = {name: f"{value:.2f}" for name, value in facts.items() if isinstance(value, float)}
        held_out = ", ".join(f"{split} {100 * s['accuracy']:.1f} %" for split, s in splits.items())
        say(f"round {number}: {held_out} {' '.join(f'{name} {value}' for name, value in shown.items())}")
        return report

    def _evaluate(self, number: int, home: Path, path: Path) -> None:
        of = EvaluateArguments(
            model_name_or_path=str(self.model(number)),
            output_dir=str(home / "evaluation"),
            splits=self.options.splits,
            batch_size=self.options.batch_size,
            max_tokens=self.options.max_tokens,
            suites=self.options.suites,
            suite_rows=self.options.suite_rows,
        )
        write_text(path, json.dumps(evaluate(of, self.mix)) + "\n")

    def _load(self, name: Path | str, what: str, number: int) -> LocalModel:
        return LocalModel(
            str(name),
            batch_size=self.options.batch_size,
            max_tokens=self.options.max_tokens,
            temperature=self.options.temperature,
            seed=Stream("self-improvement", self.options.seed, what, number).below(2**31),
        )

    def _look_up(self, path: Path) -> None:
        """Finds the simulators that the start model was trained on."""
        seen: set[str] = set()
        names = {one.name for one in fields(MixArguments)}
        for recipe in self.options.known:
            content = yaml.safe_load(Path(recipe).read_text(encoding="utf-8"))
            mix = Mix(MixArguments(**{k: v for k, v in content.items() if k in names}), self.options.known_seed)
            seen |= {mix.problem(row).scm.canonical_hash for row in range(mix.options.rows)}
        write_text(path, json.dumps(sorted(seen)) + "\n")


def say(line: str) -> None:
    """One line of progress."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _message(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


def main(argv: Sequence[str] | None = None) -> None:
    """Improves one model as the configuration says."""
    parser = TrlParser((SelfImproveArguments, MixArguments, Limits))  # type: ignore[arg-type]
    options, mix, limits = parser.parse_args_and_config(None if argv is None else list(argv))
    Run(options, mix, limits).go()


if __name__ == "__main__":
    command(main)
