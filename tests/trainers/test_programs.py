"""Kinds that ask for programs in the trainers: posed, demonstrated, rewarded, evaluated, dealt by a curriculum."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

pytest.importorskip("trl")

from trl import GRPOConfig

from causim_env import rewards
from causim_env.formalization.floors import FLOORS
from causim_env.problems import ProblemSet
from tests.cli.test_evaluate import Yes
from tests.trainers.conftest import GRPO, SFT
from tests.trainers.test_training import facts, history
from trainers import evaluate, grpo, sft
from trainers.curriculum import CurriculumArguments, Dealt, Live
from trainers.evaluate import EvaluateArguments
from trainers.mix import Mix, MixArguments

KINDS = ["deduction", "formalization", "induction"]
PROGRAMS = ["--kinds", "formalization", "--representation", "equations", "note"]


def options(**changes: object) -> MixArguments:
    given: dict[str, object] = {
        **{"levels": [1, 2], "kinds": KINDS, "representation": ["equations", "note"], "anonymous": True, "rows": 12},
        **{"variables": ["integer"], "families": ["modular"], "uniform": 1.0},
    }
    return MixArguments(**{**given, **changes})  # type: ignore[arg-type]


def text(row: object) -> str:
    return row["completion"][0]["content"]  # type: ignore[index,no-any-return]


def test_all_kinds_are_posed_alike_and_rows_are_a_function_of_options_and_index() -> None:
    mix = Mix(options(), 0)
    posed = [mix.any_problem(row) for row in range(60)]
    counts = Counter(problem.kind for problem in posed)
    assert set(counts) == {*KINDS} and min(counts.values()) >= 10
    shown = {(p.kind, p.representation) for p in posed}
    assert shown == {
        *(("deduction", "equations"), ("formalization", "equations"), ("formalization", "note"), ("induction", "runs"))
    }
    assert [p.nominal for p in posed[:4]] == [1, 2, 1, 2] and {p.split for p in posed} == {"train"}
    again = Mix(options(first_row=7), 0)
    assert [again.question(row) for row in range(5)] == [mix.question(row + 7) for row in range(5)]
    assert len({problem.id for problem in posed}) == 60


def test_demonstrations_end_in_the_gold_program_unless_they_are_to_be_wrong() -> None:
    right, bare, wrong = (Mix(options(**share), 0) for share in ({}, {"terse": 1.0}, {"wrong": 1.0}))
    for row in range(12):
        problem = right.any_problem(row)
        said = [text(mix.demonstration(row)) for mix in (right, bare, wrong)]
        gold = [str(right.question(row)["gold"])] * 3
        assert rewards.correct(said, gold) == [1.0, 1.0, 0.0] and said[0] == problem.solution
        assert rewards.format(said, gold) == [0.0] * 3


def test_questions_have_the_same_columns_and_no_solution() -> None:
    rows = Mix(options(), 0).dataset(demonstrations=False)
    assert {"gold", "kind", "ask"} <= {*rows.column_names} and "solution" not in rows.column_names
    assert all(isinstance(row["gold"], str) for row in rows)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kinds": ["formalization"], "representation": ["code"]}, "representation code: for formalization write some"),
        ({"representation": ["note"]}, "representation note: for deduction write some of code"),
        ({"representation": ["equations", "song"]}, "representation song: none of deduction"),
        ({"kinds": ["induction", "deduction"], "representation": ["code", "note"]}, "representation note: none of"),
    ],
)
def test_a_representation_that_fits_no_kind_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        options(**changes)


def test_induction_shows_runs_whatever_is_named() -> None:
    assert Mix(options(kinds=["induction"], representation=["code"]), 0).any_problem(0).representation == "runs"


def test_whoever_needs_a_query_is_refused_programs() -> None:
    with pytest.raises(ValueError, match="induction has no query; leave it out here"):
        Mix(options(kinds=["induction"]), 0).problem(0)


def test_pools_and_simulators_hold_for_every_kind(tmp_path: Path) -> None:
    pooled = Mix(options(levels=[1], pool=4), 0)
    known = {pooled.any_problem(row).scm.canonical_hash for row in range(4)}
    later = [pooled.any_problem(row) for row in range(4, 24)]
    assert {p.scm.canonical_hash for p in later} <= known and {p.kind for p in later} == {*KINDS}
    for row in range(4):
        (tmp_path / f"{row}.scm.py").write_text(pooled.any_problem(row).scm.to_source())
    given = Mix(options(levels=[1], simulators=str(tmp_path)), 0)
    assert {given.any_problem(row).scm.canonical_hash for row in range(12)} <= known


def test_a_curriculum_has_cells_for_what_can_be_posed_and_counts_more_than_half_as_right(tmp_path: Path) -> None:
    args = GRPOConfig(
        str(tmp_path), use_cpu=True, bf16=False, max_steps=9, per_device_train_batch_size=8, num_generations=4,
        report_to="none",
    )  # fmt: skip
    live = Live(CurriculumArguments("adaptive"), options(rows=0, levels=[1]), args, None)
    names = [cell.name for cell in live.journal.curriculum.settings.cells]
    assert names == ["deduction/1/equations", "formalization/1/equations", "formalization/1/note", "induction/1/runs"]
    rows = iter(live.dataset())
    pair = [next(rows), next(rows)]
    assert [row["kind"] for row in pair] == ["deduction", "formalization"]
    earned = [1.0, 0.0, None, 0.0, 0.75, 0.5, 1.0, None]
    live.watch(lambda **given: earned)(completions=[""] * 8, row=[0] * 4 + [1] * 4)
    recent = [memory["recent"] for memory in live.to_json()["memories"]]  # type: ignore[attr-defined]
    assert recent == [[[1, 3]], [[2, 3]], [], []]


def test_a_schedule_of_sft_deals_every_kind() -> None:
    dealt = Dealt(CurriculumArguments("fixed"), options(rows=0, levels=[1]), 0, 60)
    kinds = Counter(dealt.any_problem(row).kind for row in range(8))
    assert kinds == {"deduction": 2, "formalization": 4, "induction": 2}
    assert text(dealt.demonstration(1)) == dealt.any_problem(1).solution


def test_evaluation_says_what_programs_earn_beside_accuracies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "LocalModel", Yes)
    monkeypatch.setattr(Yes, "asked", [])
    monkeypatch.setattr(Yes, "breaks_after", 99)
    found = evaluate.run(EvaluateArguments("m", str(tmp_path), splits=["test-iid"]), options(rows=20))
    split = json.loads((tmp_path / "evaluation.json").read_text())["splits"]["test-iid"]
    assert split["model"]["mean_reward_by_kind"] == {"formalization": 0.0, "induction": 0.0}
    assert {*split["model"]["by_kind"]} == {*KINDS}
    assert {*FLOORS, "random", "constant"} <= {*split["floors"]}
    assert {*split["floors"]["constant"]["by_kind"]} == {*KINDS} and "mean_reward_by_kind" not in split["floors"][
        "random"
    ]
    lines = evaluate.table(found).splitlines()
    assert lines[2].startswith("  formalization: mean reward 0.000, 0.0% wholly right; the best floor earns 0.")
    assert lines[3].startswith("  induction: ")


def test_two_steps_of_sft_and_of_grpo(model: Path, tmp_path: Path) -> None:
    words = [*PROGRAMS, "--max_steps", "2", "--rows", "16"]
    sft.main([*SFT, *words, "--model_name_or_path", str(model), "--output_dir", str(tmp_path / "sft")])
    assert facts(tmp_path / "sft")["steps"] == 2
    start = ["--model_name_or_path", str(tmp_path / "sft"), "--output_dir", str(tmp_path / "grpo")]
    grpo.main([*GRPO, *words, *start])
    rows = history(tmp_path / "grpo", "rewards/correct/mean", "rewards/format/mean", "answer_entropy")
    assert len(rows) == 2 and all(0 <= correct <= 1 and -1 <= form <= 0 for correct, form, _ in rows)


def test_grpo_on_all_kinds_dealt_by_a_curriculum(model: Path, tmp_path: Path) -> None:
    words = ["--kinds", *KINDS, "--representation", "equations", "note", "--rows", "0", "--max_steps", "2"]
    dealt = ["--curriculum", "adaptive", "--curriculum_floor", "1.0"]
    grpo.main([*GRPO, *words, *dealt, "--model_name_or_path", str(model), "--output_dir", str(tmp_path)])
    lines = [json.loads(line) for line in (tmp_path / "curriculum.jsonl").read_text().splitlines()[1:]]
    cells = [cell for line in lines for cell in line["cells"]]
    assert {cell.split("/")[0] for cell in cells[:4]} == {*KINDS} and lines[-1]["scored"] == 4


def test_a_mix_of_queries_alone_is_that_of_the_problem_sets() -> None:
    alone = options(kinds=["deduction"], representation=["equations"])
    plain = ProblemSet(
        "train", 4, alone.rung(2), ("deduction",), ("equations",), ("value", "set", "distribution"), anonymous=True
    )
    assert [Mix(alone, 4).problem(2 * turn + 1).prompt for turn in range(3)] == [plain[i].prompt for i in range(3)]
    assert [cell.name for cell in alone.cells()] == ["deduction/1/equations", "deduction/2/equations"]
