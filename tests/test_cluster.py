"""Work on a cluster of two local workers, one of which is killed in the middle."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

pytest.importorskip("jinja2", reason="needs the llm extra")

from causim_env import cluster, generation
from causim_env.authors import procedural
from causim_env.authors.backend import Request
from causim_env.authors.incremental import Rules
from causim_env.authors.journal import Turn
from causim_env.authors.noisy import NoisyAuthor
from causim_env.authors.procedural import many
from causim_env.authors.run import Order, write_all
from causim_env.authors.targets import Targets
from causim_env.generation import Place, Settings, make_rows, rows_on_ray
from causim_env.sandbox import default_runtime
from causim_env.scm import SCM
from causim_env.shards import write_shards

SPEC = procedural.Spec(nodes=3)
SETTINGS = Settings("train", 0, (1, 2), ("deduction",), "code", 24, 16)


@pytest.fixture(scope="module")
def two_workers() -> Iterator[None]:
    ray = pytest.importorskip("ray")
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    for last in (False, False, True):
        try:
            ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
            break
        except Exception:  # Ray gives a node 30 s to start, which a busy machine may not have
            ray.shutdown()
            if last:
                raise
    yield
    ray.shutdown()


def once(mark: Path) -> Callable[[], None]:
    """Kills the process that calls it, the first time."""
    name = str(mark)

    def kill() -> None:
        import os
        import signal

        if not os.path.exists(name):
            with open(name, "w") as stream:
                stream.write(str(os.getpid()))
            os.kill(os.getpid(), signal.SIGKILL)

    return kill


@pytest.mark.slow
def test_a_lost_worker_is_replaced_and_the_order_kept(two_workers: None, tmp_path: Path) -> None:
    kill, driver = once(tmp_path / "mark"), os.getpid()

    def work(item: int) -> tuple[int, bool]:
        import os

        if item == 5:
            kill()
        return item * item, os.getpid() != driver

    assert [*cluster.mapped(work, range(12))] == [(n * n, True) for n in range(12)]
    assert int((tmp_path / "mark").read_text()) != os.getpid()


@pytest.mark.slow
def test_generated_records_are_those_of_one_process(
    two_workers: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill = once(tmp_path / "mark")
    local = write_shards(tmp_path / "local", SETTINGS, lambda places: make_rows(SETTINGS, places))

    def killed(settings: Settings, places: Sequence[Place]) -> list[dict[str, object]]:
        if (1, 8) in places:
            kill()
        return make_rows(settings, places)

    monkeypatch.setattr(generation, "make_rows", killed)
    assert write_shards(tmp_path / "ray", SETTINGS, rows_on_ray(SETTINGS, piece=4)) == local
    assert (tmp_path / "mark").exists()
    for path in (tmp_path / "local").iterdir():
        assert (tmp_path / "ray" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.slow
def test_what_work_raises_is_raised_here(two_workers: None) -> None:
    def work(item: int) -> int:
        raise ValueError(f"item {item} makes no sense")

    with pytest.raises(ValueError, match="^item 0 makes no sense$"):
        [*cluster.mapped(work, range(3))]


@pytest.mark.slow
def test_drawn_scms_are_those_of_one_process(
    two_workers: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill = once(tmp_path / "mark")
    here = [scm.to_source() for scm in many(3, SPEC, 9)]
    monkeypatch.setattr(procedural, "_PIECE", 2)
    plain = procedural._drawn

    def killed(seed: int, spec: procedural.Spec, piece: range) -> list[SCM]:
        if 4 in piece:
            kill()
        return plain(seed, spec, piece)

    monkeypatch.setattr(procedural, "_drawn", killed)
    assert [scm.to_source() for scm in many(3, SPEC, 9, ray=True)] == here
    assert (tmp_path / "mark").exists()


class Killing(NoisyAuthor):
    """The noisy author, whose process is killed once in the middle of its third SCM."""

    def __init__(self, mark: Path) -> None:
        super().__init__(0.2, seed=1)
        self.kill = once(mark)

    def answer(self, request: Request) -> str:
        if request.scm == "0-0002" and request.turn == 3:
            self.kill()
        return super().answer(request)


@pytest.mark.slow
def test_authored_scms_are_those_of_one_process_and_a_stopped_run_goes_on(two_workers: None, tmp_path: Path) -> None:
    order, rules = Order(4, (Targets(4), Targets(3)), at_once=1), Rules([default_runtime()])
    write_all(tmp_path / "local", order, NoisyAuthor(0.2, seed=1), rules)
    watched: list[Turn] = []
    write_all(tmp_path / "ray", order, Killing(tmp_path / "mark"), rules, ray=True, watch=watched.append)
    assert (tmp_path / "mark").exists()

    def timeless(folder: str) -> list[dict[str, object]]:
        rows = [json.loads(line) for line in (tmp_path / folder / "journal.jsonl").read_text().splitlines()]
        return [{**row, "seconds": 0} for row in rows]

    assert timeless("ray") == timeless("local")
    assert len(watched) == len(timeless("ray")) - 1
    for path in (tmp_path / "local").iterdir():
        if path.name != "journal.jsonl":
            assert (tmp_path / "ray" / path.name).read_bytes() == path.read_bytes()

    journal = (tmp_path / "ray" / "journal.jsonl").read_text().splitlines(keepends=True)
    (tmp_path / "cut").mkdir()
    (tmp_path / "cut" / "journal.jsonl").write_text("".join(journal[: len(journal) // 2]) + journal[-1][:30])
    write_all(tmp_path / "cut", order, NoisyAuthor(0.2, seed=1), rules, resume=True, ray=True)
    assert timeless("cut") == timeless("local")
    assert (tmp_path / "cut" / "manifest.json").read_bytes() == (tmp_path / "local" / "manifest.json").read_bytes()


def test_without_ray_one_line_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "ray.py").write_text("raise ImportError('no ray here')\n")
    command = [sys.executable, "-c", "from causim_env.cli import main; main(['generate', '-n', '1', '--ray'])"]
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{os.getcwd()}"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "causim: --ray needs ray: pip install 'causim-env[scale]'\n"
