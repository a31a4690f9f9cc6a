"""Rereads: a second author writes a function again, given its docstring alone; V6 compares the two.

Where the second author does not answer, there is nothing to compare, and V6 cannot judge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from causim_env.authors.candidate import CandidateError, Rewritten, fenced
from causim_env.authors.claims import read
from causim_env.authors.conversation import Conversation
from causim_env.authors.journal import Turn
from causim_env.authors.proposal import Node
from causim_env.scm.model import SCM, Endogenous


async def reread(
    conversation: Conversation,
    turn: Turn,
    scm: SCM,
    nodes: Iterable[Endogenous],
    tries: int,
    watch: Callable[[Turn], None],
) -> Rewritten:
    """What the second author makes of docstrings.

    Args:
        conversation: Whom to ask.
        turn: The exchange in which the functions were written.
        scm: Where the functions' parents stand.
        nodes: The functions.
        tries: How often a docstring is shown to a second author that does not answer.
        watch: Called after every exchange.

    Returns:
        For every function the code, or an error that says why there is none.
    """
    found: dict[str, str | CandidateError] = {}
    for node in nodes:
        meaning = node.doc.partition(".")[0] + "."
        asked = Node(node.name, meaning, node.domain, node.parents, tuple(read(node.doc)))
        facts = {"node": asked.to_json(), "parents": in_words(scm, node.parents), "doc": node.doc}
        for attempt in range(tries):
            again = await conversation.reread(turn, node.name, facts, attempt)
            watch(again)
            if again.reply is not None:
                found[node.name] = fenced(again.reply)
                break
            found[node.name] = CandidateError(f"no second author read the docstring of `{node.name}`: {again.error}")
    return found


def in_words(scm: SCM, names: Sequence[str]) -> list[Mapping[str, object]]:
    """Variables as prompts show them: name, support or law, meaning."""
    found: list[Mapping[str, object]] = []
    for name in names:
        variable = scm[name]
        support = variable.domain if isinstance(variable, Endogenous) else variable.distribution
        found.append({"name": name, "support": support.text(), "doc": variable.doc})
    return found
