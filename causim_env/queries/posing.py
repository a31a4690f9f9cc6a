"""Tools for posing queries: sampled worlds, wished-for answers, the choice of variables and evidence.

Answers are balanced by rejection. What a problem should answer is drawn before anything else is known about
it, as a rank among the target's values, and kept through every attempt; so the answers of a problem set are
spread evenly over their values however unlikely some of them are in the SCMs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from causim_env.answers import Answer
from causim_env.queries.query import Ask, Query
from causim_env.queries.shortcuts import survives
from causim_env.queries.solve import posterior, read
from causim_env.scm import SCM, InferenceError, Value, marginal
from causim_env.scm.compile import functions, reading
from causim_env.streams import Stream

POSE_STATES = 20_000
MAX_OUTCOMES = 6
SAME_PAIR = 8
MAX_DENOMINATOR = 5_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What the next problem should be like, drawn before its SCM.

    Attributes:
        ask: The form of the answer.
        rank: Where among the target's values the answer should lie, in [0, 1).
        undetermined: Whether the answer to `ask="value"` should be left open by the evidence.
        hidden: How many exogenous values stay unobserved and have to be reasoned about.
    """

    ask: Ask
    rank: float
    undetermined: bool
    hidden: int

    def value(self, support: tuple[Value, ...]) -> Value:
        """The value of the wished-for rank."""
        return support[int(self.rank * len(support))]


@dataclass(frozen=True, slots=True)
class Posed:
    """A query that passed, with its exact answer."""

    query: Query
    answer: Answer


class Worlds:
    """Worlds of one SCM, their values, and what one would guess without seeing anything.

    Worlds are drawn uniformly, not by their probability: any possible world can be the one that is
    asked about, and likely ones are those that a guess gets right.
    """

    def __init__(self, scm: SCM, stream: Stream) -> None:
        self.scm = scm
        self.stream = stream
        mechanisms = functions(scm)
        self._plan = [(node.name, reading(mechanisms, node.name, node.parents)) for node in scm.order]
        self._roots = [(root.name, root.support) for root in scm.exogenous]
        self._below: dict[str, list[tuple[str, Callable[[Mapping[str, Value]], Value]]]] = {}
        self._modes: dict[tuple[str, tuple[tuple[str, Value], ...]], Value] = {}

    def draw(self) -> dict[str, Value]:
        """One world, all equally likely."""
        below = self.stream.below
        return {name: support[below(len(support))] for name, support in self._roots}

    def guess(self, target: str, do: Mapping[str, Value] | None = None) -> Value | None:
        """The target's most probable value under `do`; None where that is too much to compute."""
        key = (target, tuple((do or {}).items()))
        if key not in self._modes:
            try:
                found = marginal(self.scm, target, {}, do or {}, max_states=POSE_STATES)
            except InferenceError:
                return None
            self._modes[key] = max(found, key=lambda value: found[value])
        return self._modes[key]

    def imagine(self, factual: Mapping[str, Value], cause: str, value: Value) -> dict[str, Value]:
        """What a world's values become where the cause is set; only what lies below it is run again."""
        if cause not in self._below:
            below = self.scm.descendants([cause]) - {cause}
            self._below[cause] = [step for step in self._plan if step[0] in below]
        values = {**factual, cause: value}
        for name, call in self._below[cause]:
            values[name] = call(values)
        return values

    def run(self, world: Mapping[str, Value], do: Mapping[str, Value] | None = None) -> dict[str, Value]:
        """Every variable's value in a world."""
        values = {**world, **(do or {})}
        for name, call in self._plan:
            if not do or name not in do:
                values[name] = call(values)
        return values


def choose_target(scm: SCM, stream: Stream, names: Iterable[str]) -> str | None:
    """A variable to ask about: wide supports are preferred, so that luck does not pay, and deep variables."""
    pairs = [(name, min(len(scm[name].support), 6) ** 2 * scm.depths.get(name, 1)) for name in names]
    return stream.weighted(pairs) if pairs else None


def choose_cause_and_target(scm: SCM, stream: Stream) -> tuple[str, str] | None:
    """An endogenous variable and an endogenous descendant of it; None where there is no such pair."""
    target = choose_target(scm, stream, inner(scm))
    if target is None:
        return None
    above = scm.ancestors([target]) - {target}
    return stream.choice([node.name for node in scm.endogenous if node.name in above]), target


def inner(scm: SCM) -> list[str]:
    """The endogenous variables with an endogenous parent."""
    return [node.name for node in scm.endogenous if any(not scm.is_exogenous(p) for p in node.parents)]


def roots_of(scm: SCM, names: Iterable[str]) -> list[str]:
    """The exogenous ancestors of some variables, in declared order."""
    above = scm.ancestors(names)
    return [root.name for root in scm.exogenous if root.name in above]


def other_value(scm: SCM, stream: Stream, name: str, value: Value) -> Value:
    """A declared value other than the given one."""
    return stream.choice([other for other in scm[name].support if other != value])


def pick(values: Mapping[str, Value], names: Iterable[str]) -> dict[str, Value]:
    """The values of some variables, in the given order."""
    return {name: values[name] for name in dict.fromkeys(names)}


def settle(scm: SCM, query: Query, wish: Wish, shortcuts: Iterable[str]) -> Posed | None:
    """The query with its exact answer, if that is of the wished-for kind and no shortcut reaches it."""
    try:
        found = posterior(scm, query, check_evidence=False, max_states=POSE_STATES)
    except InferenceError:
        return None
    if not _fits(found, wish, len(scm[query.target].support)):
        return None
    answer = read(found, query.asked)
    return Posed(query, answer) if survives(scm, query, answer, shortcuts) else None


def _fits(found: Mapping[Value, Fraction], wish: Wish, width: int) -> bool:
    if wish.ask == "value":
        return (len(found) > 1) == wish.undetermined
    if wish.ask == "set":
        return len(found) < width
    denominators = (probability.denominator for probability in found.values())
    return 1 < len(found) <= MAX_OUTCOMES and max(denominators) <= MAX_DENOMINATOR
