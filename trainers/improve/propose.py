"""What a model is asked to propose, and what is kept of what it wrote."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from causim_env.authors.prompting import prompt
from causim_env.authors.targets import Targets
from trainers.mix import WRITE

Fate = Literal["new", "invalid", "held out", "copy"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal and what became of it.

    Attributes:
        fate: `new`, or why it is not: `invalid`, `held out` for an evaluation split, a `copy` of something known.
        reason: Why it is invalid; empty otherwise.
        prompt: What the model was asked.
        text: What it wrote; of a valid proposal the canonical text.
        canonical_hash: Of a valid one.
        round: When it was proposed.
        model: Hash of the weights that wrote it.
        problems: How many problems about it were kept.
        success: Share of attempts at its problems that were right; None before they were tried.
        tries: How often the model was asked, each time with what was wrong before.
        parent: Canonical hash of the simulator that it was to extend; empty where it is a whole one of its own.
        learnable: Mean learnability of the problems about it; None before they were tried.
    """

    fate: Fate
    reason: str
    prompt: str
    text: str
    canonical_hash: str
    round: int
    model: str
    problems: int = 0
    success: float | None = None
    tries: int = 1
    parent: str = ""
    learnable: float | None = None

    def to_json(self) -> dict[str, Any]:
        """The fields as JSON types."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a proposer is asked.

    Attributes:
        prompt: In words.
        parent: The simulator to extend; None where a whole one is wanted.
    """

    prompt: str
    parent: Proposal | None = None

    @property
    def lineage(self) -> str:
        """The parent's canonical hash; empty without one."""
        return "" if self.parent is None else self.parent.canonical_hash


def question(place: int, nodes: Sequence[int], themes: Sequence[str], number: int, refused: str = "") -> Asked:
    """What the proposer is asked for a whole one: a short line, or the one-shot author's question if there are themes.

    Args:
        place: Which proposal of the round.
        nodes: Numbers of functions, dealt in turns.
        themes: Themes, dealt in turns.
        number: The round.
        refused: Why the last answer was refused, where there are themes.
    """
    size = nodes[place % len(nodes)]
    if not themes:
        return Asked(WRITE.format(nodes=size))
    targets = Targets(size, themes[place % len(themes)])
    facts = {
        "scm": f"{number}-{place:04d}",
        "targets": targets.to_json(),
        "setting": targets.setting,
        "refused": refused,
    }
    return Asked(prompt("whole", facts))


def propose(
    write: Callable[[Sequence[str]], Sequence[str]],
    ask: Callable[[int, str], Asked],
    n: int,
    tries: int,
    judged: Callable[[Sequence[tuple[Asked, str]], Collection[str]], Iterator[Proposal]],
) -> list[Proposal]:
    """Asks for proposals; one that is invalid is asked for again, with the reason.

    Args:
        write: The model: what it writes to each prompt.
        ask: The question of a place, and of what was wrong at that place before.
        n: How many.
        tries: How often each is asked for at most.
        judged: `judge`, but for what was written and the hashes that this round has taken already.
    """
    found: dict[int, Proposal] = {}
    reasons = dict.fromkeys(range(n), "")
    for attempt in range(1, tries + 1):
        asked = [ask(place, reason) for place, reason in reasons.items()]
        written = list(zip(asked, write([one.prompt for one in asked]), strict=True))
        taken = [one.canonical_hash for one in found.values() if one.fate == "new"]
        for place, one in zip(reasons, judged(written, taken), strict=True):
            found[place] = replace(one, tries=attempt)
        reasons = {place: found[place].reason for place in reasons if found[place].fate == "invalid"}
        if not reasons:
            break
    return [found[place] for place in range(n)]
