"""One problem: a query on an SCM in one representation, with prompt, gold answer and worked solution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from causim_env.answers import Answer, AnswerError, Verdict, score
from causim_env.curriculum import Level, measure
from causim_env.problems.posed import Posed, parts, place
from causim_env.queries import Query, solve
from causim_env.queries.explain import explain
from causim_env.queries.twins import anonymised, control_twin, triple
from causim_env.render import REPRESENTATIONS, prompt
from causim_env.scm import SCM, SCMError

VERSION = 1


@dataclass(frozen=True)
class Problem(Posed):
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

    @property
    def series(self) -> str:
        """The version."""
        return f"v{VERSION}"

    @property
    def facts(self) -> list[object]:
        """SCM, query, representation, prompt and answer."""
        return [
            self.scm.content_hash, self.query.to_json(), self.representation, self.prompt, self.answer.to_json(),
        ]  # fmt: skip

    @property
    def kind(self) -> str:
        """The kind of query."""
        return self.query.kind

    @property
    def gold(self) -> str:
        """The gold answer in a line of JSON."""
        return self.answer.dumps()

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
            **self.head(),
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
            SCMError: The row is not of that form, or its hash, id or solution does not fit its content.
        """
        parts(row, "a problem", "scm", "query", "answer", "prompt", "representation")
        level = row.get("level", {})
        nominal = level.get("nominal", 0) if isinstance(level, Mapping) else 0
        solution = row.get("solution")
        if row["representation"] not in REPRESENTATIONS:
            raise SCMError(f"representation {row['representation']!r}: write one of {', '.join(REPRESENTATIONS)}")
        try:
            answer = Answer.from_json(row["answer"])
        except AnswerError as error:
            raise SCMError(f"answer: {error}") from None
        problem = cls(
            SCM.from_json(cast(Mapping[str, object], row["scm"])),
            Query.from_json(cast(Mapping[str, object], row["query"])),
            str(row["representation"]),
            str(row["prompt"]),
            answer,
            _solution=solution if isinstance(solution, str) else None,
            **place(row, nominal),
        )
        problem.query.check(problem.scm)
        problem.agrees(row)
        if not problem.score(problem._solution or problem.answer.block()).correct:
            raise SCMError(f"problem {row.get('id')}: the solution does not end in the answer; write it anew")
        return problem

    def row(self) -> dict[str, object]:
        """The problem as a dataset row for trainers: a conversational prompt and its gold answer."""
        return {
            **self.question(),
            "gold": self.gold,
            "kind": self.kind,
            "ask": self.query.asked,
            "representation": self.representation,
            "solution": self.solution,
        }

    def _with(self, query: Query) -> Problem:
        return Problem.make(self.scm, query, self.representation)
