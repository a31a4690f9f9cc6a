"""Hostile programs: mechanisms that try to get out of the sandbox, to stall it, or to spoil its later answers.

Each is a text that defines `f(x)`. One that reaches what it must not returns a string with `escaped` in it.
"""

from causim_env.attacks.programs import bombs, escapes, lies
from causim_env.attacks.programs.program import Program

PROGRAMS: tuple[Program, ...] = (*escapes.PROGRAMS, *bombs.PROGRAMS, *lies.PROGRAMS)
"""Every program, each under a name of its own."""

__all__ = ["PROGRAMS", "Program"]
