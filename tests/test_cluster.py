"""Work on a cluster of two local workers, one of which is killed in the middle."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from causim_env import cluster, shards
from causim_env.shards import Place, Settings, make_rows, rows_on_ray, write_shards

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

    monkeypatch.setattr(shards, "make_rows", killed)
    assert write_shards(tmp_path / "ray", SETTINGS, rows_on_ray(SETTINGS, piece=4)) == local
    assert (tmp_path / "mark").exists()
    for path in (tmp_path / "local").iterdir():
        assert (tmp_path / "ray" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.slow
def test_what_work_raises_is_raised_here(two_workers: None) -> None:
    def work(item: int) -> int:
        raise ValueError(f"item {item} makes no sense")

    with pytest.raises(ValueError, match="item 0 makes no sense"):
        [*cluster.mapped(work, range(3))]


def test_without_ray_one_line_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "ray.py").write_text("raise ImportError('no ray here')\n")
    command = [sys.executable, "-c", "from causim_env.cli import main; main(['generate', '-n', '1', '--ray'])"]
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{os.getcwd()}"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "causim: --ray needs ray: pip install 'causim-env[scale]'\n"
