"""A place in a text that moves on as it understands, and the simple slots: nouns, numbers, values.

`Unread` says what was expected. A cursor knows the variables that the text itself has declared, and nothing of how the
text was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from causim_env.informal.grammar import INTEGER, SHARE, Unread, Variable
from causim_env.render.words import singular
from causim_env.scm.domains import Boolean, Domain, Integer, Value

if TYPE_CHECKING:
    from causim_env.informal.sentences import Piece


class Cursor:
    """A place in a text, and what stands there: words, numbers, nouns, values.

    Args:
        text: The whole text.
        variables: By noun, the longest noun first.
    """

    def __init__(self, text: str, variables: Mapping[str, Variable]) -> None:
        self.text = text
        self.at = 0
        self.subject: Variable | None = None
        self.used: list[str] = []
        self.variables = variables
        self._domains = {v.name: v.domain for v in variables.values()}

    def start(self, at: int) -> None:
        """Stands at a place, with nothing read yet."""
        self.at, self.subject, self.used = at, None, []

    def domains(self) -> dict[str, Domain]:
        """The domains of the variables read so far, in order of first appearance."""
        return {name: self._domains[name] for name in dict.fromkeys(self.used)}

    def sees(self, words: str) -> bool:
        """Moves behind these words if they come next."""
        if self.text.startswith(words, self.at):
            self.at += len(words)
            return True
        return False

    def expect(self, words: str) -> None:
        """Moves behind these words.

        Raises:
            Unread: Something else comes next.
        """
        if not self.sees(words):
            raise Unread(words)

    def matched(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Moves behind what a pattern matches here, if it does."""
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def first(self, *ways: Callable[[], object]) -> object:
        """What the first of several readings gives that succeeds."""
        start, used = self.at, len(self.used)
        for way in ways:
            try:
                return way()
            except Unread:
                self.at = start
                del self.used[used:]
        raise Unread

    def told(self, parts: Sequence[Piece]) -> dict[str, Any]:
        """What the slots of a sentence hold, from its beginning on.

        Raises:
            Unread: It is another sentence.
        """
        found: dict[str, Any] = {}
        for what, one, two in parts:
            if what == "text":
                self.expect(one)
            elif what == "agree":
                if not self.sees(one):
                    self.expect(two)
            else:
                found[one] = self.slot(two)
        return found

    def end(self) -> None:
        """The sentence has no more words.

        Raises:
            Unread: It has.
        """
        if self.text[self.at : self.at + 1].strip():
            raise Unread("the end of the sentence")

    def slot(self, kind: str) -> object:
        """What a slot of this type holds.

        Raises:
            Unread: Nothing of this type comes next.
        """
        return getattr(self, f"_{kind}")()

    def _subject(self) -> Variable:
        variable = self._named()
        self.subject = variable
        self.expect(" (")
        domain = variable.domain
        if isinstance(domain, Integer):
            self.expect(f"{domain.low} to {domain.high} {variable.unit}".rstrip() + ")")
        else:
            self.expect(f"either {' or '.join(variable.words)})" if isinstance(domain, Boolean)
                        else f"one of {', '.join(variable.words)})")  # fmt: skip
        return variable

    def _named(self) -> Variable:
        for noun, variable in self.variables.items():
            end = self.at + len(noun)
            same = self.text[self.at : self.at + 1].lower() == noun[0].lower()
            if same and self.text.startswith(noun[1:], self.at + 1) and not self.text[end : end + 1].isalnum():
                self.at = end
                return variable
        raise Unread("a variable")

    def _noun(self) -> str:
        variable = self._named()
        self.used.append(variable.name)
        return variable.name

    def _it(self) -> str:
        if not self.sees("it") and not self.sees("they"):
            raise Unread("it")
        return "it"

    def _int(self) -> int:
        found = self.matched(INTEGER)
        if found is None:
            raise Unread("a whole number")
        return int(found.group())

    def _share(self) -> Fraction:
        found = self.matched(SHARE)
        if found is None:
            raise Unread("a probability")
        return Fraction(found.group())

    def _value(self) -> Value:
        assert self.subject is not None
        return self.value(self.subject)

    def value(self, variable: Variable) -> Value:
        """A value of the given variable, in the words of the text.

        Raises:
            Unread: None of its values comes next.
        """
        if isinstance(variable.domain, Integer):
            amount = self._int()
            if variable.unit:
                if not self.sees(f" {variable.unit}"):
                    self.sees(f" {singular(variable.unit)}")
            return amount
        for words in sorted(variable.words, key=len, reverse=True):
            end = self.at + len(words)
            if self.text.startswith(words, self.at) and not self.text[end : end + 1].isalnum():
                self.at = end
                return variable.words[words]
        raise Unread(f"a value of {variable.name}")

    def _variable(self) -> Variable:
        variable = self._named()
        self.used.append(variable.name)
        return variable
