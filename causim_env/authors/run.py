"""Many SCMs at once, from one backend, into a folder: a journal, one `.scm.py` file each, and a manifest.

A run that was stopped, however hard, goes on with `resume`: every SCM is walked through the journal first, which asks
nobody and verifies nothing twice. The manifest says what was asked, by whom, and the content hash of every SCM.

On a Ray cluster every SCM is a piece of work of its own, with what the journal has of it. Its exchanges come back with
it, so the journal is kept here, whole SCMs at a time and in their order; a lost worker's SCM is written again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Literal

from causim_env import __version__
from causim_env.authors import incremental, one_shot
from causim_env.authors.backend import Backend
from causim_env.authors.conversation import Conversation
from causim_env.authors.incremental import Outcome, Rules
from causim_env.authors.journal import Journal, Turn
from causim_env.authors.prompting import hashes
from causim_env.authors.targets import Targets
from causim_env.authors.together import JOURNAL, described, journal_in, together
from causim_env.files import write_text
from causim_env.sandbox import Runtime, runtimes
from causim_env.scm.model import SCM

__all__ = ["JOURNAL", "MANIFEST", "Order", "in_order", "settings", "write_all"]

MANIFEST = "manifest.json"
VERSION = 2

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
        "prompts": hashes(),
    }


def write_all(
    folder: Path | None,
    order: Order,
    backend: Backend,
    rules: Rules,
    *,
    second: Backend | None = None,
    resume: bool = False,
    ray: bool = False,
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
        ray: Whether to work on a Ray cluster; the backends travel there by pickle, the sandboxes are those of there.
        watch: Called after every exchange; on a cluster, after every SCM for all of its exchanges.
        done: Called after every SCM.

    Returns:
        The outcomes, in order.

    Raises:
        ValueError: The folder holds a run, and is not to be taken up or is one of other settings.
        ModelError: The backend cannot be used.
    """
    facts = settings(order, backend, rules, second)
    path = journal_in(folder, resume)

    names = [order.name(index) for index in range(order.n)]

    def whole(index: int, outcome: Outcome) -> None:
        if folder is not None and outcome.scm is not None:
            write_text(folder / f"{index:04d}.scm.py", in_order(outcome.scm).to_source())
        done(index, outcome)

    async def work(index: int, conversation: Conversation) -> Outcome:
        outcome = await _write(order, index, conversation, rules, watch)
        whole(index, outcome)
        return outcome

    with Journal(path, facts) as journal:
        if ray:
            outcomes = _on_ray(order, backend, rules, second, journal, watch, whole)
        else:
            outcomes = together(names, backend, journal, work, at_once=order.at_once, second=second)
    if folder is not None:
        write_text(folder / MANIFEST, json.dumps(_manifest(facts, order, outcomes), indent=2) + "\n")
    return outcomes


async def _write(
    order: Order, index: int, conversation: Conversation, rules: Rules, watch: Callable[[Turn], None]
) -> Outcome:
    return await AUTHORS[order.author](conversation, order.targets[index % len(order.targets)], rules, watch)


def _on_ray(
    order: Order,
    backend: Backend,
    rules: Rules,
    second: Backend | None,
    journal: Journal,
    watch: Callable[[Turn], None],
    whole: Callable[[int, Outcome], None],
) -> list[Outcome]:
    from causim_env.cluster import mapped

    held: dict[str, list[Turn]] = {}
    for turn in journal.turns:
        held.setdefault(turn.scm, []).append(turn)
    pieces = [(index, held.get(order.name(index), [])) for index in range(order.n)]
    work = partial(_piece, order, backend, replace(rules, runtimes=()), second)
    outcomes: list[Outcome] = []
    for index, (outcome, turns, watched) in enumerate(mapped(work, pieces)):
        for turn in turns:
            if journal.find(*turn.key) is None:
                journal.add(turn)
        for turn in watched:
            watch(turn)
        whole(index, outcome)
        outcomes.append(outcome)
    return outcomes


def _piece(
    order: Order, backend: Backend, rules: Rules, second: Backend | None, piece: tuple[int, list[Turn]]
) -> tuple[Outcome, list[Turn], list[Turn]]:
    """One SCM on a worker: what became of it, all exchanges about it, and those to watch."""
    index, held = piece
    journal, watched = Journal(None, {}), list[Turn]()
    for turn in held:
        journal.add(turn)
    there = replace(rules, runtimes=_sandboxes())

    async def work(_: int, conversation: Conversation) -> Outcome:
        return await _write(order, index, conversation, there, watched.append)

    [outcome] = together([order.name(index)], backend, journal, work, second=second)
    return outcome, journal.turns, watched


@lru_cache(maxsize=1)
def _sandboxes() -> list[Runtime]:
    """The sandboxes of this worker."""
    return [make() for make in runtimes().values()]


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
            "unmet": list(outcome.unmet),
            "tokens": outcome.tokens,
            "turns": outcome.turns,
        }
        for index, outcome in enumerate(outcomes)
    ]
    return {"settings": dict(facts), "scms": scms}
