"""What problems of every kind share: a place in a problem set, an id, and the heads of their rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from typing import TypedDict, cast

from causim_env.scm import SCM, SCMError


class Place(TypedDict):
    """Where a problem stands; empty and zeros for one of one's own."""

    split: str
    seed: int
    index: int
    nominal: int


class Posed:
    """The head of a problem; a frozen dataclass with these fields inherits it.

    Attributes:
        scm: The model.
        prompt: What is shown to the one who answers.
        split: The split it belongs to, empty for a problem of one's own.
        seed: Seed of its problem set.
        index: Place in its problem set.
        nominal: The level that was asked for, 0 where there was none.
    """

    scm: SCM
    prompt: str
    split: str
    seed: int
    index: int
    nominal: int

    @property
    def series(self) -> str:
        """What ids open with: kind and version."""
        raise NotImplementedError

    @property
    def facts(self) -> list[object]:
        """What the problem says, as JSON types."""
        raise NotImplementedError

    @cached_property
    def id(self) -> str:
        """Series, split, seed, level, index and the first characters of the content hash."""
        place = f"{self.split or 'own'}-s{self.seed}-L{self.nominal}-{self.index}"
        return f"{self.series}-{place}-{self.content_hash[:12]}"

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of what the problem says."""
        return hashlib.sha256(json.dumps(self.facts, sort_keys=True).encode()).hexdigest()

    def head(self) -> dict[str, object]:
        """Id, hash and place, as they stand in JSON."""
        return {
            "id": self.id,
            "content_hash": self.content_hash,
            "split": self.split,
            "seed": self.seed,
            "index": self.index,
        }

    def question(self) -> dict[str, object]:
        """What stands in every dataset row for trainers; the prompt is conversational."""
        return {
            "prompt": [{"role": "user", "content": self.prompt}],
            "id": self.id,
            "level": self.nominal,
            "split": self.split,
            "scm": self.scm.canonical_hash,
        }

    def agrees(self, row: Mapping[str, object]) -> None:
        """Holds hash and id of a row that was read against what they are.

        Raises:
            SCMError: One of them is another.
        """
        for key, computed in (("content_hash", self.content_hash), ("id", self.id)):
            if row.get(key, computed) != computed:
                raise SCMError(f"problem {row.get('id')}: {key} disagrees with the content; write it anew")


def parts(row: object, what: str, *keys: str) -> Mapping[str, object]:
    """A row as a mapping that holds these keys.

    Raises:
        SCMError: It is none, or lacks one.
    """
    if not isinstance(row, Mapping):
        raise SCMError(f"{what} in JSON is an object, not {type(row).__name__}: write what to_json gives")
    missing = [key for key in keys if key not in row]
    if missing:
        raise SCMError(f"{what} without {', '.join(missing)}: write the row that to_json gives")
    return row


def place(row: Mapping[str, object], nominal: object) -> Place:
    """The place that a row names."""
    return {
        "split": str(row.get("split", "")),
        "seed": cast(int, row.get("seed", 0)),
        "index": cast(int, row.get("index", 0)),
        "nominal": cast(int, nominal),
    }
