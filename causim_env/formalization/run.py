"""Texts into a folder: a journal, the SCM of each text and its variants as `.scm.py` files, and a manifest.

The manifest says for every variable which sentence of the text it stands on, and for every variant what was altered in
which SCM. A stopped run goes on with `resume`, as that of an author.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from causim_env import __version__
from causim_env.authors.backend import Backend
from causim_env.authors.conversation import Conversation
from causim_env.authors.incremental import Rules, Watch
from causim_env.authors.journal import Journal
from causim_env.authors.one_shot import grow_from
from causim_env.authors.run import MANIFEST, in_order
from causim_env.authors.together import described, journal_in, together
from causim_env.files import write_text
from causim_env.formalization.from_text import MAX_CHARS, Read, formalize
from causim_env.formalization.variants import Variant, variants
from causim_env.scm.domains import SCMError
from causim_env.scm.model import SCM

VERSION = 1


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is to make.

    Attributes:
        texts: Each text under a name, such as that of its file.
        variants: How many variants of each SCM.
        seed: Other variants for another seed.
        most: How many mechanisms a text may have at most.
        at_once: How many texts are read at the same time.
    """

    texts: Sequence[tuple[str, str]]
    variants: int = 0
    seed: int = 0
    most: int = 40
    at_once: int = 8

    def __post_init__(self) -> None:
        """Checks texts and numbers."""
        if self.variants < 0 or self.most < 1 or self.at_once < 1:
            raise ValueError(
                f"variants {self.variants}, most {self.most}, at once {self.at_once}: "
                "write numbers of at least 0, 1 and 1"
            )
        for name, text in self.texts:
            if not 1 <= len(text.strip()) <= MAX_CHARS:
                raise ValueError(f"{name}: {len(text.strip())} characters, write a text of 1 to {MAX_CHARS}")


@dataclass(frozen=True, slots=True)
class Formal:
    """What became of one text.

    Attributes:
        read: Its SCM and the sentences under it.
        variants: Variants of the SCM.
        reason: Why there are fewer variants than were asked for.
    """

    read: Read
    variants: Sequence[Variant] = ()
    reason: str = ""

    @property
    def scm(self) -> SCM | None:
        """The SCM in causal order."""
        return in_order(self.read.outcome.scm) if self.read.outcome.scm is not None else None

    @property
    def complete(self) -> bool:
        """Whether all that was asked for is there."""
        return self.read.outcome.complete and not self.reason


def formalize_all(
    folder: Path | None,
    order: Order,
    backend: Backend,
    rules: Rules,
    *,
    second: Backend | None = None,
    resume: bool = False,
    watch: Watch = lambda turn: None,
    done: Callable[[Formal], None] = lambda formal: None,
) -> list[Formal]:
    """Formalizes the texts of an order.

    Args:
        folder: Where the SCMs go; None keeps nothing.
        order: What to make.
        backend: Who answers.
        rules: How it is judged.
        second: A second author that rereads every docstring, if there is one.
        resume: Whether a folder that holds such a run may be taken up.
        watch: Called after every exchange.
        done: Called after every text.

    Raises:
        ValueError: The folder holds a run, and is not to be taken up or is one of other settings.
        ModelError: The backend cannot be used.
    """
    facts = _settings(order, backend, rules, second)

    async def work(index: int, conversation: Conversation) -> Formal:
        read = await formalize(conversation, order.texts[index][1], rules, order.most, watch)
        made = augmented(read, order.variants, rules, order.seed)
        if folder is not None:
            for name, scm in _files(index, made):
                write_text(folder / name, scm.to_source())
        done(made)
        return made

    names = [f"{index:04d}" for index in range(len(order.texts))]
    with Journal(journal_in(folder, resume), facts) as journal:
        found = together(names, backend, journal, work, at_once=order.at_once, second=second)
    if folder is not None:
        write_text(folder / MANIFEST, json.dumps(manifest(facts, order, found), indent=2) + "\n")
    return found


def augmented(read: Read, count: int, rules: Rules, seed: int) -> Formal:
    """What was read, with variants where it is complete."""
    made: list[Variant] = []
    scm = read.outcome.scm
    if scm is None or not read.outcome.complete:
        return Formal(read)
    try:
        made.extend(variants(scm, count, rules.runtimes, seed=seed, rungs=rules.rungs))
    except SCMError as error:
        return Formal(read, made, str(error))
    return Formal(read, made)


def verified(scm: SCM, rules: Rules) -> SCM:
    """An SCM that somebody wrote, after the ladder.

    Raises:
        SCMError: A rung refuses it; the message says which and why.
    """
    grown, climbed = grow_from(scm, rules.runtimes, rules.rungs)
    if grown is None:
        raise SCMError(f"the ladder refuses it: {climbed.message}")
    return in_order(grown)


def manifest(facts: dict[str, object], order: Order, found: Sequence[Formal]) -> dict[str, object]:
    """Settings, and every SCM with its sentences or its lineage."""
    entries: list[dict[str, object]] = []
    for index, ((name, text), made) in enumerate(zip(order.texts, found, strict=True)):
        outcome, scm = made.read.outcome, made.scm
        entries.append(
            {
                "file": f"{index:04d}.scm.py" if scm is not None else None,
                "content_hash": scm.content_hash if scm is not None else None,
                "complete": outcome.complete,
                "reason": outcome.reason or made.reason,
                "nodes": len(scm.endogenous) if scm is not None else 0,
                "text": name,
                "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
                "sentences": dict(made.read.sentences),
                "unquoted": list(made.read.unquoted),
                "tokens": outcome.tokens,
                "turns": outcome.turns,
            }
        )
        files = [file for file, _ in _files(index, made)][1:]
        for file, variant in zip(files, made.variants, strict=True):
            entries.append({"file": file, "complete": True, "lineage": variant.to_json(),
                            "content_hash": variant.scm.content_hash})  # fmt: skip
    return {"settings": facts, "scms": entries}


def _files(index: int, made: Formal) -> list[tuple[str, SCM]]:
    if made.scm is None:
        return []
    others = [(f"{index:04d}-{number:03d}.scm.py", v.scm) for number, v in enumerate(made.variants, 1)]
    return [(f"{index:04d}.scm.py", made.scm), *others]


def _settings(order: Order, backend: Backend, rules: Rules, second: Backend | None) -> dict[str, object]:
    return {
        "version": __version__,
        "formalization": VERSION,
        "texts": [hashlib.sha256(text.encode()).hexdigest() for _, text in order.texts],
        "variants": order.variants,
        "seed": order.seed,
        "most": order.most,
        "rules": rules.to_json(),
        "model": backend.name,
        "model_settings": backend.settings,
        "second": described(second),
    }
