"""Runs code nobody trusts: the only door for mechanisms that a model wrote.

Three walls, one behind the other. The static check (`causim_env.scm.language`) lets through only the mechanism
language: no import, no attribute, no `while`, no state. The runtime is a process of its own: Monty, a Python
interpreter in Rust without files, network or host objects, or a CPython worker. The operating system holds that
process: memory, processor time, open files, and for the worker a filter that kills it on any system call but
writing its result and managing its memory. Where `bwrap` works, the worker also has no network, no files but
Python's own, and no sight of other processes.

Fuel, not a clock, ends long programs: what is sent carries the counters and guards of `causim_env.scm.meter`, so
the same text and the same rows give the same values or the same refusal on every machine. Fuel counts loop turns
and what a sum, a comparison, a copy or a key walks through, lists inside lists as often as they are met, and bounds
numbers, texts and lists. The clock and the memory limit stand behind it; their refusals say so: "timeout", "memory"
and "crash" are no verdict on the code. What comes back is text of bounded length, read as exact `bool`, `int` and
`str`.

Covered: escapes through the language, through the interpreter's objects, through results and through output;
endless loops, memory and recursion; a dead runtime; state left behind for a later call, since no two calls of
`tabulate` or `simulate` share a process image (worker) or an interpreter (Monty); a fork of the host process.
Not covered: faults of the kernel, of the processor (side channels) or of Monty, whose process has no system call
filter of ours; mechanisms of one `tabulate_many`, which only the language keeps apart; what a caller does with a
value that is a string; systems other than Linux on x86-64 and arm64, where the worker has no filter (`limits()`
says so; the filter for arm64 has never been run).
"""

from causim_env.sandbox.choose import default_runtime, runtimes
from causim_env.sandbox.runtime import Reason, Row, Runtime, SandboxError

__all__ = ["Reason", "Row", "Runtime", "SandboxError", "default_runtime", "runtimes"]
