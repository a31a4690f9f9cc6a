from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from causim_env import rewards
from causim_env.answers import Answer
from causim_env.verifiers import Isolated, VerifierError
from tests.processes import gone, written

SECONDS = 3.0
GOLD = Answer("value", 3).dumps()
Ask = Callable[..., list[tuple[float | None, str]]]

HOSTILE = """
import os, time

def hostile(completions, gold, log_extra=None, **columns):
    for text in completions:
        print("noise on stdout")
        if text == "hang":
            time.sleep(10_000)
        if text == "crash":
            os._exit(7)
        if text == "raise":
            raise RuntimeError("on purpose")
    log_extra("verdict", [f"pid {os.getpid()}"])
    return [1.0 for _ in completions]
"""

# What may go to the pipe of verdicts in place of one.
JUNK = {
    "bytes": bytes(range(11, 256)) + b"\n",
    "megabytes without an end": 4_000_000 * b"x",
    "no JSON": b"one\ntwo\nthree\n",
    "no verdict": b"{}\n",
    "no number": b'[1, "high", ""]\n',
    "no reason": b"[1, 1.0, 1.0]\n",
    "not finite": b'[1, NaN, ""]\n',
    "very large": b"[1, " + 400 * b"9" + b', ""]\n',
    "very deep": 100_000 * b"[" + b"\n",
    "two verdicts": b'[1, 0.5, ""]\n[2, 0.5, ""]\n',
    "a verdict on another sample": b'[7, 0.5, ""]\n',
}

ATTACKS = f"""
import os, re, signal, time

JUNK = {JUNK!r}

def attack(completions, **columns):
    [name] = completions
    if name in JUNK:
        for number in range(3, 64):
            try:
                os.write(number, JUNK[name])
            except OSError:
                pass
        time.sleep(10_000)
    return globals()[name]()

def fine():
    return [1.0]

def loud():
    os.write(1, 100_000 * b"x")
    return [1.0]

def note(name):
    with open(os.path.join(os.environ["NOTES"], name), "w") as stream:
        stream.write(str(os.getpid()))

def forks_and_waits():
    note("verifier")
    if os.fork() == 0:
        note("grandchild")
        time.sleep(10_000)
    os.wait()

def forks_and_ends():
    if os.fork() == 0:
        note("grandchild")
        time.sleep(10_000)
    os._exit(8)

def deaf():
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
        signal.signal(number, signal.SIG_IGN)
    note("verifier")
    re.match("(a+)+$", 40 * "a" + "b")  # holds the lock of the interpreter

def closes_stdin():
    os.close(0)
    return [1.0]

def closes_everything():
    os.closerange(0, 64)
    time.sleep(10_000)

def reads_no_more():
    note("verifier")
    os.dup2(os.pipe()[0], 0)
    return [1.0]
"""


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Isolated]:
    (tmp_path / "hostile_verifier.py").write_text(HOSTILE)
    monkeypatch.syspath_prepend(str(tmp_path))
    verifier = Isolated("hostile_verifier.hostile", SECONDS)
    yield verifier
    verifier.close()


def test_same_rewards_and_reasons_as_in_process() -> None:
    completions = [[{"role": "assistant", "content": f"<answer>{n}</answer>"}] for n in (3, 4)]
    columns = {"gold": [GOLD, GOLD], "trainer_state": object(), "prompts": ["a", "b"]}
    here: list[str] = []
    there: list[str] = []
    isolated = Isolated("causim_env.rewards.correct")
    expected = rewards.correct(completions, log_extra=lambda _, reasons: here.extend(reasons), **columns)  # type: ignore[arg-type]
    found = isolated(completions, log_extra=lambda _, reasons: there.extend(reasons), **columns)
    isolated.close()
    assert (found, there) == (expected, here)
    assert isolated.__name__ == "correct"


def test_a_verifier_that_hangs_crashes_or_raises_costs_one_sample(hostile: Isolated) -> None:
    reasons: list[str] = []
    metrics: dict[str, float] = {}
    started = time.monotonic()
    found = hostile(
        ["fine", "hang", "fine", "crash", "raise", "fine"],
        gold=[GOLD] * 6,
        log_extra=lambda _, texts: reasons.extend(texts),
        log_metric=metrics.__setitem__,
    )
    assert found == [1.0, None, 1.0, None, None, 1.0]
    assert reasons[1] == "timeout: no verdict in 3 s"
    assert reasons[3] == "crash: the verifier's process ended with code 7"
    assert reasons[4] == "error: RuntimeError: on purpose"
    assert metrics == {"verifier_failures": 0.5}
    assert time.monotonic() - started < 500


def test_no_process_outlives_its_verifier(hostile: Isolated) -> None:
    reasons: list[str] = []
    hostile(["fine"], gold=[GOLD], log_extra=lambda _, texts: reasons.extend(texts))
    pid = int(reasons[0].split()[1])
    os.kill(pid, 0)
    assert pickle.loads(pickle.dumps(hostile))._process is None
    hostile.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_verifier_that_is_not_there_is_said_at_once() -> None:
    with pytest.raises(VerifierError, match="cannot be imported .* write module.function"):
        Isolated("causim_env.rewards.nothing")(["x"], gold=[GOLD])
    for wrong in ("correct", ""):
        with pytest.raises(VerifierError, match="write module.function"):
            Isolated(wrong)


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where attackers leave the ids of their processes."""
    (tmp_path / "attacks_on_the_caller.py").write_text(ATTACKS)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("NOTES", str(tmp_path))
    return tmp_path


@pytest.fixture
def attacked(notes: Path) -> Iterator[Ask]:
    verifier = Isolated("attacks_on_the_caller.attack", SECONDS, 500)

    def ask(*attacks: str) -> list[tuple[float | None, str]]:
        reasons: list[str] = []
        found = verifier(attacks, log_extra=lambda _, texts: reasons.extend(texts))
        return [*zip(found, reasons, strict=True)]

    yield ask
    verifier.close()


def test_junk_on_the_pipe_of_verdicts_costs_its_sample_alone(attacked: Ask) -> None:
    first, *junk, last = attacked("fine", *JUNK, "fine")
    assert first == last == (1.0, "")
    assert [reward for reward, _ in junk] == [None] * len(JUNK)
    assert {reason.partition(":")[0] for _, reason in junk} == {"junk"}


def test_what_a_verifier_writes_to_its_stdout_is_not_read(attacked: Ask) -> None:
    assert attacked("loud", "fine") == [(1.0, ""), (1.0, "")]


def test_a_verifier_that_closes_its_pipes(attacked: Ask) -> None:
    started = time.monotonic()
    rewards = [reward for reward, _ in attacked("closes_stdin", "fine", "fine")]
    assert rewards[0] == rewards[2] == 1.0
    assert attacked("closes_everything", "fine") == [(None, "crash: the verifier closed its output"), (1.0, "")]
    assert time.monotonic() - started < 60


def test_a_sample_that_is_not_read_costs_its_time(notes: Path) -> None:
    verifier = Isolated("attacks_on_the_caller.attack", SECONDS)
    more = {"column": ["", 10_000_000 * "x", ""]}
    assert verifier(["reads_no_more", "fine", "fine"], **more) == [1.0, None, 1.0]
    verifier.close()
    assert gone(written(notes / "verifier"))


@pytest.mark.parametrize("attack", ["forks_and_waits", "forks_and_ends"])
def test_what_a_verifier_has_forked_ends_with_it(attacked: Ask, notes: Path, attack: str) -> None:
    started = time.monotonic()
    said = {"forks_and_waits": "timeout: no verdict in 3 s", "forks_and_ends": "crash: the verifier's process ended"}
    (reward, reason), after = attacked(attack, "fine")
    assert reward is None and reason.startswith(said[attack]) and after == (1.0, "")
    assert time.monotonic() - started < 60
    assert gone(written(notes / "grandchild"))


def test_a_verifier_that_is_deaf_to_signals(attacked: Ask, notes: Path) -> None:
    assert attacked("deaf", "fine") == [(None, "timeout: no verdict in 3 s"), (1.0, "")]
    assert gone(written(notes / "verifier"))


CALLER = """
import sys, threading
from causim_env.verifiers import Isolated
verifier = Isolated("attacks_on_the_caller.attack", 1000)
verifier(["fine"])
if sys.argv[2] == "thread":
    thread = threading.Thread(target=verifier, args=[["fine"]])
    thread.start()
    thread.join()
verifier([sys.argv[1]])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel does it")
@pytest.mark.parametrize("thread", ["", "thread"])
@pytest.mark.parametrize("attack", ["forks_and_waits", "deaf"])
def test_a_killed_caller_leaves_nothing_behind(notes: Path, attack: str, thread: str) -> None:
    paths = os.pathsep.join((str(notes), str(Path(__file__).parents[1])))
    caller = subprocess.Popen([sys.executable, "-c", CALLER, attack, thread], env=os.environ | {"PYTHONPATH": paths})
    names = ["verifier", "grandchild"] if attack == "forks_and_waits" else ["verifier"]
    numbers = [written(notes / name) for name in names]
    caller.send_signal(signal.SIGKILL)
    assert caller.wait() == -signal.SIGKILL
    assert all(map(gone, numbers))


def test_a_start_that_fails_later_costs_a_sample_and_is_tried_again(attacked: Ask, notes: Path) -> None:
    source = notes / "attacks_on_the_caller.py"
    assert attacked("fine") == [(1.0, "")]
    source.rename(notes / "away")
    (reward, reason), *rest = attacked("forks_and_ends", "fine", "fine")
    assert reward is None and reason.startswith("crash") and [reward for reward, _ in rest] == [None, None]
    assert all("cannot be imported (No module named 'attacks_on_the_caller')" in reason for _, reason in rest)
    (notes / "away").rename(source)
    assert attacked("fine") == [(1.0, "")]


def test_a_call_has_a_budget(notes: Path) -> None:
    verifier = Isolated("attacks_on_the_caller.attack", 1.0, 2.5)
    reasons: list[str] = []
    started = time.monotonic()
    found = verifier(["fine"] + ["deaf"] * 60, log_extra=lambda _, texts: reasons.extend(texts))
    assert time.monotonic() - started < 30
    assert found == [1.0] + [None] * 60
    assert reasons[1] == "timeout: no verdict in 1 s"
    assert reasons[-50:] == ["budget: the 2.5 s for a whole call are over"] * 50
    assert verifier(["fine"]) == [1.0]
    verifier.close()
    with pytest.raises(VerifierError, match="times above 0"):
        Isolated("causim_env.rewards.correct", 1.0, 0.0)
