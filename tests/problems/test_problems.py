import json
import os
import pickle
import subprocess
import sys

import pytest

from causim_env.authors.themes import theme
from causim_env.problems import Problem, ProblemSet
from causim_env.queries import KINDS
from causim_env.render import REPRESENTATIONS
from causim_env.scm import SCM, SCMError
from causim_env.scm.mechanisms import recognise
from causim_env.splits import HELD_OUT_FAMILIES, HELD_OUT_THEMES, SPLITS, bucket, buckets
from tests.scm.greenhouse import GREENHOUSE

DIGEST = """
import hashlib
from causim_env.problems import ProblemSet
parts = []
for split, level, representation in (("train", 3, "code"), ("test-iid", 2, "prose"), ("test-ood-size", 1, "table")):
    problems = ProblemSet(split=split, seed=1, level=level, representation=representation)
    parts += [problems[i].content_hash for i in (0, 7, 100)]
    parts += [problems[i].solution for i in (0, 7)]
print(hashlib.sha256("".join(parts).encode()).hexdigest())
"""


def test_same_problems_under_every_hash_seed_and_process():
    digests = set()
    for seed in ("0", "1", "random"):
        done = subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(done.stdout)
    assert len(digests) == 1


@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("representation", REPRESENTATIONS)
def test_every_gold_replays_through_its_scorer(split, representation):
    for kind in KINDS:
        problem = ProblemSet(split=split, level=1, kinds=(kind,), representation=representation)[0]
        assert problem.score(f"So it is.\n{problem.answer.block()}").reward == 1
        assert problem.score(problem.solution).reward == 1
        assert problem.query.kind == kind


def test_json_round_trips_and_notices_edits():
    for problem in map(ProblemSet(level=2, representation="prose").__getitem__, range(6)):
        row = json.loads(json.dumps(problem.to_json()))
        again = Problem.from_json(row)
        assert again == problem
        assert (again.id, again.solution, again.level) == (problem.id, problem.solution, problem.level)
        row["prompt"] += " "
        with pytest.raises(SCMError, match="content_hash"):
            Problem.from_json(row)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("solution", "<answer>-99</answer>"),
        ("seed", 5),
        ("index", "first"),
        ("split", "test-iid"),
        ("representation", "song"),
        ("answer", {"kind": "value", "value": 1.5}),
        ("answer", None),
        ("query", []),
        ("scm", "u"),
        ("level", {"nominal": 9}),
    ],
)
def test_a_row_that_was_tampered_with_is_refused(key, value):
    row = {**ProblemSet(level=1)[0].to_json(), key: value}
    with pytest.raises(SCMError):
        Problem.from_json(row)


def test_only_an_object_is_a_problem():
    with pytest.raises(SCMError, match="object"):
        Problem.from_json([])


def test_the_same_index_poses_the_same_question_in_every_representation():
    sets = [ProblemSet(level=3, representation=name, seed=2) for name in REPRESENTATIONS]
    for i in range(4):
        problems = [problems[i] for problems in sets]
        assert len({p.scm.content_hash for p in problems}) == 1
        assert len({p.query for p in problems}) == 1
        assert len({p.prompt for p in problems}) == len(REPRESENTATIONS)


def test_scms_lie_in_the_buckets_of_their_split():
    for split in SPLITS:
        for i in range(3):
            scm = ProblemSet(split=split, level=2)[i].scm
            assert bucket(scm.canonical_hash) in buckets(split)


def test_held_out_axes_are_held_out():
    assert ProblemSet(split="test-ood-representation")[0].representation == "table"
    assert len(ProblemSet(split="test-ood-size", level=2)[0].scm.endogenous) > 3
    seen = [ProblemSet(split="train", level=3)[i].scm for i in range(40)]
    held = [ProblemSet(split="test-ood-mechanism", level=3)[i].scm for i in range(20)]
    assert not set.union(*map(_families, seen)) & set(HELD_OUT_FAMILIES)
    assert all(_families(scm) & set(HELD_OUT_FAMILIES) for scm in held)
    settings = {theme(name).setting for name in HELD_OUT_THEMES}
    assert not {scm.doc for scm in seen} & settings
    assert {ProblemSet(split="test-ood-domain", level=3)[i].scm.doc for i in range(12)} == settings


def _families(scm):
    return {family.name for node in scm.endogenous if (family := recognise(node, scm)) is not None}


def test_levels_are_measured_and_rise():
    means = []
    for level in (1, 3, 5):
        problems = [ProblemSet(level=level, kinds=("counterfactual",))[i] for i in range(10)]
        means.append(sum(p.level.prompt_length for p in problems) / 10)
        for problem in problems:
            assert problem.level.nominal == level
            assert problem.level.evidence_size == len(problem.query.evidence)
            assert problem.level.relevant_variables >= 1
            assert problem.level.consistent_worlds >= 1
    assert means == sorted(means)


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ({"split": "dev"}, "train"),
        ({"level": 11}, "1 to 10"),
        ({"kinds": ("guess",)}, "association"),
        ({"representation": "poem"}, "code"),
        ({"asks": ("set",), "kinds": ("deduction",)}, "add one"),
    ],
)
def test_bad_arguments_get_one_clear_line(arguments, part):
    with pytest.raises(SCMError, match=part):
        ProblemSet(**arguments)


def test_a_problem_set_is_infinite_and_pickles():
    problems = ProblemSet()
    with pytest.raises(TypeError, match="infinite"):
        len(problems)
    with pytest.raises(SCMError):
        problems[-1]
    assert pickle.loads(pickle.dumps(problems))[3] == problems[3]
    assert next(iter(problems)) == problems[0]


def test_own_problems():
    from causim_env.queries import Query

    scm = SCM.from_source(GREENHOUSE)
    problem = Problem.make(scm, Query("counterfactual", "moisture", {"moisture": 7}, {"light": 0}))
    assert problem.answer.text() == "{7: 1/2, 8: 3/8, 9: 1/8}"
    assert problem.score(problem.solution).reward == 1
    with pytest.raises(SCMError, match="write one of"):
        Problem.make(scm, Query("deduction", "moisture", {"light": 99}))


def test_to_dataset_has_conversational_prompts():
    pytest.importorskip("datasets")
    rows = ProblemSet(level=1).to_dataset(3)
    assert rows[0]["prompt"][0]["role"] == "user"
    assert len(rows) == 3
    stream = iter(ProblemSet(level=1).to_dataset())
    assert next(stream)["id"] == rows[0]["id"]


def test_ids_are_unique():
    ids = [ProblemSet(level=1, seed=seed)[i].id for seed in (0, 1) for i in range(30)]
    assert len(set(ids)) == len(ids)
    assert all(id.startswith("v1-train-s") for id in ids)
