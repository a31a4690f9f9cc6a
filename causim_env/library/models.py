"""The models kept as files: `published/NAME.scm.py` is the SCM, `published/NAME.toml` its source and vectors."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import cast

from causim_env.library.contrary import contrary
from causim_env.library.entry import BASES, Entry, Vector
from causim_env.scm import SCM, SCMError, Value

SUFFIX = ".toml"
_TEXTS = ("title", "area", "citation", "about")


@dataclass(frozen=True)
class Model(Entry):
    """A model kept as a pair of files.

    Attributes:
        text: The SCM's text.
    """

    text: str

    @cached_property
    def scm(self) -> SCM:
        """The model as published."""
        return SCM.from_source(self.text)

    @cached_property
    def contrary(self) -> SCM:
        """The twin against common sense."""
        return contrary(self.scm)


def model_names() -> tuple[str, ...]:
    """All models kept as files, by the alphabet."""
    return tuple(sorted(path.name.removesuffix(SUFFIX) for path in _folder().iterdir() if path.name.endswith(SUFFIX)))


def load_model(name: str) -> Model:
    """Reads a model's two files.

    Raises:
        SCMError: A file does not have the form described in `docs/library.md`.
    """
    facts = tomllib.loads((_folder() / f"{name}{SUFFIX}").read_text(encoding="utf-8"))
    text = (_folder() / f"{name}.scm.py").read_text(encoding="utf-8")
    for key in _TEXTS:
        if not isinstance(facts.get(key), str):
            raise SCMError(f"{name}{SUFFIX}: write {key} as a string")
    title, area, citation, about = (" ".join(facts[key].split()) for key in _TEXTS)
    return Model(name, title, area, citation, about, tuple(_vectors(name, facts)), text)


def _folder() -> Traversable:
    return files("causim_env.library") / "published"


def _vectors(name: str, facts: Mapping[str, object]) -> Iterator[Vector]:
    """The vectors; inputs that a vector does not give are those of `base`."""
    base = cast(Mapping[str, Value], facts.get("base", {}))
    for row in cast(list[Mapping[str, object]], facts.get("vectors", [])):
        basis = row.get("basis")
        if basis not in BASES:
            raise SCMError(f"{name}{SUFFIX}: basis {basis!r}: write one of {', '.join(BASES)}")
        given, expect, held = (cast(Mapping[str, Value], row.get(key, {})) for key in ("given", "expect", "held"))
        where = row.get("where", "")
        if not isinstance(where, str):
            raise SCMError(f"{name}{SUFFIX}: write where as a string")
        if not expect:
            raise SCMError(f"{name}{SUFFIX}: a vector expects nothing: write what comes out")
        yield Vector(basis, {**base, **given}, expect, held, where)
