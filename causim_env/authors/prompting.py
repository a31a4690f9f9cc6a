"""Prompts: one jinja2 file for each role, in `prompts/`, filled with the facts of a request."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER = Path(__file__).parent / "prompts"


def prompt(role: str, facts: Mapping[str, object]) -> str:
    """The question of a role in words.

    Raises:
        ImportError: jinja2 is not installed.
    """
    return _environment().get_template(f"{role}.j2").render(facts).strip() + "\n"


@cache
def hashes() -> dict[str, str]:
    """The SHA-256 of every template, by its name."""
    return {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(_FOLDER.glob("*.j2"))}


@cache
def _environment() -> Environment:
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ImportError:
        raise ImportError("authors need jinja2: pip install 'causim-env[llm]'") from None
    # Prompts are plain text for a language model: nothing is to be escaped.
    return Environment(
        loader=FileSystemLoader(_FOLDER), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
