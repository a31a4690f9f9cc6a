"""Simulator sets: problems posed on given SCMs instead of drawn ones.

A `SimulatorSet` is as infinite and stateless as a `ProblemSet`, and goes wherever one goes: problem i depends on
nothing but the SCMs, the seed, the level and i. The level says how much stays hidden; how large the SCMs are is up to
whoever wrote them. Files are checked on all inputs in the sandbox before anything else looks at them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import cast

from causim_env.authors.candidate import tabulated
from causim_env.problems.problem_set import ProblemSet
from causim_env.sandbox import Runtime, default_runtime
from causim_env.scm import SCM, SCMError
from causim_env.scm.compile import check_value
from causim_env.splits import Split, bucket, buckets
from causim_env.streams import Stream

SUFFIX = ".scm.py"


@dataclass(frozen=True)
class SimulatorSet(ProblemSet):
    """An infinite, random-access sequence of problems on given SCMs.

    Args:
        split: Of the SCMs, those are used whose canonical hash falls into this split, so that no SCM serves both
            training and testing.
        seed: As in `ProblemSet`, like everything down to `anonymous`.
        level: As in `ProblemSet`; sizes and families of the level are ignored.
        kinds: As in `ProblemSet`.
        representation: As in `ProblemSet`.
        asks: As in `ProblemSet`.
        anonymous: As in `ProblemSet`.
        scms: The SCMs; see `read_simulators`.

    Raises:
        SCMError: An argument is unknown or out of range, or no SCM belongs to the split.
    """

    scms: Sequence[SCM] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        """Checks every argument."""
        super().__post_init__()
        if not self.members:
            raise SCMError(f"none of {len(self.scms)} simulators belongs to {self.split}: write more, or another split")

    @cached_property
    def members(self) -> tuple[SCM, ...]:
        """The SCMs of the split."""
        wanted = buckets(cast(Split, self.split))
        return tuple(scm for scm in self.scms if bucket(scm.canonical_hash) in wanted)

    @cached_property
    def content(self) -> str:
        """A hash of all members in their order."""
        return hashlib.sha256("".join(scm.content_hash for scm in self.members).encode()).hexdigest()

    def _stream(self, index: int) -> Stream:
        return super()._stream(index).child(self.content)

    def draw_scm(self, stream: Stream) -> SCM | None:
        """One of the members."""
        return stream.choice(self.members)


def read_simulators(folder: Path, runtime: Runtime | None = None) -> list[SCM]:
    """The SCMs in a folder and below it, in the order of their paths, run from tables.

    Args:
        folder: A folder of `.scm.py` files, such as `causim author` writes. Where it has a manifest, the
            files have to be those of the manifest; SCMs that are not complete are left out.
        runtime: The sandbox; the default one if not given.

    Raises:
        ValueError: There is none, or a file is no SCM or not the one that the manifest names; the message names it.
    """
    known = _manifest(folder / "manifest.json")
    found: list[SCM] = []
    for path in sorted(folder.rglob(f"*{SUFFIX}")):
        if known is not None and path.name not in known:
            continue
        try:
            scm = tabled(SCM.from_source(path.read_text(encoding="utf-8")), runtime or default_runtime())
        except ValueError as error:
            raise ValueError(f"{path}: no simulator ({error})") from None
        if known is not None and known[path.name] != scm.content_hash:
            raise ValueError(f"{path} is not the file that {folder / 'manifest.json'} names: write it anew")
        found.append(scm)
    if not found:
        raise ValueError(f"{folder}: no {SUFFIX} file here; write a folder that causim author made")
    return found


def tabled(scm: SCM, runtime: Runtime) -> SCM:
    """The same SCM, run from tables that the sandbox made of its mechanisms.

    Raises:
        SCMError: A mechanism has too many parent configurations, fails, or leaves its declared values.
    """
    tables = {}
    for node in scm.endogenous:
        supports = {parent: scm[parent].support for parent in node.parents}
        values = tabulated(node.source, supports, runtime).values
        for value in values:
            check_value(node.name, node.domain, value)
        tables[node.name] = dict(zip(product(*supports.values()), values, strict=True))
    return SCM(scm.doc, scm.exogenous, scm.endogenous, tables=tables)


def _manifest(path: Path) -> dict[str, str] | None:
    """File names to content hashes of the complete SCMs; None without a manifest."""
    if not path.exists():
        return None
    try:
        scms = json.loads(path.read_text(encoding="utf-8"))["scms"]
        return {entry["file"]: entry["content_hash"] for entry in _complete(scms)}
    except (ValueError, LookupError, TypeError) as error:
        raise ValueError(f"{path}: no manifest of simulators ({error})") from None


def _complete(scms: Sequence[dict[str, str]]) -> Iterator[dict[str, str]]:
    return (entry for entry in scms if entry["complete"])
