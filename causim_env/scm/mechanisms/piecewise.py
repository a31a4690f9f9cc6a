"""Different formulae below, between and above breakpoints of one integer parent."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import TYPE_CHECKING, ClassVar, Self

from causim_env.scm.domains import Domain, Integer, Value
from causim_env.scm.mechanisms.base import Family, Kind, Parents, cells, returned, statements
from causim_env.scm.mechanisms.drawing import draw_score
from causim_env.scm.mechanisms.english import listing
from causim_env.scm.mechanisms.pieces import tile
from causim_env.scm.mechanisms.scores import Score, integer, read_score
from causim_env.scm.mechanisms.terms import Constant, Domains, Multiple, Term, Values
from causim_env.streams import Stream

if TYPE_CHECKING:
    from causim_env.render.words import Words


@dataclass(frozen=True, slots=True)
class Piecewise(Family):
    """One score below each rising breakpoint of `key`, and one above the last."""

    name: ClassVar[str] = "piecewise"

    key: str
    cuts: tuple[int, ...]
    pieces: tuple[Score, ...]

    def body(self) -> str:
        """A chain of returns."""
        lines = []
        for cut, piece in zip(self.cuts, self.pieces, strict=False):
            lines += [f"if {self.key} < {cut}:", f"    return {piece.code(bare=True)}"]
        return "\n".join([*lines, f"return {self.pieces[-1].code(bare=True)}"])

    def _position(self, values: Values) -> int:
        at = int(values[self.key])
        return next((i for i, cut in enumerate(self.cuts) if at < cut), len(self.cuts))

    def value(self, values: Values) -> int:
        """The score of the piece that applies."""
        return self.pieces[self._position(values)].value(values)

    def column(self, supports: Sequence[Sequence[Value]]) -> list[Value]:
        """As `Family.column`."""
        columns = [piece.column(self.parents, supports) for piece in self.pieces]
        place = self.parents.index(self.key)
        chosen = {value: columns[self._position({self.key: value})] for value in supports[place]}
        return [chosen[row[place]][i] for i, row in enumerate(product(*supports))]

    def summary(self, words: Words) -> str:
        """What decides."""
        others = [words.noun(parent) for parent in self.parents if parent != self.key]
        tail = f"; {listing(others)} also count{'s' if len(others) == 1 else ''}" if others else ""
        noun = words.noun(self.key)
        return f"Responds in stages to {noun}{tail}."

    def equation(self, name: str) -> str:
        """`v3 = 2*v1 if v1 < 3; 5 if v1 < 6; 9 - v1 otherwise`."""
        cases = [
            f"{piece.equation()} if {self.key} < {cut}" for cut, piece in zip(self.cuts, self.pieces, strict=False)
        ]
        return f"{name} = {'; '.join(cases)}; {self.pieces[-1].equation()} otherwise"

    def worked(self, values: Values) -> tuple[str, str]:
        """The stage, then its formula with numbers."""
        i, at = self._position(values), values[self.key]
        low = "" if i == 0 else f"{self.cuts[i - 1]} <= "
        test = f"{low}{at} < {self.cuts[i]}" if i < len(self.cuts) else f"{at} >= {self.cuts[-1]}"
        return test, self.pieces[i].equation(values)

    def prose(self, name: str, words: Words) -> str:
        """Stage by stage."""
        key, cuts = self.key, self.cuts
        stages = []
        for i, piece in enumerate(self.pieces):
            if i == 0:
                when = f"below {words.value(key, cuts[0])}"
            elif i == len(cuts):
                when = f"from {words.value(key, cuts[-1])} up"
            elif cuts[i] - cuts[i - 1] == 1:
                when = f"at {words.value(key, cuts[i - 1])}"
            else:
                when = f"from {cuts[i - 1]} to {words.value(key, cuts[i] - 1)}"
            verb = words.verb(name)
            stages.append(f"{when} {words.pronoun(name)} {verb} {piece.phrase(words)}")
        return (
            f"{words.subject(name, ranged=True)} {words.verb(name, 'responds', 'respond')} in stages "
            f"to {words.noun(key)}: {'; '.join(stages)}."
        )

    def table(self, name: str, words: Words) -> list[list[str]]:
        """The stages."""
        cuts, rows = self.cuts, [[self.key, name]]
        for i, piece in enumerate(self.pieces):
            if i == 0:
                when = f"below {cuts[0]}"
            elif i == len(cuts):
                when = f"{cuts[-1]} or more"
            else:
                when = f"{cuts[i - 1]} to {cuts[i] - 1}"
            rows.append([when, piece.equation()])
        return rows

    @property
    def complexity(self) -> int:
        """Operators of the pieces and one comparison for each breakpoint."""
        return sum(piece.complexity for piece in self.pieces) + len(self.cuts)

    @classmethod
    def sample(cls, stream: Stream, parents: Parents, kind: Kind, labels: tuple[str, ...], width: int) -> Self | None:
        """Two breakpoints on the widest integer; pieces rise, fall or stay and tile the range."""
        order = sorted(parents, key=lambda parent: -cells(parent[1]) * isinstance(parent[1], Integer))
        if kind != "integer" or not order:
            return None
        key, domain = order[0]
        if not isinstance(domain, Integer) or cells(domain) < 4:
            return None
        low, high = domain.low, domain.high
        first = stream.between(low + 1, low + (high - low) // 2)
        cuts = (first, stream.between(first + 1, high))
        shape = stream.choice(("peak", "valley", "plateau", "steps"))
        others = draw_score(stream, order[1:], width) if len(order) > 1 else None
        if others is None and len(order) > 1:
            return None
        always = stream.below(3)
        scores: list[Score] = []
        regions: list[Domains] = []
        for i, (start, end) in enumerate(((low, cuts[0]), (cuts[0], cuts[1]), (cuts[1], high + 1))):
            score = Score((_SHAPES[shape][i](key),))
            if others is not None and (i == always or stream.chance(0.6)):
                score = _joined(score, others)
            scores.append(score)
            regions.append({**dict(parents), key: Integer(start, end - 1)})
        placed, top = tile(stream, scores, regions, width)
        if top < 2 or any(a == b for a, b in pairwise(placed)):
            return None
        return cls(tuple(name for name, _ in parents), Integer(0, top), key, cuts, tuple(placed))

    @classmethod
    def recognise(cls, function: ast.FunctionDef, domains: Domains, domain: Domain) -> Self | None:
        """A chain of returns on rising breakpoints of one parent, each a score."""
        body = statements(function)
        last = returned(body[-1:])
        pieces: list[Score] = []
        cuts: list[int] = []
        key = ""
        for statement in body[:-1]:
            if not isinstance(statement, ast.If) or statement.orelse:
                return None
            test, node = statement.test, returned(statement.body)
            if not isinstance(test, ast.Compare) or len(test.ops) != 1 or node is None:
                return None
            cut, piece = integer(test.comparators[0]), read_score(node, domains)
            if not isinstance(test.ops[0], ast.Lt) or not isinstance(test.left, ast.Name):
                return None
            if cut is None or piece is None or (key and (test.left.id != key or cut <= cuts[-1])):
                return None
            key = test.left.id
            cuts.append(cut)
            pieces.append(piece)
        final = None if last is None else read_score(last, domains)
        if final is None or len(cuts) < 2 or type(domains.get(key)) is not Integer:
            return None
        return cls(tuple(domains), domain, key, tuple(cuts), (*pieces, final))


def _rise(key: str) -> Multiple:
    return Multiple(key, 1)


def _fall(key: str) -> Multiple:
    return Multiple(key, -1)


def _stay(key: str) -> Constant:
    return Constant(0)


_SHAPES: dict[str, tuple[Callable[[str], Term], ...]] = {
    "peak": (_rise, _rise, _fall),
    "valley": (_fall, _stay, _rise),
    "plateau": (_rise, _stay, _fall),
    "steps": (_rise, _fall, _rise),
}


def _joined(score: Score, others: Score) -> Score:
    terms = [term for term in score.terms if type(term) is not Constant]
    return Score((*others.terms, *terms) if terms and terms[0].negative else (*terms, *others.terms))
