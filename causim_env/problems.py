"""Problems: a query on an SCM in one representation, with its prompt, gold answer and worked solution.

A `ProblemSet` is infinite and stateless: problem i depends on nothing but the version, the split, the seed, the
level and i, so that any process can make any problem at any time and always gets the same one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, cast

from causim_env.answers import Answer, AnswerError, Verdict, score
from causim_env.authors.procedural import Spec, draw
from causim_env.curriculum import LADDER, Level, Rung, measure
from causim_env.queries import (
    ASKS,
    KINDS,
    Ask,
    Kind,
    Query,
    abduction,
    association,
    counterfactual,
    deduction,
    intervention,
    solve,
)
from causim_env.queries.posing import Posed, Wish
from causim_env.queries.twins import anonymised, control_twin, triple
from causim_env.render import REPRESENTATIONS, prompt
from causim_env.scm import SCM, SCMError
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

VERSION = 1
MAX_DRAWS = 2_000
UNDETERMINED = 0.08

_MODULES = {
    "association": association,
    "deduction": deduction,
    "abduction": abduction,
    "intervention": intervention,
    "counterfactual": counterfactual,
}


@dataclass(frozen=True)
class Problem:
    """One problem.

    Attributes:
        scm: The model.
        query: The formal question.
        representation: One of `REPRESENTATIONS`.
        prompt: What is shown to the one who answers.
        answer: The gold answer.
        split: The split it belongs to, empty for a problem of one's own.
        seed: Seed of its problem set.
        index: Place in its problem set.
        nominal: The level that was asked for, 0 where there was none.
    """

    scm: SCM
    query: Query
    representation: str
    prompt: str
    answer: Answer
    split: str = ""
    seed: int = 0
    index: int = 0
    nominal: int = 0
    _solution: str | None = field(default=None, repr=False, compare=False)

    @classmethod
    def make(cls, scm: SCM, query: Query, representation: str = "code") -> Problem:
        """A problem from an SCM and a query of one's own.

        Raises:
            SCMError: The query does not fit the SCM or has no exact answer.
        """
        query.check(scm)
        answer = solve(scm, query)
        try:
            Answer.from_text(answer.text())
        except AnswerError as error:
            raise SCMError(f"{query.text()}: {error}; ask for a value or of a smaller variable") from None
        return cls(scm, query, representation, prompt(scm, query, representation), answer)

    @cached_property
    def id(self) -> str:
        """Version, split, seed, level, index and the first characters of the content hash."""
        place = f"{self.split or 'own'}-s{self.seed}-L{self.nominal}-{self.index}"
        return f"v{VERSION}-{place}-{self.content_hash[:12]}"

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of what the problem says: SCM, query, representation, prompt and answer."""
        facts = [self.scm.content_hash, self.query.to_json(), self.representation, self.prompt, self.answer.to_json()]
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()

    @property
    def rung(self) -> int:
        """1 association, 2 intervention, 3 counterfactual."""
        return self.query.rung

    @cached_property
    def level(self) -> Level:
        """The measured difficulty."""
        return measure(self.scm, self.query, self.prompt, self.nominal)

    @cached_property
    def solution(self) -> str:
        """The worked solution: abduct, act, predict, ending in the answer."""
        if self._solution is not None:
            return self._solution
        from causim_env.queries.explain import explain

        return explain(self.scm, self.query, self.answer, self.representation)

    def score(self, completion: str) -> Verdict:
        """The verdict on a completion."""
        return score(completion, self.answer)

    def control_twin(self) -> Problem:
        """The same question with every hidden cause revealed, so that nothing is left to abduct.

        Raises:
            InferenceError: The hidden worlds are too many to choose from exactly.
        """
        return self._with(control_twin(self.scm, self.query))

    def triple(self) -> tuple[Problem, Problem, Problem]:
        """See, do, imagine: the association, intervention and counterfactual of this question.

        Raises:
            SCMError: The question has no `do`.
        """
        see, do, imagine = triple(self.query)
        return self._with(see), self._with(do), self._with(imagine)

    def anonymised(self) -> Problem:
        """The same problem on the SCM's anonymised twin."""
        twin, query = anonymised(self.scm, self.query)
        return Problem.make(twin, query, self.representation)

    def to_json(self) -> dict[str, object]:
        """The problem as an object of JSON types."""
        return {
            "version": VERSION,
            "id": self.id,
            "content_hash": self.content_hash,
            "split": self.split,
            "seed": self.seed,
            "index": self.index,
            "representation": self.representation,
            "prompt": self.prompt,
            "answer": self.answer.to_json(),
            "solution": self.solution,
            "query": self.query.to_json(),
            "scm": self.scm.to_json(),
            "level": self.level.to_json(),
        }

    @classmethod
    def from_json(cls, row: Mapping[str, object]) -> Problem:
        """Reads what `to_json` wrote.

        Raises:
            SCMError: The row is not of that form, or its content hash does not fit its content.
        """
        missing = [key for key in ("scm", "query", "answer", "prompt", "representation") if key not in row]
        if missing:
            raise SCMError(f"problem without {', '.join(missing)}: write the row that Problem.to_json gives")
        level = row.get("level", {})
        nominal = level.get("nominal", 0) if isinstance(level, Mapping) else 0
        solution = row.get("solution")
        problem = cls(
            SCM.from_json(cast(Mapping[str, object], row["scm"])),
            Query.from_json(cast(Mapping[str, object], row["query"])),
            str(row["representation"]),
            str(row["prompt"]),
            Answer.from_json(cast(Mapping[str, object], row["answer"])),
            split=str(row.get("split", "")),
            seed=cast(int, row.get("seed", 0)),
            index=cast(int, row.get("index", 0)),
            nominal=cast(int, nominal),
            _solution=solution if isinstance(solution, str) else None,
        )
        told = row.get("content_hash", problem.content_hash)
        if told != problem.content_hash:
            raise SCMError(f"problem {row.get('id')}: content_hash disagrees with the content; write it anew")
        return problem

    def row(self) -> dict[str, object]:
        """The problem as a dataset row for trainers: a conversational prompt and its gold answer."""
        return {
            "prompt": [{"role": "user", "content": self.prompt}],
            "gold": self.answer.dumps(),
            "id": self.id,
            "kind": self.query.kind,
            "ask": self.query.asked,
            "level": self.nominal,
            "representation": self.representation,
            "split": self.split,
            "scm": self.scm.canonical_hash,
            "solution": self.solution,
        }

    def _with(self, query: Query) -> Problem:
        return Problem.make(self.scm, query, self.representation)


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
            scm = self._draw(stream.child("scm", attempt))
            if scm is None:
                continue
            posed = pose(scm, stream.child("query", attempt), wish)
            if posed is not None:
                return self._problem(scm, posed, index, stream.child("representation").choice(self._representations))
        raise SCMError(f"no {kind} in {MAX_DRAWS} draws at level {self.level}: allow more nodes or other kinds")

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

    def _stream(self, index: int) -> Stream:
        level = str(self.level)
        return Stream("causim", VERSION, self.split, self.seed, level, index)

    def _wish(self, stream: Stream, kind: Kind) -> Wish:
        ask = stream.weighted([(ask, weight) for ask, weight in _MODULES[kind].ASKS if ask in self.asks])
        undetermined = stream.chance(UNDETERMINED) and ask == "value"
        return Wish(cast(Ask, ask), stream.random(), undetermined, stream.between(*self.rung.hidden))

    def _draw(self, stream: Stream) -> SCM | None:
        """One SCM, or None where it belongs to another split."""
        split = cast(Split, self.split)
        scm = draw(stream, self._spec(stream.between(*sizes(split, self.rung.nodes))))
        if bucket(scm.canonical_hash) not in buckets(split):
            return None
        if split == "test-ood-mechanism" and not _uses_held_out_family(scm):
            return None
        return scm

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
    from causim_env.scm.mechanisms import recognise

    for node in scm.endogenous:
        family = recognise(node, scm)
        if family is not None and family.name in HELD_OUT_FAMILIES:
            return True
    return False


def _rows(problems: ProblemSet) -> Iterator[dict[str, object]]:
    for problem in problems:
        yield problem.row()
