"""Gymnasium environments over the problems, and wrappers that vary what is asked.

Importing this package imports Gymnasium. The environments are registered by `import causim_env`.
"""

from __future__ import annotations

from causim_env.envs.query import QueryEnv
from causim_env.envs.wrappers import LevelMix, RepresentationMix

__all__ = ["LevelMix", "QueryEnv", "RepresentationMix"]
