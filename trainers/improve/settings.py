"""What a run was told, kept beside it: a run goes on under the same settings or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

from causim_env import __version__
from causim_env.files import write_text
from trainers.guards import GuardError

FREE = ("rounds", "output_dir")
"""Settings that may change: how far a run goes, and where it lies."""


def settle(out: Path, **groups: Any) -> None:
    """Writes `settings.json`, or holds the one that is there against what a run is told.

    An option that was not there yet when the run began has its default.

    Args:
        out: The folder of the run.
        **groups: Groups of options, dataclasses, by name.

    Raises:
        GuardError: The folder holds a run of other settings.
    """
    path = out / "settings.json"
    told = {"version": __version__, **{name: _values(group) for name, group in groups.items()}}
    text = json.dumps(told, indent=2) + "\n"
    if path.exists() and _filled(path.read_text(encoding="utf-8"), groups) != json.loads(text):
        raise GuardError(f"{out} holds a run of other settings: choose another output_dir")
    write_text(path, text)


def _values(group: Any) -> dict[str, Any]:
    return {one.name: getattr(group, one.name) for one in fields(group) if one.name not in FREE}


def _filled(text: str, groups: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a file, with defaults for options that it does not know; empty where it is no such file."""
    try:
        kept: dict[str, Any] = json.loads(text)
        filled = {name: {**_defaults(group), **kept[name]} for name, group in groups.items()}
    except (ValueError, LookupError, TypeError):
        return {}
    return {**kept, **filled}


def _defaults(group: Any) -> dict[str, Any]:
    return {one.name: _default(one) for one in fields(group) if one.name not in FREE}


def _default(one: Field[Any]) -> Any:
    return one.default_factory() if one.default_factory is not MISSING else one.default
