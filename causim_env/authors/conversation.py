"""The exchanges about one SCM: prompts go out, answers come in or are found in the journal."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import replace

from causim_env.authors.backend import Ask, Request, Role
from causim_env.authors.journal import Journal, Turn
from causim_env.authors.prompting import prompt

REREAD = "reread "
"""What the journal writes before the name of a function that was reread."""


class Conversation:
    """What is asked about one SCM.

    Args:
        scm: Which one.
        ask: An open session of a backend.
        model: Who that is.
        journal: Where every exchange is kept.
        second: A session of a second author that rereads docstrings, if there is one.
        second_model: Who that is.
    """

    def __init__(
        self, scm: str, ask: Ask, model: str, journal: Journal, second: Ask | None = None, second_model: str = ""
    ) -> None:
        self.scm = scm
        self.second = second
        self.tokens = 0
        self.turns = 0
        self._ask = ask
        self._models = {False: model, True: second_model}
        self._journal = journal

    async def ask(self, role: Role, facts: Mapping[str, object], schema: Mapping[str, object] | None = None) -> Turn:
        """One exchange, from the journal where it stands there; `close` has to follow.

        Raises:
            ValueError: The journal holds the answer to another question.
        """
        turn = await self._exchange(role, self.turns, facts, schema)
        self.turns += 1
        return turn

    async def reread(self, turn: Turn, name: str, facts: Mapping[str, object], attempt: int = 0) -> Turn:
        """Has the second author write a function from its docstring; belongs to the turn in which it was written.

        A journal whose end was cut off may hold a reread of code that was written anew since: it is asked again.
        """
        assert self.second is not None
        label = f"{REREAD}{name}" + (f" {attempt + 1}" if attempt else "")
        again = await self._exchange("reread", turn.turn, facts, None, second=True, label=label)
        if self._journal.find(*again.key) is not again:
            self._journal.add(again)
        return again

    async def restore(self, turn: Turn, facts: Mapping[str, object]) -> Turn:
        """Has a text read that was told in an exchange, by the second author if there is one; `close` has to follow.

        Raises:
            ValueError: As `ask`.
        """
        return await self._exchange("restore", turn.turn, facts, None, second=self.second is not None)

    def known(self, turn: Turn) -> bool:
        """Whether an exchange stands in the journal, verdict and all."""
        return self._journal.find(*turn.key) is not None

    def recall(self, turn: Turn) -> list[Turn]:
        """The rereads that belong to an exchange of the journal; what they cost counts."""
        found = [again for again in self._journal.beside(turn) if again.role.startswith(REREAD)]
        self.tokens += sum(sum(again.tokens) for again in found)
        return found

    def close(self, turn: Turn, verdicts: Mapping[str, str] | None = None, refused: str = "") -> Turn:
        """Keeps an exchange with what became of it."""
        if not self.known(turn):
            turn = replace(turn, verdicts=verdicts or {}, refused=refused)
            self._journal.add(turn)
        return turn

    async def _exchange(
        self,
        role: Role,
        number: int,
        facts: Mapping[str, object],
        schema: Mapping[str, object] | None,
        second: bool = False,
        label: str = "",
    ) -> Turn:
        facts = {"scm": self.scm, **facts}
        text = prompt(role, facts)
        digest = hashlib.sha256(text.encode()).hexdigest()
        turn = self._journal.find(self.scm, number, label or role)
        if turn is None or (label and turn.prompt_sha256 != digest):
            ask = self.second if second and self.second is not None else self._ask
            start = time.monotonic()
            reply = await ask(Request(self.scm, number, role, text, facts, schema))
            seconds = round(time.monotonic() - start, 3)
            model = self._models[second]
            turn = Turn(self.scm, number, label or role, model, digest, reply.text, reply.error, reply.tokens, seconds)
        elif turn.prompt_sha256 != digest:
            raise ValueError(f"the journal answers another question {number} about {self.scm}: choose another folder")
        self.tokens += sum(turn.tokens)
        return turn
