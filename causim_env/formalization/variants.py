"""Variants of one SCM: altered, refitted, sent up the ladder like anything an author writes, and kept with lineage.

Refitting makes an alteration true: every mechanism runs in the sandbox on all values of its parents, integer ranges
grow to what comes out, and a docstring keeps its first sentence and those claims that still hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from causim_env.authors.candidate import tabulated
from causim_env.authors.claiming import derive
from causim_env.authors.claims import Grid, read
from causim_env.authors.one_shot import grow_from
from causim_env.authors.run import in_order
from causim_env.authors.verify import RUNGS
from causim_env.formalization.alterations import KINDS
from causim_env.informal.telling import body
from causim_env.sandbox import Runtime
from causim_env.scm.compile import check_value
from causim_env.scm.domains import Domain, Integer, SCMError, Value
from causim_env.scm.model import SCM, Endogenous
from causim_env.scm.text import mechanism_source
from causim_env.streams import Stream

VERSION = 1
_ATTEMPTS = 12
_CLAIMS = 2


@dataclass(frozen=True, slots=True)
class Variant:
    """A verified SCM and where it comes from.

    Attributes:
        scm: The SCM.
        kind: Which of `KINDS` made it.
        edit: What was altered, in words.
        parent: The content hash of the SCM that was altered.
        refused: How many alterations were refused before this one.
    """

    scm: SCM
    kind: str
    edit: str
    parent: str
    refused: int

    def to_json(self) -> dict[str, object]:
        """Lineage as JSON types."""
        return {
            "content_hash": self.scm.content_hash,
            "parent": self.parent,
            "kind": self.kind,
            "edit": self.edit,
            "refused": self.refused,
        }


def variants(
    scm: SCM, count: int, runtimes: Sequence[Runtime], *, seed: int = 0, rungs: Sequence[str] = tuple(RUNGS)
) -> Iterator[Variant]:
    """Different variants of an SCM, the kinds in turn; each alters the SCM itself or an earlier variant.

    Args:
        scm: A verified SCM.
        count: How many.
        runtimes: The sandboxes; the first makes the tables, all have to agree.
        seed: Other variants for another seed.
        rungs: The rungs of the ladder.

    Raises:
        SCMError: There are not so many; the message says what was wrong last.
    """
    family = [in_order(scm)]
    taken = {_identity(family[0])}
    for number in range(count):
        stream = Stream("variant", VERSION, seed, family[0].content_hash, number)
        parent = family[0] if stream.chance(0.5) else stream.choice(family)
        made = _variant(parent, number, runtimes, rungs, taken, stream)
        taken.add(_identity(made.scm))
        family.append(made.scm)
        yield made


def _variant(
    parent: SCM,
    number: int,
    runtimes: Sequence[Runtime],
    rungs: Sequence[str],
    taken: set[tuple[str, str]],
    stream: Stream,
) -> Variant:
    kinds = list(KINDS)
    start = number % len(kinds)
    refused, reason = 0, ""
    for kind in kinds[start:] + kinds[:start]:
        for attempt in range(_ATTEMPTS):
            try:
                altered = KINDS[kind](parent, stream.child(kind, attempt))
                fitted = refitted(altered.scm, parent, runtimes[0], renamed=kind == "theme")
                if _known(fitted, taken, renamed=kind == "theme"):
                    raise SCMError(f"{altered.words}: that is no new SCM")
                grown, climbed = grow_from(fitted, runtimes, rungs)
                if grown is None:
                    raise SCMError(f"{altered.words}: {climbed.message}")
            except SCMError as error:
                refused, reason = refused + 1, str(error)
                continue
            return Variant(in_order(grown), kind, altered.words, parent.content_hash, refused)
    raise SCMError(f"no variant {number + 1} among {refused} alterations ({reason}): ask for fewer")


def refitted(scm: SCM, before: SCM, runtime: Runtime, *, renamed: bool = False) -> SCM:
    """The SCM with ranges and docs that are true of it.

    Args:
        scm: What an alteration made.
        before: What was altered.
        runtime: Where mechanisms run.
        renamed: Whether variables go by new names, so that no claim about the old ones can be kept.

    Raises:
        SCMError: A mechanism does not end, or gives what cannot be declared.
    """
    supports: dict[str, tuple[Value, ...]] = {root.name: root.support for root in scm.exogenous}
    nodes = []
    for node in scm.order:
        grid = tabulated(node.source, {parent: supports[parent] for parent in node.parents}, runtime)
        domain = _fitting(node, grid.values)
        old = before[node.name] if not renamed else node
        assert isinstance(old, Endogenous)
        same = not renamed and node.parents == old.parents and body(node) == body(old)
        doc = _true_doc(node.doc, grid, same, renamed)
        source = mechanism_source(node.name, node.parents, domain, doc, body(node))
        nodes.append(Endogenous(node.name, node.parents, domain, source, doc))
        supports[node.name] = domain.values
    return SCM(scm.doc, scm.exogenous, nodes)


def _fitting(node: Endogenous, values: Sequence[Value]) -> Domain:
    """The declared values, with an integer range grown to what comes out."""
    numbers = [value for value in values if type(value) is int]
    if isinstance(node.domain, Integer) and len(numbers) == len(values):
        return Integer(min(node.domain.low, *numbers), max(node.domain.high, *numbers))
    for value in values:
        check_value(node.name, node.domain, value)
    return node.domain


def _true_doc(doc: str, grid: Grid, same: bool, renamed: bool) -> str:
    """The doc where it is still true, else its first sentence and claims that hold."""
    if not doc:
        return ""
    head = doc.partition(".")[0] + "."
    if renamed:
        return " ".join([head, *(claim.text() for claim in derive(grid, _CLAIMS))])
    kept = []
    for claim in read(doc):
        try:
            holds = claim.holds(grid)
        except SCMError:
            holds = False
        same = same and holds
        if holds:
            kept.append(claim)
    return doc if same else " ".join([head, *(claim.text() for claim in kept)])


def _identity(scm: SCM) -> tuple[str, str]:
    return scm.canonical_hash, scm.content_hash


def _known(scm: SCM, taken: set[tuple[str, str]], *, renamed: bool) -> bool:
    """Whether one of the taken is the same; up to names, unless new names are the point."""
    return _identity(scm) in taken if renamed else scm.canonical_hash in {canonical for canonical, _ in taken}
