"""The CPython worker, as a script that imports nothing of this package: `python -s -P -S child.py MEMORY SECONDS`.

It reads programs on standard input and forks once for each. The fork gives up every right it does not need, runs
the program, writes its answer into a pipe and is gone, so no program can leave anything behind for a later one.
The parent of the forks never runs a program's text.
"""

from __future__ import annotations
import __future__

import ctypes
import json
import os
import platform
import resource
import select
import signal
import struct
import sys
import time

MAX_ANSWER = 8_000_000
# write writev exit exit_group brk mmap mprotect munmap mremap madvise futex rt_sigreturn clock_gettime getrandom
ALLOWED = {
    "x86_64": (1, 20, 60, 231, 12, 9, 10, 11, 25, 28, 202, 15, 228, 318),
    "aarch64": (64, 66, 93, 94, 214, 222, 226, 215, 216, 233, 98, 139, 113, 278),
}
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
MMAP = {"x86_64": (9, 10), "aarch64": (222, 226)}


def seccomp_filter() -> bytes | None:
    """The system call filter as BPF: the listed calls and no executable memory; anything else kills."""
    machine = platform.machine()
    if machine not in ALLOWED:
        return None
    load, equal, any_bit, leave = 0x20, 0x15, 0x45, 0x06
    kill, allow = 0x80000000, 0x7FFF0000
    code = [
        (load, 0, 0, 4),
        (equal, 1, 0, AUDIT[machine]),
        (leave, 0, 0, kill),
        (load, 0, 0, 0),
    ]
    for number in MMAP[machine]:
        code += [(equal, 0, 4, number), (load, 0, 0, 32), (any_bit, 0, 1, 4), (leave, 0, 0, kill), (leave, 0, 0, allow)]
    for number in ALLOWED[machine]:
        if number not in MMAP[machine]:
            code += [(equal, 0, 1, number), (leave, 0, 0, allow)]
    code.append((leave, 0, 0, kill))
    return b"".join(struct.pack("HBBI", *line) for line in code)


class Jail:
    """What a fork gives up before it runs anything."""

    def __init__(self, memory: int, seconds: float) -> None:
        self.memory = memory
        self.seconds = seconds
        self.missing = ""
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.program = seccomp_filter()
        if self.program is not None:
            self.buffer = ctypes.create_string_buffer(self.program, len(self.program))
            count = len(self.program) // 8
            self.header = struct.pack("HxxxxxxQ", count, ctypes.addressof(self.buffer))
            self.pointer = ctypes.create_string_buffer(self.header, len(self.header))

    def enter(self) -> str:
        """Gives up; the name of what could not be done, or nothing."""
        cpu = max(1, int(self.seconds + 0.999))
        for what, limit in (
            (resource.RLIMIT_AS, self.memory),
            (resource.RLIMIT_CPU, cpu),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_NOFILE, 0),
            (resource.RLIMIT_NPROC, 0),
        ):
            resource.setrlimit(what, (limit, limit))
        if self.libc.prctl(38, 1, 0, 0, 0):
            return "no_new_privs refused"
        if self.program is None:
            return f"no system call filter for {platform.machine()}"
        if self.libc.prctl(22, 2, self.pointer, 0, 0):
            return f"system call filter refused, errno {ctypes.get_errno()}"
        return ""


def run(text: str, rows: list[object]) -> list[str]:
    """The name of what was raised, if anything was, and the answer or the message."""
    namespace: dict[str, object] = {"_rows": rows}
    try:
        code = compile(text, "<program>", "exec", __future__.annotations.compiler_flag, dont_inherit=True)
        exec(code, namespace)
        answer = namespace["_answer"]
    except BaseException as error:
        return [type(error).__name__, str(error)[:200]]
    return ["", answer] if type(answer) is str else ["TypeError", "the answer is no text"]


def fork(jail: Jail, text: str, rows: list[object]) -> tuple[str, bytes]:
    """Runs one program in a fork; how the fork ended and what it wrote."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.dup2(writer, 3)
            os.closerange(4, 64)
            null = os.open(os.devnull, os.O_RDWR)
            for number in (0, 1, 2):
                os.dup2(null, number)
            os.close(null)
            walled = jail.enter() == jail.missing  # a wall that stood at the start must stand now
            data = json.dumps(run(text, rows)).encode() if walled else b""
            while data:
                data = data[os.write(3, data) :]
        finally:
            os._exit(0)
    os.close(writer)
    chunks: list[bytes] = []
    size, ends = 0, time.monotonic() + jail.seconds
    why = ""
    while not why:
        ready, _, _ = select.select([reader], [], [], max(0.0, ends - time.monotonic()))
        chunk = os.read(reader, 1 << 16) if ready else None
        if chunk is None:
            why = "timeout"
        elif not chunk:
            break
        else:
            chunks.append(chunk)
            size += len(chunk)
            if size > MAX_ANSWER:
                why = "result"
    if why:
        os.kill(child, signal.SIGKILL)
    os.close(reader)
    _, status = os.waitpid(child, 0)
    if not why and os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        why = "timeout" if number in (signal.SIGXCPU, signal.SIGKILL) else f"crash {signal.Signals(number).name}"
    return why, b"".join(chunks)


def receive() -> bytes | None:
    """One message from the host."""
    head = sys.stdin.buffer.read(4)
    return sys.stdin.buffer.read(int.from_bytes(head, "big")) if len(head) == 4 else None


def send(message: bytes) -> None:
    """One message to the host."""
    sys.stdout.buffer.write(len(message).to_bytes(4, "big") + message)
    sys.stdout.buffer.flush()


def missing_walls(jail: Jail) -> str:
    """What a fork could not give up here."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, jail.enter().encode())
        os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    found = os.read(reader, 4096).decode()
    os.close(reader)
    return found


def main() -> None:
    """Serves until the host closes the pipe."""
    jail = Jail(int(sys.argv[1]), float(sys.argv[2]))
    jail.missing = missing_walls(jail)
    send(jail.missing.encode())
    while (message := receive()) is not None:
        text, rows = json.loads(message)
        why, data = fork(jail, text, rows)
        send(json.dumps([why, data.decode("utf-8", "replace")]).encode())


if __name__ == "__main__":
    main()
