"""Wrappers that vary the level or the representation from episode to episode.

They only fill in the options of `reset`, and leave alone what the caller gave. Their draws are
seeded by `reset(seed=...)` and independent of each other and of the indices.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import gymnasium

from causim_env.streams import Stream

_Env = gymnasium.Env[str, str]


class _OptionMix(gymnasium.Wrapper[str, str, str, str]):
    """Draws one option of `reset` from weighted choices."""

    def __init__(self, env: _Env, option: str, weights: Mapping[Any, int]) -> None:
        super().__init__(env)
        if not weights or any(weight < 0 for weight in weights.values()) or not any(weights.values()):
            raise ValueError(f"weights of {option}: write at least one positive weight and none below 0")
        self._option = option
        self._weights = tuple(weights.items())
        self._stream: Stream | None = None

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None) -> tuple[str, dict[str, Any]]:
        """Reset with the option drawn, unless the caller chose it."""
        if seed is not None or self._stream is None:
            chosen = int(self.np_random.integers(2**31)) if seed is None else seed
            self._stream = Stream("mix", self._option, chosen)
        drawn = self._stream.weighted(self._weights)
        return self.env.reset(seed=seed, options={self._option: drawn, **(options or {})})


class LevelMix(_OptionMix):
    """Draws the level of every episode: `LevelMix(env, {1: 1, 2: 1, 3: 2})`.

    Args:
        env: A `causim/Query-v0`, wrapped or not.
        weights: Level to integer weight.

    Raises:
        ValueError: If no weight is positive or one is negative.
    """

    def __init__(self, env: _Env, weights: Mapping[int, int]) -> None:
        super().__init__(env, "level", weights)


class RepresentationMix(_OptionMix):
    """Draws the representation of every episode: `RepresentationMix(env, {"code": 1, "prose": 3})`.

    Args:
        env: A `causim/Query-v0`, wrapped or not.
        weights: Representation to integer weight.

    Raises:
        ValueError: If no weight is positive or one is negative.
    """

    def __init__(self, env: _Env, weights: Mapping[str, int]) -> None:
        super().__init__(env, "representation", weights)
