"""A verifier in a process of its own: one that hangs or crashes costs a sample, not a training run.

TRL calls reward functions without a time limit and stops at their first exception, and a rank that waits makes all of
them wait. The environment's own rewards neither wait nor raise, so they need none of this; it is for verifiers of one's
own. What the process does is not limited in any other way: for code that nobody trusts there is `causim_env.sandbox`.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from math import isfinite
from typing import IO, Any

START_SECONDS = 120.0
_LINE = 1 << 16
_KEPT = ("prompts", "completion_ids")


class VerifierError(ValueError):
    """A verifier that cannot be used at all; the message says why."""


class Isolated:
    """A reward function for TRL that asks another one, sample by sample, in a process of its own (POSIX).

    Columns that JSON cannot carry are left out; prompts and tokens are not sent. A sample whose verifier hangs, crashes
    or raises gets None, which TRL leaves out of its group, and its reason goes to TRL's table of completions.

    Args:
        verifier: Where the reward function is, for example `causim_env.rewards.correct`.
        seconds: The longest time for one sample.

    Raises:
        VerifierError: `seconds` is not above 0, or `verifier` names no module and function.
    """

    def __init__(self, verifier: str, seconds: float = 10.0) -> None:
        module, dot, name = verifier.rpartition(".")
        if not (dot and module and name) or seconds <= 0:
            raise VerifierError(f"verifier {verifier!r}, {seconds} s: write module.function and a time above 0")
        self.__name__ = name
        self._verifier = verifier
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __call__(
        self,
        completions: Sequence[object],
        log_extra: Callable[[str, list[str]], None] | None = None,
        log_metric: Callable[[str, float], None] | None = None,
        **columns: object,
    ) -> list[float | None]:
        """The reward of every completion, None where its verifier failed.

        Args:
            completions: As TRL passes them.
            log_extra: Where the reasons go.
            log_metric: Where the share of failures goes.
            **columns: Lists as long as `completions`, one value for each; anything else is left out.

        Raises:
            VerifierError: The verifier cannot be imported.
        """
        sent = {
            name: values
            for name, values in columns.items()
            if name not in ("prompts", "completion_ids")
            and isinstance(values, list)
            and len(values) == len(completions)
        }
        found = [
            self._ask({"completions": [completion], **{name: [values[i]] for name, values in sent.items()}})
            for i, completion in enumerate(completions)
        ]
        if log_extra is not None:
            log_extra("verdict", [reason for _, reason in found])
        if log_metric is not None:
            log_metric("verifier_failures", sum(reward is None for reward, _ in found) / max(1, len(found)))
        return [reward for reward, _ in found]

    def close(self) -> None:
        """Ends the process; the next call starts another."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def __getstate__(self) -> dict[str, object]:
        """Leaves the process behind: a copy starts its own."""
        return {**self.__dict__, "_process": None}

    def _ask(self, sample: dict[str, object]) -> tuple[float | None, str]:
        process = self._process or self._start()
        assert process.stdin is not None
        line = json.dumps(sample, default=_nothing).encode() + b"\n"
        try:
            process.stdin.write(line)
            process.stdin.flush()
        except BrokenPipeError:
            pass  # it has ended since the last sample, and the answer will say so
        answer = self._answer(process, self._seconds)
        if isinstance(answer, str):
            self.close()
            return None, answer
        reward, reason = answer
        return reward, reason

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "causim_env.verifiers", self._verifier, str(self._seconds)]
        paths = [path for path in (*sys.path, os.environ.get("PYTHONPATH", "")) if path]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))}
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        ready = self._answer(self._process, START_SECONDS)
        if isinstance(ready, str) or ready[1]:
            self.close()
            raise VerifierError(f"verifier {self._verifier}: {ready if isinstance(ready, str) else ready[1]}")
        return self._process

    def _answer(self, process: subprocess.Popen[bytes], seconds: float) -> tuple[float | None, str] | str:
        """One line of the process, or what happened instead."""
        assert process.stdout is not None
        line = b""
        while not line.endswith(b"\n"):
            if not select.select([process.stdout], [], [], seconds)[0]:
                return f"timeout: no verdict in {seconds:g} s"
            part = os.read(process.stdout.fileno(), _LINE)
            if not part:
                return f"crash: the verifier's process ended with code {process.wait()}"
            line += part
        reward, reason = json.loads(line)
        return reward, reason


def serve(verifier: str, seconds: float, asked: IO[str], answers: IO[str]) -> None:
    """Answers samples, a line of JSON each, until there are no more.

    Args:
        verifier: Where the reward function is.
        seconds: The longest time for one sample, doubled here: past it the caller is gone and the process ends itself.
        asked: Samples: the arguments of the reward function.
        answers: Reward and reason of each, after one line that says whether the verifier is there.
    """

    def say(reward: float | None, reason: str) -> None:
        answers.write(json.dumps([reward, reason]) + "\n")
        answers.flush()

    module, _, name = verifier.rpartition(".")
    try:
        function = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        say(None, f"cannot be imported ({error}); write module.function")
        return
    say(None, "")
    for line in asked:
        signal.setitimer(signal.ITIMER_REAL, 2 * seconds + 1)
        said: list[str] = []
        try:
            [reward] = function(**json.loads(line), log_extra=lambda column, reasons, said=said: said.extend(reasons))
            if reward is not None and not isfinite(reward):
                raise ValueError(f"reward {reward}, write a finite one")
            say(None if reward is None else float(reward), said[0] if said else "")
        except Exception as error:  # whatever a foreign verifier raises is its failure, not the run's
            say(None, f"error: {type(error).__name__}: {error}")
        signal.setitimer(signal.ITIMER_REAL, 0)


def _nothing(value: Any) -> None:
    """What JSON cannot carry is not sent."""


def main() -> None:
    """Serves the verifier named on the command line; what it prints goes to stderr."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    serve(sys.argv[1], float(sys.argv[2]), sys.stdin, answers)


if __name__ == "__main__":
    main()
