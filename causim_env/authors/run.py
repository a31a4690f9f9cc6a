"""Many SCMs at once, from one backend, into a folder: a journal, one `.scm.py` file each, and a manifest.

A run that was stopped, however hard, goes on with `resume`: every SCM is walked through the journal first, which asks
nobody and verifies nothing twice. The manifest says what was asked, by whom, and the content hash of every SCM.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from causim_env import __version__
from causim_env.authors import incremental, one_shot
from causim_env.authors.backend import Backend
from causim_env.authors.conversation import Conversation
from causim_env.authors.incremental import Outcome, Rules
from causim_env.authors.journal import Journal, Turn
from causim_env.authors.targets import Targets
from causim_env.authors.together import JOURNAL, described, journal_in, together
from causim_env.files import write_text
from causim_env.scm.model import SCM

__all__ = ["JOURNAL", "MANIFEST", "Order", "in_order", "settings", "write_all"]

MANIFEST = "manifest.json"
VERSION = 1

Author = Literal["incremental", "one-shot"]
AUTHORS = {"incremental": incremental.grow, "one-shot": one_shot.write}


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is to make.

    Attributes:
        n: How many SCMs.
        targets: What each should be; SCM i takes the i-th in turn.
        author: Who writes.
        seed: Another seed is another run.
        at_once: How many SCMs grow at the same time.
    """

    n: int
    targets: tuple[Targets, ...]
    author: Author = "incremental"
    seed: int = 0
    at_once: int = 8

    def __post_init__(self) -> None:
        """Checks the numbers."""
        if self.n < 1 or self.at_once < 1 or not self.targets:
            raise ValueError(f"n {self.n}, at once {self.at_once}: write numbers of at least 1")
        if self.author not in AUTHORS:
            raise ValueError(f"author {self.author}: write one of {', '.join(AUTHORS)}")

    def name(self, index: int) -> str:
        """What SCM `index` is called in the journal."""
        return f"{self.seed}-{index:04d}"


def settings(order: Order, backend: Backend, rules: Rules, second: Backend | None = None) -> dict[str, object]:
    """What decides the outcome of a run, as it stands in journal and manifest."""
    return {
        "version": __version__,
        "authors": VERSION,
        "author": order.author,
        "seed": order.seed,
        "n": order.n,
        "targets": [targets.to_json() for targets in order.targets],
        "rules": rules.to_json(),
        "model": backend.name,
        "model_settings": backend.settings,
        "second": described(second),
    }


def write_all(
    folder: Path | None,
    order: Order,
    backend: Backend,
    rules: Rules,
    *,
    second: Backend | None = None,
    resume: bool = False,
    watch: Callable[[Turn], None] = lambda turn: None,
    done: Callable[[int, Outcome], None] = lambda index, outcome: None,
) -> list[Outcome]:
    """Makes the SCMs of an order.

    Args:
        folder: Where they go; None keeps nothing.
        order: What to make.
        backend: Who answers.
        rules: How it is judged.
        second: A second author that rereads every docstring, if there is one.
        resume: Whether a folder that holds such a run may be taken up.
        watch: Called after every exchange.
        done: Called after every SCM.

    Returns:
        The outcomes, in order.

    Raises:
        ValueError: The folder holds a run, and is not to be taken up or is one of other settings.
        ModelError: The backend cannot be used.
    """
    facts = settings(order, backend, rules, second)
    path = journal_in(folder, resume)

    async def work(index: int, conversation: Conversation) -> Outcome:
        targets = order.targets[index % len(order.targets)]
        outcome = await AUTHORS[order.author](conversation, targets, rules, watch)
        if folder is not None and outcome.scm is not None:
            write_text(folder / f"{index:04d}.scm.py", in_order(outcome.scm).to_source())
        done(index, outcome)
        return outcome

    names = [order.name(index) for index in range(order.n)]
    with Journal(path, facts) as journal:
        outcomes = together(names, backend, journal, work, at_once=order.at_once, second=second)
    if folder is not None:
        write_text(folder / MANIFEST, json.dumps(_manifest(facts, order, outcomes), indent=2) + "\n")
    return outcomes


def in_order(scm: SCM) -> SCM:
    """The same SCM with its functions in causal order, as its file has them."""
    return SCM(scm.doc, scm.exogenous, scm.order, vetted=scm.vetted, tables=scm.tables)


def _manifest(facts: Mapping[str, object], order: Order, outcomes: Sequence[Outcome]) -> dict[str, object]:
    scms = [
        {
            "file": f"{index:04d}.scm.py" if outcome.scm is not None else None,
            "content_hash": in_order(outcome.scm).content_hash if outcome.scm is not None else None,
            "nodes": len(outcome.scm.endogenous) if outcome.scm is not None else 0,
            "complete": outcome.complete,
            "reason": outcome.reason,
            "tokens": outcome.tokens,
            "turns": outcome.turns,
        }
        for index, outcome in enumerate(outcomes)
    ]
    return {"settings": dict(facts), "scms": scms}
