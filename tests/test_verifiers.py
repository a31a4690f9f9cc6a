from __future__ import annotations

import os
import pickle
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from causim_env import rewards
from causim_env.answers import Answer
from causim_env.verifiers import Isolated, VerifierError

SECONDS = 3.0
GOLD = Answer("value", 3).dumps()

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
