"""Random streams that depend on nothing but their key.

A stream is seeded by the SHA-256 of its key, so the same (version, family, split, index) draws the same
numbers in every process, on every platform and under every hash seed. Only `getrandbits` of the Mersenne
twister is used, whose output Python has never changed; everything above it is spelled out here.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


class Stream:
    """A deterministic stream of draws.

    Args:
        *key: What the stream is for, for example `("problem", "train", 0, 17)`. Parts are told apart, so
            `("a", "bc")` and `("ab", "c")` are different streams.
    """

    __slots__ = ("_bits", "key")

    def __init__(self, *key: str | int) -> None:
        self.key = key
        digest = hashlib.sha256(repr(key).encode()).digest()
        self._bits = random.Random(int.from_bytes(digest, "big")).getrandbits

    def child(self, *key: str | int) -> Stream:
        """A stream of its own below this one; draws from either do not move the other."""
        return Stream(*self.key, *key)

    def below(self, n: int) -> int:
        """A uniform integer in [0, n)."""
        if n <= 0:
            raise ValueError(f"below({n}): write a positive bound")
        bits = n.bit_length()
        draw = self._bits(bits)
        while draw >= n:
            draw = self._bits(bits)
        return draw

    def between(self, low: int, high: int) -> int:
        """A uniform integer in [low, high], both ends included."""
        return low + self.below(high - low + 1)

    def random(self) -> float:
        """A uniform float in [0, 1) with 53 random bits."""
        return self._bits(53) / 9007199254740992.0

    def chance(self, probability: float) -> bool:
        """True with the given probability."""
        return self.random() < probability

    def choice(self, items: Sequence[T]) -> T:
        """One item, all equally likely."""
        return items[self.below(len(items))]

    def shuffled(self, items: Iterable[T]) -> list[T]:
        """The items in a random order (Fisher-Yates)."""
        pool = list(items)
        for i in range(len(pool) - 1, 0, -1):
            j = self.below(i + 1)
            pool[i], pool[j] = pool[j], pool[i]
        return pool

    def sample(self, items: Sequence[T], k: int) -> list[T]:
        """`k` different items in random order."""
        if k > len(items):
            raise ValueError(f"sample of {k} from {len(items)} items: ask for fewer")
        pool = list(items)
        for i in range(k):
            j = i + self.below(len(pool) - i)
            pool[i], pool[j] = pool[j], pool[i]
        return pool[:k]

    def weighted(self, pairs: Sequence[tuple[T, int]]) -> T:
        """One item, drawn with integer weights."""
        draw = self.below(sum(weight for _, weight in pairs))
        for item, weight in pairs:
            draw -= weight
            if draw < 0:
                return item
        raise AssertionError("unreachable: the weights cover the draw")
