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
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from math import isfinite
from typing import IO, Any

from causim_env.processes import Group

START_SECONDS = 120.0
SAMPLES = 10
_PART = 1 << 16
_LONGEST = 1 << 20
_REASON = 10_000
_LAST_WORDS = 2.0


class VerifierError(ValueError):
    """A verifier that cannot be used at all; the message says why."""


class _Failed(Exception):
    """No verdict; the message is the reason."""


class Isolated:
    """A reward function for TRL that asks another one, sample by sample, in a process of its own (POSIX).

    Columns that JSON cannot carry are left out; prompts and tokens are not sent. A sample whose verifier hangs, crashes
    or raises gets None, which TRL leaves out of its group, and its reason goes to TRL's table of completions. The
    process ends with this one, however this one ends, and takes along what it has started.

    Args:
        verifier: Where the reward function is, for example `causim_env.rewards.correct`.
        seconds: The longest time for one sample.
        call_seconds: The longest time for all samples of a call, but for a start of the process that it has begun;
            what is left then gets None. Ten times `seconds` if not given.

    Raises:
        VerifierError: A time is not above 0, or `verifier` names no module and function.
    """

    def __init__(self, verifier: str, seconds: float = 10.0, call_seconds: float | None = None) -> None:
        module, dot, name = verifier.rpartition(".")
        whole = SAMPLES * seconds if call_seconds is None else call_seconds
        if not (dot and module and name) or not min(seconds, whole) > 0:
            raise VerifierError(
                f"verifier {verifier!r}, {seconds} s, {whole} s a call: write module.function and times above 0"
            )
        self.__name__ = name
        self._verifier = verifier
        self._seconds = seconds
        self._call_seconds = whole
        self._process: Group | None = None
        self._asked = 0
        self._usable = False

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
            VerifierError: The verifier cannot be imported, and never could be.
        """
        sent = {
            name: values
            for name, values in columns.items()
            if name not in ("prompts", "completion_ids")
            and isinstance(values, list)
            and len(values) == len(completions)
        }
        if not self._usable:
            try:
                self._start()
            except _Failed as error:
                raise VerifierError(f"verifier {self._verifier}: {error}") from None
            self._usable = True
        ends = time.monotonic() + self._call_seconds
        found = [
            self._ask({"completions": [completion], **{name: [values[i]] for name, values in sent.items()}}, ends)
            for i, completion in enumerate(completions)
        ]
        if log_extra is not None:
            log_extra("verdict", [reason for _, reason in found])
        if log_metric is not None:
            log_metric("verifier_failures", sum(reward is None for reward, _ in found) / max(1, len(found)))
        return [reward for reward, _ in found]

    def close(self) -> None:
        """Ends the process and what it has started; the next call starts another."""
        process, self._process = self._process, None
        if process is not None:
            process.end()

    def __getstate__(self) -> dict[str, object]:
        """Leaves the process behind: a copy starts its own."""
        return {**self.__dict__, "_process": None, "_usable": False}

    def _ask(self, sample: dict[str, object], ends: float) -> tuple[float | None, str]:
        """Reward and reason of one sample, before the moment when the call ends."""
        over = f"budget: the {self._call_seconds:g} s for a whole call are over"
        if time.monotonic() >= ends:
            return None, over
        try:
            if self._process is None or self._process.poll() is not None:
                self._start()
            left = ends - time.monotonic()
            return self._verdict(sample, min(self._seconds, left)) if left > 0 else (None, over)
        except _Failed as error:
            self.close()
            return None, str(error)

    def _start(self) -> None:
        """Starts the process and waits for its first line, which says whether the verifier is there."""
        self.close()
        command = [sys.executable, "-m", "causim_env.verifiers", self._verifier, str(self._seconds)]
        paths = [path for path in (*sys.path, os.environ.get("PYTHONPATH", "")) if path]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "bufsize": 0}
        try:
            self._process = Group(command, env=environment, **pipes)
        except OSError as error:
            raise _Failed(f"start: {error}") from None
        assert self._process.stdin is not None
        os.set_blocking(self._process.stdin.fileno(), False)
        self._asked = 0
        try:
            _, reason = self._answer(self._process, time.monotonic() + START_SECONDS, START_SECONDS)
        except _Failed as error:
            self.close()
            raise _Failed(f"start: {error}") from None
        if reason:
            self.close()
            raise _Failed(reason)

    def _verdict(self, sample: dict[str, object], seconds: float) -> tuple[float | None, str]:
        process = self._process
        assert process is not None and process.stdin is not None
        ends = time.monotonic() + seconds
        self._asked += 1
        line = json.dumps([self._asked, sample], default=_nothing).encode() + b"\n"
        while line:
            if not _ready(process.stdin, select.POLLOUT, ends):
                raise _Failed(f"timeout: the sample was not read in {seconds:.3g} s")
            try:
                line = line[os.write(process.stdin.fileno(), line) :]
            except BlockingIOError:
                pass
            except BrokenPipeError:
                raise _Failed(_end(process, "crash: the verifier closed its input", _LAST_WORDS)) from None
        return self._answer(process, ends, seconds)

    def _answer(self, process: Group, ends: float, seconds: float) -> tuple[float | None, str]:
        """Reward and reason, from one line of the process.

        Raises:
            _Failed: There is none, or it is not the answer to the last sample.
        """
        assert process.stdout is not None
        line = b""
        while b"\n" not in line:
            if not _ready(process.stdout, select.POLLIN, ends):
                raise _Failed(_end(process, f"timeout: no verdict in {seconds:.3g} s"))
            part = os.read(process.stdout.fileno(), _PART)
            if not part:
                raise _Failed(_end(process, "crash: the verifier closed its output", _LAST_WORDS))
            line += part
            if len(line) > _LONGEST:
                raise _Failed(f"junk: the verifier wrote more than {_LONGEST} bytes to the pipe of verdicts")
        try:
            number, reward, reason = json.loads(line)
            if number != self._asked or not isinstance(reason, str):
                raise ValueError
            return None if reward is None else _finite(reward), reason
        except (ValueError, TypeError, OverflowError, RecursionError):
            raise _Failed(f"junk: the verifier wrote {line[:40]!r} to the pipe of verdicts") from None


def _ready(pipe: IO[bytes], event: int, ends: float) -> bool:
    """Whether a pipe can be used before a moment; a closed one can."""
    poll = select.poll()
    poll.register(pipe, event)
    return bool(poll.poll(1000 * max(0.0, ends - time.monotonic())))


def _end(process: Group, otherwise: str, seconds: float = 0.0) -> str:
    """How a process ended that says nothing, or what else is the matter if it has not ended after these seconds."""
    try:
        return f"crash: the verifier's process ended with code {process.wait(seconds)}"
    except subprocess.TimeoutExpired:
        return otherwise


def _finite(reward: Any) -> float:
    if not isfinite(reward):
        raise ValueError(f"reward {reward}, write a finite one")
    return float(reward)


def serve(verifier: str, seconds: float, asked: IO[str], answers: IO[str]) -> None:
    """Answers samples, a line of JSON each, until there are no more.

    Args:
        verifier: Where the reward function is.
        seconds: The longest time for one sample, doubled here: past it the caller is gone and the process ends itself.
        asked: Samples: a number and the arguments of the reward function.
        answers: Number, reward and reason of each, after one line that says whether the verifier is there.
    """

    def say(number: int, reward: float | None, reason: str) -> None:
        answers.write(json.dumps([number, reward, reason[:_REASON]]) + "\n")
        answers.flush()

    module, _, name = verifier.rpartition(".")
    try:
        function = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        say(0, None, f"cannot be imported ({error}); write module.function")
        return
    say(0, None, "")
    for line in asked:
        signal.setitimer(signal.ITIMER_REAL, 2 * seconds + 1)
        said: list[object] = []
        number, sample = json.loads(line)
        try:
            [reward] = function(**sample, log_extra=lambda column, reasons, said=said: said.extend(reasons))
            say(number, None if reward is None else _finite(reward), str(said[0]) if said else "")
        except Exception as error:  # whatever a foreign verifier raises is its failure, not the run's
            say(number, None, f"error: {type(error).__name__}: {error}")
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
