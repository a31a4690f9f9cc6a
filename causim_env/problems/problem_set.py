"""Problem sets: from an index to a problem.

A `ProblemSet` is infinite and stateless: problem i depends on nothing but the version, the split, the seed, the
level and i, so that any process can make any problem at any time and always gets the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

from causim_env.authors.noise import reweighted
from causim_env.authors.procedural import Spec, draw
from causim_env.curriculum import LADDER, Rung
from causim_env.problems.problem import VERSION, Problem
from causim_env.queries import (
    ASKS,
    KINDS,
    Ask,
    Kind,
    abduction,
    association,
    counterfactual,
    deduction,
    intervention,
    solve,
)
from causim_env.queries.posing import Posed, Wish
from causim_env.queries.twins import anonymised
from causim_env.render import REPRESENTATIONS, prompt
from causim_env.scm import SCM, SCMError
from causim_env.scm.mechanisms import recognise
from causim_env.splits import (
    HELD_OUT_FAMILIES,
    HELD_OUT_REPRESENTATION,
    Split,
    bucket,
    buckets,
    check_split,
    families,
    graphs,
    sizes,
    themes,
)
from causim_env.streams import Stream

if TYPE_CHECKING:
    from datasets import Dataset, IterableDataset

MAX_DRAWS = 2_000
MAX_WEIGHINGS = 80

_MODULES = {
    "association": association,
    "deduction": deduction,
    "abduction": abduction,
    "intervention": intervention,
    "counterfactual": counterfactual,
}


@dataclass(frozen=True)
class ProblemSet(Sequence[Problem]):
    """An infinite, random-access sequence of problems.

    Args:
        split: One of `causim_env.splits.SPLITS`.
        seed: Any integer; another seed is another sequence.
        level: 1 to 10, or a `Rung` of one's own.
        kinds: Query kinds to draw from.
        representation: One of `REPRESENTATIONS`, or several to draw from. The split
            `test-ood-representation` always uses the one it holds out.
        asks: Forms of answer to draw from, where a kind has several.
        anonymous: Whether every problem is posed on the anonymised twin of its SCM, names and labels
            without meaning.

    Raises:
        SCMError: An argument is unknown or out of range.
    """

    split: str = "train"
    seed: int = 0
    level: int | Rung = 3
    kinds: Sequence[Kind] = KINDS
    representation: str | Sequence[str] = "code"
    asks: Sequence[Ask] = ASKS
    anonymous: bool = False

    def __post_init__(self) -> None:
        """Checks every argument."""
        check_split(self.split)
        if isinstance(self.level, int) and self.level not in LADDER:
            raise SCMError(f"level {self.level}: write 1 to {max(LADDER)}, or a Rung")
        chosen = (
            ("kinds", self.kinds, KINDS),
            ("representation", self._representations, REPRESENTATIONS),
            ("asks", self.asks, ASKS),
        )
        for what, given, known in chosen:
            wrong = [name for name in given if name not in known]
            if wrong or not given:
                raise SCMError(f"{what} {', '.join(wrong) or 'empty'}: write some of {', '.join(known)}")
        for kind in self.kinds:
            if not any(ask in self.asks for ask, _ in _MODULES[kind].ASKS):
                offered = ", ".join(ask for ask, _ in _MODULES[kind].ASKS)
                raise SCMError(f"asks {', '.join(self.asks)}: {kind} is asked for {offered}; add one")

    def __len__(self) -> int:
        """There is no length.

        Raises:
            TypeError: Always.
        """
        raise TypeError("a ProblemSet is infinite: take ps[i], or to_dataset(n)")

    def __iter__(self) -> Iterator[Problem]:
        """All problems from the first on, without end."""
        index = 0
        while True:
            yield self[index]
            index += 1

    def __getitem__(self, index: int) -> Problem:  # type: ignore[override]
        """Problem `index`; negative indices and slices do not exist.

        Raises:
            SCMError: The index is no natural number, or the level leaves no problem.
        """
        if not isinstance(index, int) or index < 0:
            raise SCMError(f"index {index!r}: write an integer from 0")
        stream = self._stream(index)
        kind = stream.choice(self.kinds)
        wish = self._wish(stream, kind)
        pose = cast("Callable[[SCM, Stream, Wish], Posed | None]", _MODULES[kind].pose)
        for attempt in range(MAX_DRAWS):
            scm = self.draw_scm(stream.child("scm", attempt))
            if scm is None:
                continue
            posed = pose(scm, stream.child("query", attempt), wish)
            if posed is not None:
                return self._problem(scm, posed, index, self._chosen(stream))
        raise SCMError(f"no {kind} in {MAX_DRAWS} draws at level {self.level}: allow more nodes or other kinds")

    def _chosen(self, stream: Stream) -> str:
        offered = self._representations
        return offered[0] if len(offered) == 1 else stream.child("representation").choice(offered)

    def _problem(self, scm: SCM, posed: Posed, index: int, representation: str) -> Problem:
        query, answer = posed.query, posed.answer
        if self.anonymous:
            scm, query = anonymised(scm, query)
            answer = solve(scm, query, check_evidence=False)
        nominal = self.level if isinstance(self.level, int) else 0
        text = prompt(scm, query, representation)
        return Problem(scm, query, representation, text, answer, self.split, self.seed, index, nominal)

    def to_dataset(self, n: int | None = None) -> Dataset | IterableDataset:
        """The first `n` problems as a Hugging Face Dataset, or all as an IterableDataset.

        Rows are those of `Problem.row`.

        Raises:
            ImportError: `datasets` is not installed.
        """
        try:
            import datasets
        except ImportError:
            raise ImportError("to_dataset needs datasets: pip install 'causim-env[train]'") from None
        if n is None:
            return datasets.IterableDataset.from_generator(_rows, gen_kwargs={"problems": self})
        return datasets.Dataset.from_list([self[i].row() for i in range(n)])

    @cached_property
    def _representations(self) -> tuple[str, ...]:
        if self.split == "test-ood-representation":
            return (HELD_OUT_REPRESENTATION,)
        return (self.representation,) if isinstance(self.representation, str) else tuple(self.representation)

    @cached_property
    def rung(self) -> Rung:
        """How the SCMs are drawn."""
        return LADDER[self.level] if isinstance(self.level, int) else self.level

    @property
    def content(self) -> str:
        """A hash of given SCMs; empty where they are drawn."""
        return ""

    def _stream(self, index: int) -> Stream:
        level = str(self.level)
        return Stream("causim", VERSION, self.split, self.seed, level, index)

    def _wish(self, stream: Stream, kind: Kind) -> Wish:
        ask = stream.weighted([(ask, weight) for ask, weight in _MODULES[kind].ASKS if ask in self.asks])
        undetermined = stream.chance(self.rung.undetermined) and ask == "value"
        return Wish(cast(Ask, ask), stream.random(), undetermined, stream.between(*self.rung.hidden))

    def draw_scm(self, stream: Stream) -> SCM | None:
        """One SCM of this split, or None.

        One that belongs to another split is given other weights for an exogenous variable until it does not. That
        brings no two splits closer together: what they draw from is independent before and after.
        """
        split = cast(Split, self.split)
        drawn = draw(stream, self._spec(stream.between(*sizes(split, self.rung.nodes))))
        if split == "test-ood-mechanism" and not _uses_held_out_family(drawn):
            return None
        scm: SCM | None = drawn
        for _ in range(MAX_WEIGHINGS):
            if scm is None or bucket(scm.canonical_hash) in buckets(split):
                return scm
            scm = reweighted(stream, scm)
        return None

    def _spec(self, nodes: int) -> Spec:
        spec = self._specs.get(nodes)
        if spec is None:
            split, rung = cast(Split, self.split), self.rung
            spec = Spec(
                nodes=nodes,
                graphs=graphs(split),
                families=families(split, rung.families),
                domains=themes(split),
                max_parents=rung.max_parents,
                width=rung.width,
                input_width=rung.input_width,
                noise=rung.noise,
                shared=rung.shared,
                booleans=rung.booleans,
                kinds=rung.kinds,
                uniform=rung.uniform,
            )
            self._specs[nodes] = spec
        return spec

    @cached_property
    def _specs(self) -> dict[int, Spec]:
        return {}


def _uses_held_out_family(scm: SCM) -> bool:
    for node in scm.endogenous:
        family = recognise(node, scm)
        if family is not None and family.name in HELD_OUT_FAMILIES:
            return True
    return False


def _rows(problems: ProblemSet) -> Iterator[dict[str, object]]:
    for problem in problems:
        yield problem.row()
