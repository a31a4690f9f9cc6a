"""Splits that cannot share a simulator.

Every SCM belongs to one bucket by its canonical hash, which renaming and reordering leave alone; every split takes
buckets of its own, so they are disjoint by construction. Each test-ood split also
holds out one axis: a graph family, a mechanism family or a theme that no train SCM has, sizes above those of the same
level, or a representation, which is held out of training for whoever does not ask for it there.
"""

from __future__ import annotations

from typing import Literal, get_args

from causim_env.authors.graphs import GRAPHS
from causim_env.authors.themes import theme_names
from causim_env.scm.domains import SCMError
from causim_env.scm.mechanisms import FAMILIES

Split = Literal[
    "train",
    "validation",
    "test-iid",
    "test-ood-graph",
    "test-ood-mechanism",
    "test-ood-domain",
    "test-ood-representation",
    "test-ood-size",
]
SPLITS: tuple[Split, ...] = get_args(Split)

HELD_OUT_GRAPHS = ("m_structure",)
HELD_OUT_FAMILIES = ("saturating",)
HELD_OUT_THEMES = ("aquarium", "satellite")
HELD_OUT_REPRESENTATION = "table"

_PARTS = 20
_TRAIN_PARTS = _PARTS - len(SPLITS) + 1


def buckets(split: Split) -> range:
    """The twentieths of the canonical hashes that belong to a split: thirteen to train, one to each other."""
    place = SPLITS.index(split)
    return range(_TRAIN_PARTS) if place == 0 else range(_TRAIN_PARTS + place - 1, _TRAIN_PARTS + place)


def bucket(canonical_hash: str) -> int:
    """Which twentieth a canonical hash falls into."""
    return int(canonical_hash[:12], 16) % _PARTS


def check_split(split: str) -> None:
    """Refuses an unknown split.

    Raises:
        SCMError: With the splits there are.
    """
    if split not in SPLITS:
        raise SCMError(f"split {split!r}: write one of {', '.join(SPLITS)}")


def graphs(split: Split) -> tuple[str, ...]:
    """The graph families a split draws from."""
    if split == "test-ood-graph":
        return HELD_OUT_GRAPHS
    return tuple(name for name in GRAPHS if name not in HELD_OUT_GRAPHS)


def families(split: Split, chosen: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The mechanism families a split draws from: of the chosen ones, or of all, those it may use."""
    held_out = HELD_OUT_FAMILIES if split == "test-ood-mechanism" else ()
    allowed = tuple(name for name in chosen or FAMILIES if name not in HELD_OUT_FAMILIES)
    return (*allowed, *held_out)


def themes(split: Split) -> tuple[str, ...]:
    """The themes a split draws from."""
    if split == "test-ood-domain":
        return HELD_OUT_THEMES
    return tuple(name for name in theme_names() if name not in HELD_OUT_THEMES)


def sizes(split: Split, nodes: tuple[int, int]) -> tuple[int, int]:
    """The numbers of endogenous variables a split draws from, at a level of the given ones."""
    if split == "test-ood-size":
        return (nodes[1] + 1 + nodes[1] // 2, 2 * nodes[1] + 1)
    return nodes
