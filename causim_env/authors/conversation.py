"""The exchanges about one SCM: prompts go out, answers come in or are found in the journal."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import replace

from causim_env.authors.backend import Ask, Request, Role
from causim_env.authors.journal import Journal, Turn
from causim_env.authors.prompting import prompt


class Conversation:
    """What is asked about one SCM.

    Args:
        scm: Which one.
        ask: An open session of a backend.
        model: Who that is.
        journal: Where every exchange is kept.
        second: A session of a second author that rereads docstrings, if there is one.
    """

    def __init__(self, scm: str, ask: Ask, model: str, journal: Journal, second: Ask | None = None) -> None:
        self.scm = scm
        self.second = second
        self.tokens = 0
        self.turns = 0
        self._ask = ask
        self._model = model
        self._journal = journal

    async def ask(self, role: Role, facts: Mapping[str, object], schema: Mapping[str, object] | None = None) -> Turn:
        """One exchange, from the journal where it stands there; `close` has to follow.

        Raises:
            ValueError: The journal holds the answer to another question.
        """
        turn = await self._exchange(role, self.turns, facts, schema, self._ask)
        self.turns += 1
        return turn

    async def reread(self, turn: Turn, name: str, facts: Mapping[str, object]) -> Turn:
        """Has the second author write a function from its docstring; belongs to the turn in which it was written.

        Raises:
            ValueError: As `ask`.
        """
        assert self.second is not None
        again = await self._exchange("reread", turn.turn, facts, None, self.second, f"reread {name}")
        self.close(again)
        return again

    async def restore(self, turn: Turn, facts: Mapping[str, object]) -> Turn:
        """Has a text read that was told in an exchange, by the second author if there is one; `close` has to follow.

        Raises:
            ValueError: As `ask`.
        """
        return await self._exchange("restore", turn.turn, facts, None, self.second or self._ask)

    def known(self, turn: Turn) -> bool:
        """Whether an exchange stands in the journal, verdict and all."""
        return self._journal.find(*turn.key) is not None

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
        ask: Ask,
        label: str = "",
    ) -> Turn:
        facts = {"scm": self.scm, **facts}
        text = prompt(role, facts)
        digest = hashlib.sha256(text.encode()).hexdigest()
        turn = self._journal.find(self.scm, number, label or role)
        if turn is None:
            start = time.monotonic()
            reply = await ask(Request(self.scm, number, role, text, facts, schema))
            seconds = round(time.monotonic() - start, 3)
            turn = Turn(
                self.scm, number, label or role, self._model, digest, reply.text, reply.error, reply.tokens, seconds
            )
        elif turn.prompt_sha256 != digest:
            raise ValueError(f"the journal answers another question {number} about {self.scm}: choose another folder")
        self.tokens += sum(turn.tokens)
        return turn
