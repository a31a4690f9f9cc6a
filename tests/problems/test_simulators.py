"""Authored simulators as a source of problems: wherever drawn SCMs go, a folder of files goes too."""

from __future__ import annotations

import json
from pathlib import Path

import gymnasium
import pytest

import causim_env as ce
from causim_env.authors.procedural import Spec, draw
from causim_env.cli import main
from causim_env.problems import ProblemSet, SimulatorSet, read_simulators
from causim_env.problems.simulator_set import tabled
from causim_env.sandbox import default_runtime
from causim_env.scm import SCM, SCMError
from causim_env.splits import SPLITS, bucket, buckets
from causim_env.streams import Stream


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("simulators") / "below"
    path.mkdir()
    kept = 0
    for i in range(40):
        scm = draw(Stream("simulators", i), Spec(nodes=5))
        if bucket(scm.canonical_hash) in buckets("train") and kept < 3:
            kept += 1
            (path / f"{i:04d}.scm.py").write_text(scm.to_source())
    return path


def test_problems_are_posed_on_the_files_and_scored(folder: Path) -> None:
    scms = read_simulators(folder)
    problems = SimulatorSet(scms=scms, level=2)
    seen = {problems[i].scm.content_hash for i in range(12)}
    assert seen <= {scm.content_hash for scm in scms} and len(seen) > 1
    for i in range(6):
        problem = problems[i]
        assert problem.score(problem.solution).reward == 1.0
        assert ce.Problem.from_json(json.loads(json.dumps(problem.to_json()))).prompt == problem.prompt
        again = SimulatorSet(scms=read_simulators(folder.parent), level=2)[i]  # below it as in it
        assert again.content_hash == problem.content_hash


def test_every_simulator_belongs_to_one_split(folder: Path) -> None:
    scms = read_simulators(folder)
    with pytest.raises(SCMError, match="none of 3 simulators belongs to validation"):
        SimulatorSet(split="validation", scms=scms)
    many = [draw(Stream("splits", i), Spec(nodes=3)) for i in range(30)]
    members = [scm for split in SPLITS for scm in _members(split, many)]
    assert sorted(scm.content_hash for scm in members) == sorted(scm.content_hash for scm in many)


def _members(split: str, scms: list[SCM]) -> tuple[SCM, ...]:
    try:
        return SimulatorSet(split=split, scms=scms).members
    except SCMError:
        return ()


def test_the_sandbox_reads_them_as_the_compiler_does(folder: Path) -> None:
    for path in folder.glob("*.scm.py"):
        plain = SCM.from_source(path.read_text())
        safe = tabled(plain, default_runtime())
        world = {root.name: root.support[-1] for root in plain.exogenous}
        assert not safe.vetted and set(safe.tables) == {node.name for node in plain.endogenous}
        assert safe.evaluate(world) == plain.evaluate(world)


def test_a_file_that_is_no_simulator_is_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no \.scm\.py file"):
        read_simulators(tmp_path)
    (tmp_path / "a.scm.py").write_text("u: Uniform(0, 2)\n\ndef x(u) -> Integer(0, 1):\n    return u\n")
    with pytest.raises(ValueError, match=r"a\.scm\.py: no simulator \(x returned 2"):
        read_simulators(tmp_path)
    (tmp_path / "a.scm.py").write_text(next(folder.glob("*.scm.py")).read_text())
    entry = {"file": "a.scm.py", "content_hash": "0", "complete": True}
    (tmp_path / "manifest.json").write_text(json.dumps({"scms": [entry]}))
    with pytest.raises(ValueError, match="is not the file that"):
        read_simulators(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({"scms": [{**entry, "complete": False}]}))
    with pytest.raises(ValueError, match="no .scm.py file"):
        read_simulators(tmp_path)


def test_the_command_line_the_environment_and_the_mix_take_a_folder(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "problems"
    words = ["generate", "-n", "3", "--level", "2", "--simulators", str(folder), "-o", str(out)]
    with pytest.raises(SystemExit) as ended:
        main([*words, "--json"])
    assert ended.value.code == 0
    manifest = json.loads(capsys.readouterr().out)
    problems = SimulatorSet(scms=read_simulators(folder), level=2)
    assert manifest["settings"]["simulators"] == problems.content
    rows = [json.loads(line) for line in (out / "level-02-00000.jsonl").read_text().splitlines()]
    assert [row["content_hash"] for row in rows] == [problems[i].content_hash for i in range(3)]
    with pytest.raises(SystemExit) as ended:
        main([*words[:5], "-o", str(out)])
    assert ended.value.code == 2 and "simulators" in capsys.readouterr().err
    env = gymnasium.make("causim_env:causim/Query-v0", level=2, simulators=folder)
    prompt, _ = env.reset(options={"index": 2})
    assert prompt == problems[2].prompt
    mixed = pytest.importorskip("trainers.mix")
    mix = mixed.Mix(mixed.MixArguments(levels=[2], simulators=str(folder)), seed=0)
    assert mix.problem(2).scm.content_hash in {scm.content_hash for scm in problems.members}


def test_drawn_problems_stay_what_they_were() -> None:
    assert "simulators" not in ProblemSet.__dataclass_fields__
