"""From a text about a domain to a verified SCM in which every variable stands on a sentence of the text.

The loop is that of the incremental author: find the next variable, write it, verify it. What differs is the planner's
source. It reads the text, and for each variable and each input it has to quote the sentence that it formalizes. A
quotation that does not occur in the text, up to white space, is refused like any other fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from causim_env.authors.conversation import Conversation
from causim_env.authors.incremental import Outcome, Rules, Watch, fits_table, neighbourhood, write
from causim_env.authors.proposal import SCHEMA, Proposal, ProposalError, read_object, read_proposal
from causim_env.scm.model import SCM, Endogenous

MAX_PARENTS = 6
MAX_CHARS = 50_000
LONGEST_QUOTE = 1000
FEWEST_WORDS = 3

_END = re.compile(r"(?<=[.!?])\s+|\n\s*\n")
_STRING = {"type": "string"}


def _schema() -> dict[str, object]:
    """The form of a proposal with quotations, and without children to be rewired."""
    kept = {key: value for key, value in _properties(SCHEMA).items() if key != "rewire"}
    inputs = {"name": _STRING, "law": _STRING, "meaning": _STRING, "sentence": _STRING}
    entry = {"type": "object", "properties": inputs, "required": list(inputs)}
    kept |= {"done": {"type": "boolean"}, "sentence": _STRING, "inputs": {"type": "array", "items": entry}}
    return {"type": "object", "properties": kept, "required": ["done"]}


def _properties(schema: Mapping[str, object]) -> dict[str, object]:
    found = schema["properties"]
    assert isinstance(found, dict)
    return found


@dataclass(frozen=True, slots=True)
class Read:
    """What a text came to.

    Attributes:
        outcome: The SCM, and what it cost.
        sentences: For every variable the sentence that it stands on.
        unquoted: The sentences of the text that nothing stands on.
    """

    outcome: Outcome
    sentences: Mapping[str, str] = field(default_factory=dict)
    unquoted: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Step:
    """A proposal, and the sentence under each of its variables."""

    proposal: Proposal
    sentences: Mapping[str, str]


async def formalize(
    conversation: Conversation, text: str, rules: Rules, most: int = 40, watch: Watch = lambda turn: None
) -> Read:
    """Formalizes one text.

    Args:
        conversation: Whom to ask, and the journal.
        text: The text.
        rules: How it is judged.
        most: How many mechanisms at most.
        watch: Called after every exchange.
    """
    scm = SCM("", [], [])
    sentences: dict[str, str] = {}
    dropped: list[str] = []
    reason = ""
    while not reason:
        if len(dropped) > rules.drops:
            reason = f"{rules.drops} proposals in a row came to nothing, the last: {dropped[-1]}"
        elif rules.tokens is not None and conversation.tokens >= rules.tokens:
            reason = f"the budget of {rules.tokens} tokens is spent"
        elif len(scm.endogenous) > most:
            reason = f"over {most} mechanisms: formalize a part of the text"
        if reason:
            break
        step, refused = await _quote(conversation, text, scm, sentences, rules, dropped, watch)
        if step is None and not refused:
            break
        grown = None
        if step is not None:
            facts = neighbourhood(scm, "", step.proposal)
            seen = {**facts, "text": text, "sentence": step.sentences[step.proposal.node.name]}
            grown, refused = await write(conversation, "formalize", seen, scm, step.proposal, rules, watch)
        if grown is None or step is None:
            dropped.append(f"{step.proposal.node.name} ({refused})" if step is not None else refused)
        else:
            scm, dropped = grown, []
            sentences.update(step.sentences)
    made = scm if scm.endogenous else None
    outcome = Outcome(made, not reason, reason, conversation.tokens, conversation.turns)
    return Read(outcome, sentences, unquoted(text, sentences.values()))


def occurs(quotation: str, text: str) -> bool:
    """Whether a quotation stands in a text, up to white space."""
    return " ".join(quotation.split()) in " ".join(text.split())


def unquoted(text: str, quotations: Iterable[str]) -> list[str]:
    """The sentences of a text that share nothing with any quotation."""
    spoken = [" ".join(quotation.split()) for quotation in quotations]
    found = [" ".join(sentence.split()) for sentence in _END.split(text)]
    return [s for s in found if s and not any(s in other or other in s for other in spoken)]


async def _quote(
    conversation: Conversation,
    text: str,
    scm: SCM,
    sentences: Mapping[str, str],
    rules: Rules,
    dropped: Sequence[str],
    watch: Watch,
) -> tuple[_Step | None, str]:
    """The next step; None without a reason where the text is done, with one where no proposal fits."""
    refused = ""
    seen = {
        "text": text,
        "variables": _variables(scm),
        "unquoted": unquoted(text, sentences.values()),
        "max_parents": MAX_PARENTS,
        "dropped": dropped[-1] if dropped else "",
    }
    for _ in range(rules.plans):
        turn = await conversation.ask("quote", {**seen, "refused": refused}, _schema())
        step, refused = None, turn.error
        done = False
        if turn.reply is not None:
            try:
                step = read_step(turn.reply, scm, text)
                done = step is None
            except ProposalError as error:
                refused = str(error)
        watch(conversation.close(turn, {}, refused))
        if step is not None or done:
            return step, ""
    return None, refused


def read_step(reply: str, scm: SCM, text: str) -> _Step | None:
    """Reads a planner's answer; None where it says that the text is done.

    Raises:
        ProposalError: It is no proposal, does not fit the SCM, or stands on no sentence of the text.
    """
    raw = read_object(reply)
    if raw.get("done") is True:
        if not scm.endogenous:
            raise ProposalError("nothing is formalized yet: propose the first variable")
        return None
    proposal = read_proposal(reply, scm, MAX_PARENTS)
    if proposal.rewire:
        raise ProposalError("rewire: propose causes before effects, and rewire nothing")
    fits_table(proposal, scm)
    sentences = {proposal.node.name: _sentence(raw, proposal.node.name, text)}
    entries = raw.get("inputs", [])
    assert isinstance(entries, list)
    for entry, one in zip(entries, proposal.inputs, strict=True):
        sentences[one.name] = _sentence(entry, one.name, text)
    return _Step(proposal, sentences)


def _sentence(raw: Mapping[str, object], name: str, text: str) -> str:
    said = raw.get("sentence")
    if not isinstance(said, str) or len(said.split()) < FEWEST_WORDS:
        raise ProposalError(
            f"{name} stands on no sentence: quote under `sentence` the one that says how it comes about"
        )
    if len(said) > LONGEST_QUOTE:
        raise ProposalError(f"the sentence of {name} has {len(said)} characters: quote one, at most {LONGEST_QUOTE}")
    if not occurs(said, text):
        raise ProposalError(f"the sentence of {name} does not occur in the text: quote it word for word")
    return " ".join(said.split())


def _variables(scm: SCM) -> list[Mapping[str, object]]:
    return [
        {
            "name": variable.name,
            "support": variable.domain.text() if isinstance(variable, Endogenous) else variable.distribution.text(),
            "doc": variable.doc,
            "parents": list(scm.parents(variable.name)),
            "exogenous": not isinstance(variable, Endogenous),
        }
        for variable in scm.variables
    ]
