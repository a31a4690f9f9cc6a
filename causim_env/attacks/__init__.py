"""Hostile completions: ways to be paid without knowing the answer.

Each attack builds a completion from a prompt and its gold answer that is not a well-formed right
answer, however much it resembles one. All of them must earn exactly 0, raise nothing and take no
time to speak of. Some do contain the right answer: in the wrong place, twice, or beside another.
Attacks on the sandbox and on the mechanism language have no answer: `programs` has them, `sandbox` runs them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from causim_env.answers import Answer, Kind
from causim_env.attacks import content, kinds, shape, size
from causim_env.attacks.target import Builder, Target, inside

__all__ = ["ATTACKS", "LIMIT_SECONDS", "Attack", "Outcome", "Target", "inside", "run"]

KINDS: tuple[Kind, ...] = ("value", "set", "distribution", "undetermined")
LIMIT_SECONDS = 0.02
"""Longest processor time that judging one completion may take."""


@dataclass(frozen=True, slots=True)
class Attack:
    """One way to cheat.

    Attributes:
        name: Unique, in words joined by `_`.
        family: What it tries.
        build: Makes the completion; a text, or whatever else a trainer might hand over.
        kinds: The kinds of gold answer that it is meant for.
    """

    name: str
    family: str
    build: Builder
    kinds: tuple[Kind, ...] = KINDS


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an attack achieved; `fault` is empty if it failed as it should."""

    attack: str
    family: str
    reward: float | None
    seconds: float
    fault: str


def run(prompt: str, gold: Answer, reward: Callable[[object], float | None]) -> Iterator[Outcome]:
    """Try every attack that fits the gold answer on a scorer.

    Args:
        prompt: The prompt of the problem.
        gold: Its gold answer.
        reward: The scorer: completion to reward, for example
            `lambda completion: score(completion, gold).reward`.

    Yields:
        One outcome per attack, in the order of `ATTACKS`.
    """
    target = Target(prompt, gold)
    for attack in ATTACKS:
        if gold.kind in attack.kinds:
            yield _try(attack, attack.build(target), reward)


def _try(attack: Attack, completion: object, reward: Callable[[object], float | None]) -> Outcome:
    seconds = float("inf")
    for _ in range(3):  # time on the processor, the best of three: a busy machine is no slow scorer
        started = time.thread_time()
        try:
            earned = reward(completion)
        except Exception as error:  # whatever escapes a scorer is the finding
            fault = f"raised {type(error).__name__}"
            return Outcome(attack.name, attack.family, None, 0.0, fault)
        seconds = min(seconds, time.thread_time() - started)
        if seconds < LIMIT_SECONDS:
            break
    fault = "" if seconds < LIMIT_SECONDS else f"took {seconds:.3f} s"
    if earned != 0.0:
        fault = f"earned {earned}"
    return Outcome(attack.name, attack.family, earned, seconds, fault)


def _named(family: str, builders: dict[str, Builder], kinds: tuple[Kind, ...] = KINDS) -> tuple[Attack, ...]:
    return tuple(Attack(name, family, build, kinds) for name, build in builders.items())


ATTACKS: tuple[Attack, ...] = (
    *_named("shape", shape.shape()),
    *_named("several", shape.several()),
    *_named("object", shape.objects()),
    *_named("content", content.content()),
    *_named("code", content.code()),
    *_named("size", size.size()),
    *_named("value", kinds.value(), ("value",)),
    *_named("set", kinds.set_(), ("set",)),
    *_named("distribution", kinds.distribution(), ("distribution",)),
    *_named("undetermined", kinds.undetermined(), ("undetermined",)),
)
"""Every attack, each under a name of its own."""
