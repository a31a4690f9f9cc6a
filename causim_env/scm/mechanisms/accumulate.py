"""A store that fills round by round and spills when it is full: the path decides, not only the totals."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from causim_env.scm.domains import Domain, Integer, Value
from causim_env.scm.mechanisms.base import (
    Family,
    Kind,
    Parents,
    call,
    cells,
    local,
    statements,
)
from causim_env.scm.mechanisms.drawing import draw_score
from causim_env.scm.mechanisms.english import listing
from causim_env.scm.mechanisms.scores import Score, integer, read_score
from causim_env.scm.mechanisms.terms import Constant, Domains, Multiple, Values
from causim_env.streams import Stream

if TYPE_CHECKING:
    from causim_env.render.words import Words


@dataclass(frozen=True, slots=True)
class Accumulate(Family):
    """Starts at `start`; each round falls by `spill` from `cut` up, else rises by `gain`, at most to `cap`."""

    name: ClassVar[str] = "accumulate"

    start: Score
    rounds: Score
    gain: Score
    cut: int
    spill: int
    cap: int

    def body(self) -> str:
        """A bounded loop."""
        store, turn = local("store", self.parents), local("turn", self.parents)
        return (
            f"{store} = {self.start.code(bare=True)}\n"
            f"for {turn} in range({self.rounds.code(bare=True)}):\n"
            f"    if {store} >= {self.cut}:\n"
            f"        {store} -= {self.spill}\n"
            f"    else:\n"
            f"        {store} = min({self.cap}, {store} + {self.gain.code()})\n"
            f"return {store}"
        )

    def _path(self, values: Values) -> list[int]:
        return self._filled(*[score.value(values) for score in (self.start, self.gain, self.rounds)])

    def _filled(self, store: int, gain: int, rounds: int) -> list[int]:
        path = [store]
        for _ in range(rounds):
            store = store - self.spill if store >= self.cut else min(self.cap, store + gain)
            path.append(store)
        return path

    def value(self, values: Values) -> int:
        """The store after the last round."""
        return self._path(values)[-1]

    def column(self, supports: Sequence[Sequence[Value]]) -> list[Value]:
        """As `Family.column`."""
        columns = [score.column(self.parents, supports) for score in (self.start, self.gain, self.rounds)]
        return [self._filled(*row)[-1] for row in zip(*columns, strict=True)]

    def summary(self, words: Words) -> str:
        """What fills it."""
        names = listing([words.noun(parent) for parent in self.parents])
        return f"Builds up round by round from {names} and spills when full."

    def equation(self, name: str) -> str:
        """`v5: s = v1; repeat 3 times: s = s - 2 if s >= 5, else min(9, s + u1); v5 = s`."""
        s = local("s", self.parents)
        return (
            f"{name}: {s} = {self.start.equation()}; repeat {self.rounds.equation()} times: "
            f"{s} = {s} - {self.spill} if {s} >= {self.cut}, "
            f"else min({self.cap}, {s} + {self.gain.equation()}); {name} = {s}"
        )

    def worked(self, values: Values) -> tuple[str, str]:
        """The path of the store."""
        shown = "" if self.gain.simple else f"gain {self.gain.equation(values)} = {self.gain.value(values)}, "
        path = " -> ".join(str(store) for store in self._path(values))
        return f"{shown}{path}", ""

    def prose(self, name: str, words: Words) -> str:
        """Start, one round, end."""
        subject, pronoun = words.subject(name, ranged=True), words.pronoun(name)
        rounds = self.rounds.constant
        times = f"There are {self.rounds.phrase(words)} rounds"
        if rounds is not None:
            times = f"There {'is' if rounds == 1 else 'are'} {rounds} round{'s'[: rounds != 1]}"
        elif self.rounds.simple:
            times = f"The number of rounds is {self.rounds.phrase(words)}"
        return (
            f"{subject} {words.verb(name, 'builds', 'build')} up in rounds, starting from "
            f"{self.start.phrase(words)}. {times}. In each round, if {pronoun} "
            f"{words.verb(name, 'has', 'have')} reached {self.cut} or more, {self.spill} is lost; "
            f"otherwise the gain is {self.gain.phrase(words)}, but never beyond {self.cap} in total. "
            f"What is left after the last round counts."
        )

    def table(self, name: str, words: Words) -> list[list[str]]:
        """The schedule."""
        gain = f"+{self.gain.equation()}" if self.gain.simple else f"+({self.gain.equation()})"
        return [
            ["step", name],
            ["start", self.start.equation()],
            ["number of rounds", self.rounds.equation()],
            [f"each round, at {self.cut} or more", f"-{self.spill}"],
            [f"each round, below {self.cut}", f"{gain}, at most to {self.cap}"],
        ]

    @property
    def complexity(self) -> int:
        """Operators of the scores and four of the loop."""
        return sum(score.complexity for score in (self.start, self.rounds, self.gain)) + 4

    @classmethod
    def sample(cls, stream: Stream, parents: Parents, kind: Kind, labels: tuple[str, ...], width: int) -> Self | None:
        """Draws until the store's end values leave no gap and every role matters."""
        order = sorted(parents, key=lambda parent: -cells(parent[1]))
        if kind != "integer" or not order or cells(order[0][1]) < 3:
            return None
        for _ in range(4):
            made = cls._draw(stream, order, dict(parents), width)
            if made is not None:
                return made
        return None

    @classmethod
    def _draw(
        cls, stream: Stream, order: list[tuple[str, Domain]], domains: dict[str, Domain], width: int
    ) -> Self | None:
        roles: list[list[tuple[str, Domain]]] = [[order[0]], [], []]
        for parent in order[1:]:
            integer_parent = isinstance(parent[1], Integer)
            small = isinstance(parent[1], Integer) and 0 <= parent[1].low and parent[1].high <= 8
            role = stream.below(3 if integer_parent and small and not roles[2] else 2)
            roles[role].append(parent)
        start = draw_score(stream, roles[0], width, negatives=False)
        gain = Score((Constant(stream.between(1, 3)),))
        if roles[1]:
            drawn = draw_score(stream, roles[1], 3, negatives=False)
            if drawn is None:
                return None
            gain = drawn.plus(stream.between(0, 1) - drawn.bounds(domains)[0])
        rounds = Score((Constant(stream.between(2, 4)),))
        if roles[2]:
            rounds = Score((Multiple(roles[2][0][0], 1),))
        if start is None or start.terms[0].negative or gain.terms[0].negative:
            return None
        start = start.plus(-start.bounds(domains)[0])
        cap = max(width - 1, start.bounds(domains)[1])
        cut = stream.between(max(2, cap // 2), cap)
        spill = stream.between(1, max(1, min(3, cut - 1)))
        made = cls(tuple(domains), Integer(0, cap), start, rounds, gain, cut, spill, cap)
        reached = made._reached(domains)
        if reached is None:
            return None
        low, high = reached
        return cls(tuple(domains), Integer(low, high), start, rounds, gain, cut, spill, cap)

    def _reached(self, domains: Domains) -> tuple[int, int] | None:
        """Least and greatest end value; None where values between are skipped or a role is idle."""
        starts, gains, rounds = (score.bounds(domains) for score in (self.start, self.gain, self.rounds))
        cut, spill, cap = self.cut, self.spill, self.cap
        ends: list[list[list[int]]] = []
        for first in range(starts[0], starts[1] + 1):
            line = []
            for gain in range(gains[0], gains[1] + 1):
                store, path = first, [first]
                for _ in range(rounds[1]):
                    store = store - spill if store >= cut else min(cap, store + gain)
                    path.append(store)
                line.append(path[rounds[0] :])
            ends.append(line)
        values = {end for line in ends for path in line for end in path}
        low, high = min(values), max(values)
        if low < 0 or high - low < 2 or len(values) != high - low + 1:
            return None
        idle = (
            all(line == ends[0] for line in ends),
            all(path == line[0] for line in ends for path in line),
            all(end == path[0] for line in ends for path in line for end in path),
        )
        spread = (starts, gains, rounds)
        if any(still and ends_[0] < ends_[1] for still, ends_ in zip(idle, spread, strict=True)):
            return None
        return low, high

    @classmethod
    def recognise(cls, function: ast.FunctionDef, domains: Domains, domain: Domain) -> Self | None:
        """Exactly the loop that `body` writes."""
        match statements(function):
            case [
                ast.Assign(targets=[ast.Name(id=store)], value=first),
                ast.For(
                    target=ast.Name(id=turn),
                    iter=counted,
                    orelse=[],
                    body=[
                        ast.If(
                            test=ast.Compare(left=ast.Name(id=tested), ops=[ast.GtE()], comparators=[limit]),
                            body=[ast.AugAssign(target=ast.Name(id=lost), op=ast.Sub(), value=fall)],
                            orelse=[ast.Assign(targets=[ast.Name(id=gained)], value=grown)],
                        )
                    ],
                ),
                ast.Return(value=ast.Name(id=last)),
            ]:
                pass
            case _:
                return None
        times, growth = call(counted, "range"), call(grown, "min")
        if {store, tested, lost, gained, last} != {store} or turn == store or store in domains:
            return None
        if times is None or len(times) != 1 or growth is None or len(growth) != 2 or turn in domains:
            return None
        start, rounds = read_score(first, domains), read_score(times[0], domains)
        step = read_score(growth[1], {**domains, store: domain})
        cut, spill, cap = integer(limit), integer(fall), integer(growth[0])
        if start is None or rounds is None or step is None or len(step.terms) < 2:
            return None
        gain = Score(step.terms[1:])
        if step.terms[0] != Multiple(store, 1) or store in gain.parents or gain.terms[0].negative:
            return None
        if cut is None or spill is None or cap is None or spill < 1:
            return None
        return cls(tuple(domains), domain, start, rounds, gain, cut, spill, cap)
