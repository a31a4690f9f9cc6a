"""Self-improvement: a model trains on simulators that it built itself, round by round.

    python trainers/self_improve.py --config recipes/nano/self_improve.yaml
    python trainers/self_improve.py --config recipes/qwen3-1.7b/self_improve.yaml --launcher "accelerate launch"

A round: the model proposes simulators, whole ones or extensions; the verification ladder and a search for copies leave
the new ones; problems are posed on them; the model tries each k times; what it can learn from is kept; a fresh trainer
learns from its own verified solutions (SFT) or from verdicts (GRPO), and the proposer from the simulators that proved
useful; the result is evaluated on splits and suites that no proposal may come from.

Every phase leaves one file or folder under its final name only when it is whole, so a run that was killed goes on where
it was and ends the same; answers are kept batch by batch, and a trainer that saves checkpoints goes on from the last.
A run stops by itself on collapse; the model that it then leaves in the output folder is that of its best round, by the
first split, and without collapse that of its last round. `run.json` and `rounds.json` say which round that is.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import Any

if not __package__:
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from trl import TrlParser

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
from trainers.improve.answers import answers
from trainers.improve.buffer import Buffer, credited, read_proposals, write_proposals
from trainers.improve.collapse import Limits, best, collapsed
from trainers.improve.extend import extension, parents, pick
from trainers.improve.judge import judge
from trainers.improve.known import evaluated_on, trained_on
from trainers.improve.learn import counted, train, weights
from trainers.improve.options import SelfImproveArguments
from trainers.improve.phases import TIMES, phase
from trainers.improve.propose import Asked, Proposal, propose, question
from trainers.improve.publish import publish
from trainers.improve.rows import Row, questions, simulators, solutions
from trainers.improve.settings import settle
from trainers.improve.shapes import diversity
from trainers.improve.solve import Attempts, attempt, keep, read_attempts, write_attempts
from trainers.launch import RUN, command, options
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
        settle(self.out, run=options, mix=mix, limits=limits)
        self.buffer = Buffer(options.buffer)
        self.held_out: frozenset[str] = frozenset()

    def go(self) -> list[dict[str, Any]]:
        """All rounds, or those until collapse; returns their reports, the start first, and publishes a model.

        That of the last round; after collapse that of the best one.
        """
        reports = [self._report(0, self.out / "round-00", {})]
        self._look_up()
        reason = ""
        for number in range(1, self.options.rounds + 1):
            reports.append(self.round(number))
            reason = collapsed(reports, self.limits)
            if reason:
                write_text(self.out / "stopped.json", json.dumps({"round": number, "reason": reason}) + "\n")
                say(f"stopped after round {number}, collapse of {reason}")
                break
        left = best(reports) if reason else reports[-1]["round"]
        reports = [{**report, "published": report["round"] == left} for report in reports]
        write_text(self.out / "rounds.json", json.dumps(reports, indent=2) + "\n")
        publish(self.model(left), self.out)
        write_text(self.out / RUN, json.dumps({"round": left, **counted(self.out)}, indent=2) + "\n")
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
                phase(home, "model", lambda path: self._learn(number, home, path), resumes=True)
        shutil.rmtree(home / "answers", ignore_errors=True)
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
        model, answered = self._load(writer, "propose", number), path.parent / "answers"
        able = parents(self.buffer.learnable(), max(nodes)) if self.options.extend else []
        calls = count(1)

        def write(prompts: Sequence[str]) -> list[str]:
            return [text or "" for text in answers(model, prompts, answered / f"propose-{next(calls)}.jsonl")]

        def judged(written: Sequence[tuple[Asked, str]], taken: Collection[str]) -> Iterator[Proposal]:
            known = self.buffer.known | set(taken)
            return judge(written, known, self.held_out, default_runtime(), max(nodes), origin)

        def ask(place: int, refused: str) -> Asked:
            stream = Stream("self-improvement extension", self.options.seed, number, place)
            parent = pick(able, self.options.extend, stream)
            if parent is None:
                return question(place, nodes, self.options.themes, number, refused)
            return extension(parent, f"{number}-{place:04d}", bool(self.options.themes), refused)

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
        model = self._load(self.model(number - 1), "solve", number)
        write_attempts(path, attempt(model, problems, self.options.attempts, home / "answers" / "solve.jsonl"))

    def _is_news(self, problem: Problem, *, drawn: bool) -> bool:
        """Whether a drawn simulator is in no training or suite; proposals were held against those before."""
        found = problem.scm.canonical_hash
        return not drawn or not (found in self.buffer.known or found in self.held_out)

    def _rows(self, number: int, kept: Sequence[Attempts], path: Path) -> None:
        if self.options.learn == "grpo":
            rows = questions(kept)
        else:
            rows = solutions(kept, self.options.solutions) + self._own_simulators(number)
        write_rows(path, Stream("self-improvement rows", self.options.seed, number).shuffled(rows))

    def _own_simulators(self, number: int) -> list[Row]:
        """What the model learns to write: some of its useful simulators, whoever goes on proposing."""
        stream = Stream("self-improvement proposer", self.options.seed, number)
        return simulators(stream.shuffled(self.buffer.teaching(self.options.proposer_rows)))

    def _learn(self, number: int, home: Path, path: Path) -> None:
        start, seed = self.model(number - 1), self.options.seed + number
        if self.options.learn == "sft":
            self._train("sft", home / "train.jsonl", start, path, seed)
            return
        own, rows = self._own_simulators(number), home / "train.jsonl"
        if not own:
            self._train("grpo", rows, start, path, seed)
            return
        phase(home, "model-grpo", lambda out: self._train("grpo", rows, start, out, seed), resumes=True)
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

    def _look_up(self) -> None:
        """Finds the simulators that the start model was trained on, and those that evaluation is about."""

        def found(name: str, find: Callable[[], Collection[str]]) -> list[str]:
            phase(self.out, name, lambda path: write_text(path, json.dumps(sorted(find())) + "\n"))
            hashes: list[str] = json.loads((self.out / name).read_text(encoding="utf-8"))
            return hashes

        known = found("known.json", lambda: trained_on(self.options.known, self.options.known_seed))
        self.buffer = Buffer(self.options.buffer, known)
        self.held_out = frozenset(found("held_out.json", evaluated_on))


def say(line: str) -> None:
    """One line of progress."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(argv: Sequence[str] | None = None) -> None:
    """Improves one model as the configuration says."""
    parser = TrlParser((SelfImproveArguments, MixArguments, Limits))  # type: ignore[arg-type]
    given, mix, limits = options(parser, argv)
    Run(given, mix, limits).go()


if __name__ == "__main__":
    command(main)
