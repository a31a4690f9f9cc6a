"""Processes that end with the one that started them, together with all that they have started themselves.

Each gets a session of its own and the reading end of a pipe into which nobody writes. When its starter ends, by SIGKILL
too, the kernel closes the other end and sends SIGKILL to the whole process group, whatever that is busy with. This is
so on Linux; elsewhere such a process ends by itself or when it is told to.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

_PR_SET_PDEATHSIG = 1


class Group(subprocess.Popen[bytes]):
    """A command in a process group of its own, which ends as a whole.

    Args:
        command: The program and its arguments.
        **options: Of `subprocess.Popen`.
    """

    def __init__(self, command: Sequence[str], **options: Any) -> None:
        theirs, ours = os.pipe()
        self._lifeline = os.fdopen(ours, "wb", buffering=0)
        launcher = (sys.executable, "-I", "-S", __file__, str(theirs))
        try:
            super().__init__([*launcher, *command], pass_fds=(theirs,), start_new_session=True, **options)
        except BaseException:
            self._lifeline.close()
            raise
        finally:
            os.close(theirs)

    def end(self, grace: float = 0.0) -> None:
        """Ends the group, whoever holds its pipes.

        Args:
            grace: Seconds that the first process has to end by itself after a SIGTERM to all.
        """
        if grace:
            self.signal_all(signal.SIGTERM)
            try:
                self.wait(grace)
            except subprocess.TimeoutExpired:
                pass
        self.signal_all(signal.SIGKILL)
        for pipe in (self._lifeline, self.stdin, self.stdout, self.stderr):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    pass  # what was still to be written has no reader
        self.wait()

    def signal_all(self, number: int) -> None:
        """Sends a signal to the group, if there is anything left of it."""
        try:
            os.killpg(self.pid, number)
        except (ProcessLookupError, PermissionError):
            pass  # nothing of it is left, or nothing but what has ended


def end_with_parent() -> None:
    """Asks the kernel to end this process when the thread that started it ends; does nothing where it cannot."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def main() -> None:
    """Ties this process to the pipe that is named first, then becomes the command that follows."""
    lifeline, *command = sys.argv[1:]
    if sys.platform == "linux":
        number = int(lifeline)
        fcntl.fcntl(number, fcntl.F_SETOWN, -os.getpgrp())
        fcntl.fcntl(number, fcntl.F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(number, fcntl.F_SETFL, os.O_ASYNC)
        if select.select([number], [], [], 0)[0]:
            return  # its starter has ended already
    try:
        os.execvp(command[0], command)
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror}")


if __name__ == "__main__":
    main()
