from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from causim_env.evaluation import Completion, ModelError, evaluate, judge
from causim_env.evaluation.models import Done
from causim_env.evaluation.predictions import Prediction, read_predictions
from causim_env.files import write_rows
from causim_env.problems import Problem, ProblemSet

PROBLEMS = [ProblemSet(level=1)[i] for i in range(5)]


@dataclass
class Scripted:
    """Solves problems, last first; breaks down or stays silent where it is told to."""

    breaks_after: int = 99
    silent: frozenset[str] = frozenset()
    name: str = "scripted"
    settings: str = "patient"
    asked: list[str] = field(default_factory=list)

    def complete(self, problems: Sequence[Problem], done: Done) -> None:
        for position in reversed(range(len(problems))):
            if len(self.asked) == self.breaks_after:
                raise ModelError("out of order")
            problem = problems[position]
            self.asked.append(problem.id)
            silent = problem.id in self.silent
            done(position, Completion(None, error="silence") if silent else Completion(problem.solution))


def test_a_run_that_broke_down_goes_on_with_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "p.jsonl"
    with pytest.raises(ModelError):
        evaluate(Scripted(breaks_after=2), PROBLEMS, path)
    assert not path.exists()
    second = Scripted()
    predictions = evaluate(second, PROBLEMS, path)
    assert second.asked == [p.id for p in reversed(PROBLEMS[:3])]
    assert [p.id for p in predictions] == [p.id for p in PROBLEMS]
    assert list(read_predictions(path)) == predictions == evaluate(Scripted(), PROBLEMS)
    assert all(p.correct for p in predictions)


def test_a_problem_without_a_completion_is_no_wrong_answer_and_is_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    first = evaluate(Scripted(silent=frozenset({PROBLEMS[1].id})), PROBLEMS, path)
    assert (first[1].completion, first[1].correct, first[1].reward) == (None, None, None)
    assert "silence" in first[1].reason
    second = Scripted()
    assert evaluate(second, PROBLEMS, path)[1].correct
    assert second.asked == [PROBLEMS[1].id]


def test_more_problems_may_join_but_nothing_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    evaluate(Scripted(), PROBLEMS[:3], path)
    before = path.read_bytes()
    for model, problems, said in (
        (Scripted(name="other"), PROBLEMS, "of scripted with patient, not of other with patient"),
        (Scripted(settings="hasty"), PROBLEMS, "patient, not of scripted with hasty"),
        (Scripted(), PROBLEMS[1:], "other problems"),
    ):
        with pytest.raises(ValueError, match=said):
            evaluate(model, problems, path)
        assert path.read_bytes() == before
    more = Scripted()
    assert len(evaluate(more, PROBLEMS, path)) == 5
    assert len(more.asked) == 2


def test_predictions_carry_what_scoring_again_needs() -> None:
    problem = PROBLEMS[0]
    prediction = judge(problem, Completion("no", "length"), "m")
    assert Prediction.from_json(prediction.to_json()) == prediction
    assert prediction.rescored() == prediction
    assert Prediction.from_json({**prediction.to_json(), "added": 1}) == prediction
    right = judge(problem, Completion(problem.answer.block()), "m")
    assert right.rescored(PROBLEMS[0].gold).correct and right.record.scm == problem.scm.canonical_hash


def test_a_row_that_is_no_prediction_is_named(tmp_path: Path) -> None:
    good = judge(PROBLEMS[0], Completion("no"), "m").to_json()
    for change, said in (({"gold": 3}, "gold"), ({"completion": 3}, "completion"), ({"reward": "1"}, "reward")):
        write_rows(tmp_path / "p.jsonl", [good, {**good, **change}])
        with pytest.raises(ValueError, match=rf"p\.jsonl:2: .*{said}"):
            list(read_predictions(tmp_path / "p.jsonl"))
