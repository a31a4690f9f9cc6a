"""Registers the environments with Gymnasium without importing it.

`gymnasium.make("causim_env:causim/Query-v0")` imports `causim_env` and then expects the id to be
known. Gymnasium takes longer to import than this whole package may, so where it is not loaded yet
the registration waits for it: a finder notices the import, steps aside, and registers when
Gymnasium has loaded.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType

ENTRY_POINTS = {"causim/Query-v0": "causim_env.envs.query:QueryEnv"}


def register() -> None:
    """Add every environment of this package to Gymnasium's registry, once."""
    import gymnasium

    for env_id, entry_point in ENTRY_POINTS.items():
        if env_id not in gymnasium.registry:
            gymnasium.register(id=env_id, entry_point=entry_point)


def when_gymnasium_loads() -> None:
    """Register now if Gymnasium is loaded, otherwise as soon as it is."""
    gymnasium = sys.modules.get("gymnasium")
    if gymnasium is None:
        sys.meta_path.insert(0, _GymnasiumWatch())
    elif hasattr(gymnasium, "registry"):
        register()


class _GymnasiumWatch(MetaPathFinder):
    """Finds nothing but `gymnasium`, once, through the finders behind it."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != "gymnasium":
            return None
        sys.meta_path.remove(self)
        spec = find_spec(fullname)
        if spec is not None and spec.loader is not None:
            spec.loader = _ThenRegister(spec, spec.loader)
        return spec


class _ThenRegister(Loader):
    """Loads Gymnasium as its own loader would, hands it back, and registers."""

    def __init__(self, spec: ModuleSpec, loader: Loader) -> None:
        self._spec = spec
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._spec.loader = self._loader
        module.__loader__ = self._loader
        self._loader.exec_module(module)
        register()
