"""Texts that a model writes about an SCM, kept only where an independent reading gives the SCM back.

The reader sees the text, the names to use and nothing else. What it writes is scored as any formalization: by replay on
all values of all parents. So a kept text lacks no fact and adds none, as far as behaviour goes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from causim_env import __version__
from causim_env.authors.backend import Backend
from causim_env.authors.conversation import Conversation
from causim_env.authors.incremental import Watch
from causim_env.authors.journal import Journal
from causim_env.authors.together import described, together
from causim_env.formalization.prompts import task
from causim_env.formalization.scoring import score
from causim_env.informal import tell
from causim_env.sandbox import Runtime
from causim_env.scm.model import SCM

VERSION = 1
MAX_CHARS = 50_000
BRIEFS = {
    "story": "Tell it as a story: people meet these things in the course of a day, and say how they come about.",
    "report": "Tell it as a report of an office: sections with titles, sober, complete, with some background.",
    "dialogue": "Tell it as a dialogue: somebody new asks, somebody experienced explains, and they digress.",
    "leaflet": "Tell it as a leaflet for people who are concerned, such as patients: plain words, short paragraphs.",
}
"""What a model is asked for, by style."""

_CODE = re.compile(
    r"```|\bdef \w+ ?\(|\breturn \w+$|-> ?(?:Integer|Boolean|Category)\(|[!=]=|\blambda \w", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Item:
    """One text to be written.

    Attributes:
        scm: About what; vetted.
        style: One of `BRIEFS` for a model, else one of `causim_env.informal.STYLES`.
        seed: Which paraphrase.
        name: Where the SCM comes from.
    """

    scm: SCM
    style: str
    seed: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Retold:
    """What became of an item.

    Attributes:
        item: The item.
        text: The text, where it was kept.
        reason: Why it was dropped, or why nobody can say; empty where it was kept.
        judged: Whether the last try could be judged.
        tries: How many texts were written.
        tokens: Tokens of all questions and answers.
        model: Who wrote it; `informal` without a model.
    """

    item: Item
    text: str | None
    reason: str = ""
    judged: bool = True
    tries: int = 1
    tokens: int = 0
    model: str = "informal"

    def to_json(self) -> dict[str, object]:
        """The text as a row, with what it tells and a hash of both."""
        item = self.item
        facts = [VERSION, item.scm.content_hash, item.style, self.text]
        return {
            "version": __version__, "informal": VERSION, "model": self.model, "style": item.style, "seed": item.seed,
            "content_hash": hashlib.sha256(json.dumps(facts).encode()).hexdigest(), "text": self.text,
            "file": item.name, "scm_hash": item.scm.content_hash, "canonical_hash": item.scm.canonical_hash,
            "scm": item.scm.to_source(), "tries": self.tries, "tokens": self.tokens,
        }  # fmt: skip


def told(item: Item) -> Retold:
    """A text without a model, read back by `causim_env.informal`.

    Raises:
        SCMError: The style does not exist, or the SCM's words make a text that cannot be read back.
    """
    return Retold(item, tell(item.scm, item.style, item.seed))


def retell_all(
    items: Sequence[Item],
    backend: Backend,
    runtime: Runtime,
    *,
    reader: Backend | None = None,
    journal: Path | None = None,
    resume: bool = False,
    tries: int = 3,
    at_once: int = 8,
    watch: Watch = lambda turn: None,
    done: Callable[[Retold], None] = lambda retold: None,
) -> list[Retold]:
    """Has a model write texts.

    Args:
        items: What to write.
        backend: Who writes.
        runtime: Where what was read runs.
        reader: Who reads; the writer itself, without memory of what it wrote, if left out.
        journal: Where every exchange is kept.
        resume: Whether a journal that is there may be taken up.
        tries: Texts for one item at most.
        at_once: How many are written at the same time.
        watch: Called after every exchange.
        done: Called after every item.

    Raises:
        ValueError: A style does not exist, or the journal is there and not to be taken up, or is of other settings.
        ModelError: The backend cannot be used.
    """
    wrong = sorted({item.style for item in items} - set(BRIEFS))
    if wrong or tries < 1 or at_once < 1:
        raise ValueError(f"style {wrong}, tries {tries}, at once {at_once}: write {', '.join(BRIEFS)}, and at least 1")
    if journal is not None and journal.exists() and not resume:
        raise ValueError(f"{journal} holds a run already: write --resume, or choose another file")
    if journal is not None:
        journal.parent.mkdir(parents=True, exist_ok=True)
    facts = {
        "version": __version__, "informal": VERSION, "tries": tries, "model": backend.name,
        "model_settings": backend.settings, "second": described(reader),
        "items": [[item.scm.content_hash, item.style, item.seed] for item in items],
    }  # fmt: skip

    async def work(index: int, conversation: Conversation) -> Retold:
        made = await retell(conversation, items[index], runtime, tries, backend.name, watch)
        done(made)
        return made

    with Journal(journal, facts) as kept:
        names = [f"{index:05d}" for index in range(len(items))]
        return together(names, backend, kept, work, at_once=at_once, second=reader)


async def retell(
    conversation: Conversation, item: Item, runtime: Runtime, tries: int, model: str, watch: Watch = lambda turn: None
) -> Retold:
    """Has one text written and read, until it comes back whole.

    Args:
        conversation: Whom to ask, and the journal.
        item: What to write.
        runtime: Where what was read runs.
        tries: Texts at most.
        model: Who writes.
        watch: Called after every exchange.
    """
    facts = {"source": item.scm.to_source().rstrip(), "brief": BRIEFS[item.style], "variant": item.seed}
    refused = previous = ""
    judged = True
    for number in range(1, tries + 1):
        turn = await conversation.ask("retell", {**facts, "refused": refused, "previous": previous})
        text = (turn.reply or "").strip()
        refused = turn.error if turn.reply is None else unfit(text)
        if not refused:
            again = await conversation.restore(turn, {"text": text, "task": task(item.scm)})
            verdict, refused, judged = {"judge": again.error}, again.error, False
            if conversation.known(again):
                refused, judged = again.refused, "judge" not in again.verdicts
            elif again.reply is not None:
                found = score(again.reply, item.scm, runtime)
                judged = found.correct is not None
                refused = "" if found.correct else _lost(found.right, found.reason)
                verdict = {} if judged else {"judge": found.reason}
            watch(conversation.close(again, verdict, refused))
        watch(conversation.close(turn, {}, refused))
        if not refused:
            return Retold(item, text, "", True, number, conversation.tokens, model)
        previous = text
    return Retold(item, None, refused, judged, tries, conversation.tokens, model)


def unfit(text: str) -> str:
    """What forbids to have a text read at all; empty where nothing does."""
    if not text or len(text) > MAX_CHARS:
        return f"{len(text)} characters: write a text of at most {MAX_CHARS}"
    found = _CODE.search(text)
    if found is not None:
        return f"`{found.group().strip()[:40]}` is code: say it in words"
    return ""


def _lost(right: Mapping[str, bool], reason: str) -> str:
    """What came back otherwise, for the writer."""
    wrong = [name for name, same in right.items() if not same]
    if not wrong:
        return f"an independent reader could not write the model back: {reason}"
    return f"an independent reader, given only the text, understood {', '.join(wrong)} otherwise: say exactly how"
