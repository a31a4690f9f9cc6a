"""What becomes of a proposal: read, held against what it was to extend, sent up the ladder, searched for copies.

A proposal is new if its canonical hash, which names do not change, is neither in the buffer, nor among the simulators
the model started from, nor among those of our own suites, nor in the buckets of an evaluation split; and it uses no
mechanism family and contains no graph that a split holds out. Themes and sizes that a split holds out are never asked
for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from causim_env.authors.candidate import fenced
from causim_env.authors.one_shot import grow_from
from causim_env.sandbox import Runtime
from causim_env.scm import SCM, SCMError
from causim_env.splits import HELD_OUT_FAMILIES, bucket, buckets
from trainers.improve.extend import strays
from trainers.improve.propose import Asked, Fate, Proposal
from trainers.improve.shapes import holds_graph, kinds_of

MAX_CHARS = 20_000


def judge(
    written: Sequence[tuple[Asked, str]],
    known: Collection[str],
    held_out: Collection[str],
    runtime: Runtime,
    most_nodes: int,
    origin: tuple[int, str],
) -> Iterator[Proposal]:
    """Reads proposals one after the other; each that is new makes the next one like it a copy.

    Args:
        written: Pairs of what the model was asked and what it wrote.
        known: Canonical hashes that are no news.
        held_out: Canonical hashes of what evaluation suites ask about.
        runtime: The sandbox.
        most_nodes: Greatest number of variables.
        origin: The current round, and the hash of the weights.
    """
    seen = set(known)
    for asked, text in written:
        try:
            one = _judged(asked, text, seen, held_out, runtime, most_nodes, origin)
        except Exception as error:  # whatever a text does to its judge, the others have theirs
            one = _invalid(asked, text, f"it could not be judged: {type(error).__name__}: {error}"[:300], origin)
        if one.fate == "new":
            seen.add(one.canonical_hash)
        yield one


def _judged(
    asked: Asked,
    text: str,
    seen: Collection[str],
    held_out: Collection[str],
    runtime: Runtime,
    most_nodes: int,
    origin: tuple[int, str],
) -> Proposal:
    scm, reason = _read(text, asked, runtime, most_nodes)
    if scm is None:
        return _invalid(asked, text, reason, origin)
    found = scm.canonical_hash
    fate: Fate = "new"
    if found in held_out or bucket(found) not in buckets("train"):
        fate = "held out"
    elif kinds_of(scm) & set(HELD_OUT_FAMILIES) or holds_graph(scm):
        fate = "held out"
    elif found in seen:
        fate = "copy"
    return Proposal(fate, "", asked.prompt, scm.to_source(), found, *origin, parent=asked.lineage)


def _invalid(asked: Asked, text: str, reason: str, origin: tuple[int, str]) -> Proposal:
    return Proposal("invalid", reason, asked.prompt, _sayable(text), "", *origin, parent=asked.lineage)


def _read(text: str, asked: Asked, runtime: Runtime, most_nodes: int) -> tuple[SCM | None, str]:
    try:
        written = SCM.from_source(fenced(text[:MAX_CHARS]))
    except SCMError as error:
        return None, str(error)
    if not 2 <= len(written.endogenous) <= most_nodes:
        return None, f"{len(written.endogenous)} functions: 2 to {most_nodes} are asked for"
    if asked.parent is not None and (reason := strays(written, SCM.from_source(asked.parent.text))):
        return None, reason
    scm, climbed = grow_from(written, [runtime])
    return scm, climbed.message


def _sayable(text: str) -> str:
    """The beginning of a text, in characters that every file can hold."""
    return text[:MAX_CHARS].encode(errors="backslashreplace").decode()
